"""All figures of one moment as a value: saved, loaded, and good for the same estimate for ever."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from pydantic import AwareDatetime, ValidationError

from knowledge.errors import UsageError
from knowledge.market.consensus import Consensus
from knowledge.market.models import Failure, HourlyCloses, Observation, OrderBook, OtcQuote, Rate
from knowledge.models import Value

MAX_SNAPSHOT_BYTES = 32 * 2**20


class SnapshotRequest(Value):
    """What an estimate needs to know: which money at either end, which assets, which chains.

    ``coins`` are those that chains take their fees in, when the payer sends them.
    """

    payer: str
    payee: str
    assets: tuple[str, ...]
    networks: tuple[str, ...]
    coins: tuple[str, ...] = ()


class Snapshot(Value):
    """What the market said at a moment. ``sample`` marks invented figures for trying out.

    ``prices`` are consensus prices in dollars of coins and stablecoins.
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
        """The books in which one buys or sells ``base`` for ``quote``; what people said first.

        An OTC quote stands in for the books when it is fresh: whoever entered it deals at it.
        """
        told = [q.to_book() for q in self.otc if (q.base, q.quote) == (base, quote)]
        fresh = tuple(book for book in told if book.is_fresh(self.taken_at))
        seen = tuple(book for book in self.books if (book.base, book.quote) == (base, quote))
        return fresh or seen

    def find_closes(self, base: str, quote: str) -> HourlyCloses | None:
        """The hourly closes of a pair, or of the asset in dollars."""
        for wanted in (quote, "USD"):
            for closes in self.closes:
                if (closes.base, closes.quote) == (base, wanted):
                    return closes
        return None

    def find_fee(self, key: str) -> Observation | None:
        """A chain's figure by its key."""
        return next((datum for datum in self.fees if datum.key == key), None)

    def find_price(self, base: str, quote: str = "USD") -> Consensus | None:
        """The consensus price of a coin."""
        return next((c for c in self.prices if (c.base, c.quote) == (base, quote)), None)

    def with_quotes(self, quotes: tuple[OtcQuote, ...]) -> Snapshot:
        """The snapshot with quotes that somebody entered, the newest first."""
        return self.model_copy(update={"otc": (*quotes, *self.otc)})

    def save(self, file: Path) -> None:
        """Write the snapshot; equal snapshots are equal files."""
        text = json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False)
        aside = file.with_name(file.name + ".part")
        try:
            aside.write_text(text + "\n", "utf-8")
            aside.replace(file)
        except OSError as error:
            aside.unlink(missing_ok=True)
            raise UsageError(f"{file} cannot be written ({error.strerror}).") from None

    @classmethod
    def load(cls, file: Path) -> Snapshot:
        """The snapshot in a file; UsageError when it is none."""
        try:
            if file.stat().st_size > MAX_SNAPSHOT_BYTES:
                raise UsageError(f"{file} is too large to be a snapshot.")
            return cls.model_validate_json(file.read_bytes())
        except OSError as error:
            raise UsageError(f"{file} cannot be read ({error.strerror}).") from None
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "the file"
            raise UsageError(f"{file} is no snapshot: {where} is wrong.") from None


def find_usd_price(snapshot: Snapshot, coin: str) -> Decimal | None:
    """What a coin costs in dollars, when enough sources agreed."""
    found = snapshot.find_price(coin)
    return found.price if found else None
