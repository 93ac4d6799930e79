"""The figures of the bot, live or from a saved snapshot, behind one protocol."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections.abc import Callable, Coroutine, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from knowledge.market.pricing import Price, compute_price
from knowledge.market.snapshot import Snapshot, SnapshotRequest
from knowledge.money import is_crypto
from knowledge.settlement.reference_data import REFERENCE_FOLDER

if TYPE_CHECKING:
    from knowledge.market.market import Market

T = TypeVar("T")
SAMPLE_FILE = REFERENCE_FOLDER / "sample_snapshot.json"


class MarketData(Protocol):
    """Prices and snapshots on demand."""

    def fetch_snapshot(self, request: SnapshotRequest) -> Snapshot:
        """All figures for an estimate."""
        ...

    def fetch_price(self, base: str, quote: str) -> Price:
        """What one ``base`` costs in ``quote``."""
        ...

    def source_states(self) -> Mapping[str, str]:
        """The state of each source by name, in English."""
        ...

    def close(self) -> None:
        """Close connections and threads."""
        ...


class SnapshotMarketData:
    """The figures of one moment, for audits and for trials without a network."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Answer from this snapshot at all times."""
        self._snapshot = snapshot

    def fetch_snapshot(self, _request: SnapshotRequest) -> Snapshot:
        """The snapshot, whatever is requested."""
        return self._snapshot

    def fetch_price(self, base: str, quote: str) -> Price:
        """The price at the snapshot's moment."""
        stored = self._snapshot
        return compute_price(
            stored.prices, stored.rates, base, quote, stored.taken_at, sample=stored.sample
        )

    def source_states(self) -> Mapping[str, str]:
        """What the snapshot is, in place of sources."""
        kind = "sample data" if self._snapshot.sample else "a saved snapshot"
        return {"snapshot": f"{kind} of {self._snapshot.taken_at:%Y-%m-%d %H:%M} UTC"}

    def close(self) -> None:
        """Nothing to close."""


class LiveMarketData:
    """The live market for synchronous code: its event loop runs in a thread of its own."""

    def __init__(self, make: Callable[[], Market]) -> None:
        """Call ``make`` and start the loop when figures are first needed.

        Most questions are about rules and must not wait for that.
        """
        self._make = make
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @cached_property
    def _market(self) -> Market:
        return self._make()

    def fetch_snapshot(self, request: SnapshotRequest) -> Snapshot:
        """All figures for an estimate, fetched at once."""
        return self._wait(self._market.fetch_snapshot(request))

    def fetch_price(self, base: str, quote: str) -> Price:
        """The price now."""
        return self._wait(self._fetch_price(base, quote))

    def source_states(self) -> Mapping[str, str]:
        """The circuit breaker's state of each source."""
        return self._market.source_states()

    def close(self) -> None:
        """Close the connections, end the thread and close its loop."""
        if self._loop is None or self._thread is None:
            return
        self._wait(self._market.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._loop = self._thread = None

    async def _fetch_price(self, base: str, quote: str) -> Price:
        candidates = dict.fromkeys([(base, quote), (base, "USD"), (quote, "USD")])
        pairs = [pair for pair in candidates if is_crypto(pair[0]) and pair[0] != pair[1]]
        (rates, failures), prices = await asyncio.gather(
            self._market.fetch_official_rates(),
            asyncio.gather(*(self._market.fetch_price(*pair) for pair in pairs)),
        )
        price = compute_price(prices, rates, base, quote, dt.datetime.now(dt.UTC))
        # The failures of official rates matter only where one of them was missing.
        missing = failures if price.value is None else ()
        return price.model_copy(update={"failures": (*price.failures, *missing)})

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._loop.run_forever, name="market", daemon=True
                )
                self._thread.start()
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


def load_sample_data() -> SnapshotMarketData:
    """The bundled snapshot, every figure of which is marked as invented."""
    return SnapshotMarketData(Snapshot.load(SAMPLE_FILE))


def load_snapshot_data(file: Path) -> SnapshotMarketData:
    """The figures of a snapshot file; UsageError when it cannot be read."""
    return SnapshotMarketData(Snapshot.load(file))
