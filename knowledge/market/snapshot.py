"""All figures of one moment as a value: an estimate from it gives the same result at any time."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from pydantic import AwareDatetime, ValidationError

from knowledge.errors import UsageError
from knowledge.files import write_atomically
from knowledge.market.consensus import Consensus
from knowledge.market.models import Failure, HourlyCloses, Observation, OrderBook, OtcQuote, Rate
from knowledge.models import Value

# A snapshot of six exchanges and all networks has 4 MB. Nothing but levels of books needs thirty
# times as much memory.
MAX_SNAPSHOT_BYTES = 16 * 2**20


class SnapshotRequest(Value):
    """What an estimate needs: the currencies of payer and payee, the assets, the networks.

    ``coins`` are the native coins that the networks take their fees in, if the payer pays those.
    """

    payer: str
    payee: str
    assets: tuple[str, ...]
    networks: tuple[str, ...]
    coins: tuple[str, ...] = ()


class Snapshot(Value):
    """The market at one moment. ``sample`` marks invented figures for trials.

    ``prices`` are consensus prices of coins and stablecoins in dollars. ``skewed`` says that our
    clock was wrong.
    """

    taken_at: AwareDatetime
    sample: bool = False
    books: tuple[OrderBook, ...] = ()
    closes: tuple[HourlyCloses, ...] = ()
    rates: tuple[Rate, ...] = ()
    fees: tuple[Observation, ...] = ()
    prices: tuple[Consensus, ...] = ()
    otc: tuple[OtcQuote, ...] = ()
    failures: tuple[Failure, ...] = ()
    skewed: bool = False

    def find_books(self, base: str, quote: str) -> tuple[OrderBook, ...]:
        """The books of a pair; fresh OTC quotes replace them, as the person deals at those."""
        entered = [q.to_book() for q in self.otc if (q.base, q.quote) == (base, quote)]
        fresh = tuple(book for book in entered if book.is_fresh(self.taken_at))
        live = tuple(book for book in self.books if (book.base, book.quote) == (base, quote))
        return fresh or live

    def find_closes(self, base: str, quote: str) -> HourlyCloses | None:
        """The hourly closes of a pair, else those in dollars."""
        for currency in (quote, "USD"):
            for closes in self.closes:
                if (closes.base, closes.quote) == (base, currency):
                    return closes
        return None

    def find_fee(self, key: str) -> Observation | None:
        """A chain's figure by its key."""
        return next((fee for fee in self.fees if fee.key == key), None)

    def find_price(self, base: str, quote: str = "USD") -> Consensus | None:
        """The consensus price of a coin."""
        return next((c for c in self.prices if (c.base, c.quote) == (base, quote)), None)

    def with_quotes(self, quotes: tuple[OtcQuote, ...]) -> Snapshot:
        """The snapshot with quotes that a person entered, which are searched first."""
        return self.model_copy(update={"otc": (*quotes, *self.otc)})

    def save(self, file: Path) -> None:
        """Write the snapshot; equal snapshots give equal files. UsageError when it cannot."""
        text = json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False)
        try:
            write_atomically(file, f"{text}\n".encode())
        except OSError as error:
            raise UsageError(f"{file} cannot be written ({error.strerror}).") from None

    @classmethod
    def load(cls, file: Path) -> Snapshot:
        """The snapshot in a file; UsageError when it cannot be read or is no snapshot."""
        try:
            with file.open("rb") as opened:
                # A pipe or a device has no size of its own.
                content = opened.read(MAX_SNAPSHOT_BYTES + 1)
            if len(content) > MAX_SNAPSHOT_BYTES:
                raise UsageError(f"{file} is too large to be a snapshot.")
            return cls.model_validate_json(content)
        except OSError as error:
            raise UsageError(f"{file} cannot be read ({error.strerror}).") from None
        except ValidationError as error:
            field = ".".join(str(part) for part in error.errors()[0]["loc"]) or "the file"
            raise UsageError(f"{file} is no snapshot: {field} is wrong.") from None


def find_usd_price(snapshot: Snapshot, coin: str) -> Decimal | None:
    """The price of a coin in dollars; None when too few sources agreed."""
    consensus = snapshot.find_price(coin)
    return consensus.price if consensus else None
