"""From an exchange's answer to a figure that can be trusted, or one sentence why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

from pydantic import ValidationError

from knowledge.market.http_client import HttpResponse
from knowledge.market.models import HourlyCloses, OrderBook, PriceLevel, Ticker
from knowledge.market.sources import Fault, SourceError

QUOTE_MAX_AGE_S, CLOSES_MAX_AGE_S = 15, 7200
MAX_LEVELS = 500
MAX_HOURS = 169
MAX_AGE_S, MAX_AHEAD_S = 60.0, 5.0
MAX_SPREAD = Decimal("0.01")


def parse_positive(source: str, value: Any) -> Decimal:
    """A price or size as the exchange wrote it; never a float, a comma, a NaN, zero or less."""
    try:
        if isinstance(value, (bool, float)) or value is None:
            raise InvalidOperation
        number = Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        raise SourceError(source, Fault.MALFORMED, f"gave {value!r:.20} for a price") from None
    if not number.is_finite() or number <= 0:
        raise SourceError(source, Fault.ABSURD, f"gave {value!r:.20} for a price")
    return number


def parse_time(source: str, milliseconds: Any, answer: HttpResponse) -> dt.datetime:
    """The exchange's own time for a figure; too old or ahead of ours it is refused."""
    try:
        at = dt.datetime.fromtimestamp(int(milliseconds) / 1000, dt.UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        raise SourceError(source, Fault.MALFORMED, "gave no readable time") from None
    return check_time(source, at, answer)


def check_time(source: str, at: dt.datetime, answer: HttpResponse) -> dt.datetime:
    """The same time, unless the figure is stale or from the future."""
    age = (answer.received_at - at).total_seconds()
    if age > MAX_AGE_S:
        raise SourceError(source, Fault.ABSURD, f"sent figures that are {age:.0f} s old")
    if age < -MAX_AHEAD_S:
        raise SourceError(source, Fault.CLOCK, f"sent figures from {-age:.0f} s in the future")
    return at


def build_ticker(
    answer: HttpResponse, base: str, quote: str, bid: Any, ask: Any, at: dt.datetime | None = None
) -> Ticker:
    """A ticker; without a time of the exchange's own it bears that of its receipt."""
    low, high = parse_positive(answer.source, bid), parse_positive(answer.source, ask)
    _check_spread(answer.source, low, high)
    return Ticker(
        source=answer.source,
        as_of=at or answer.received_at,
        receipt=at is None,
        max_age=QUOTE_MAX_AGE_S,
        base=base,
        quote=quote,
        bid=low,
        ask=high,
    )


def build_book(
    answer: HttpResponse,
    base: str,
    quote: str,
    bids: Any,
    asks: Any,
    at: dt.datetime | None = None,
) -> OrderBook:
    """An order book of rows that begin with price and size."""
    try:
        found = OrderBook(
            source=answer.source,
            as_of=at or answer.received_at,
            receipt=at is None,
            max_age=QUOTE_MAX_AGE_S,
            base=base,
            quote=quote,
            bids=_parse_levels(answer.source, bids),
            asks=_parse_levels(answer.source, asks),
        )
    except ValidationError as error:
        why = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise SourceError(answer.source, Fault.ABSURD, f"sent a book where {why}") from None
    _check_spread(answer.source, found.bids[0].price, found.asks[0].price)
    return found


def build_closes(
    answer: HttpResponse, base: str, quote: str, prices: Iterable[Any]
) -> HourlyCloses:
    """Hourly closes, the oldest first; the hour that still runs must have been left out."""
    found = tuple(parse_positive(answer.source, price) for price in prices)[-MAX_HOURS:]
    if len(found) < 2:
        raise SourceError(answer.source, Fault.EMPTY, f"has no hourly prices of {base}/{quote}")
    return HourlyCloses(
        source=answer.source,
        as_of=answer.received_at,
        receipt=True,
        max_age=CLOSES_MAX_AGE_S,
        base=base,
        quote=quote,
        prices=found,
    )


def unknown_pair(source: str, base: str, quote: str) -> SourceError:
    """The error for a pair that the exchange does not trade."""
    return SourceError(source, Fault.UNKNOWN_PAIR, f"does not trade {base}/{quote}")


def rate_limited(source: str) -> SourceError:
    """The error for an exchange that says in its own words that we ask too often."""
    return SourceError(source, Fault.RATE_LIMITED, "asks us to slow down")


def error_answer(source: str, words: Any) -> SourceError:
    """The error for anything else that the exchange said instead of an answer."""
    return SourceError(source, Fault.UNAVAILABLE, f"answered with an error: {str(words)[:60]}")


def require_mapping(source: str, value: Any) -> Mapping[str, Any]:
    """A JSON object; SourceError for anything else."""
    if not isinstance(value, Mapping):
        raise SourceError(source, Fault.MALFORMED, "sent an answer of another shape")
    return value


def require_rows(source: str, value: Any) -> Sequence[Any]:
    """A JSON list with something in it; SourceError for anything else."""
    if not isinstance(value, list):
        raise SourceError(source, Fault.MALFORMED, "sent an answer of another shape")
    if not value:
        raise SourceError(source, Fault.EMPTY, "sent an empty list")
    return value


def require_field(source: str, value: Any, name: str | int) -> Any:
    """A part of an answer; SourceError when it is not there."""
    try:
        return value[name]
    except (KeyError, IndexError, TypeError):
        raise SourceError(source, Fault.MALFORMED, f"left out {name}") from None


def check_pair(source: str, asked: str, answered: Any) -> None:
    """SourceError when the answer is about another pair than the one asked for."""
    if str(answered).upper().replace("/", "").replace("-", "") != asked.upper().replace("-", ""):
        raise SourceError(source, Fault.ABSURD, f"answered about {str(answered)[:20]}")


def _parse_levels(source: str, side: Any) -> tuple[PriceLevel, ...]:
    found = []
    for row in islice(require_rows(source, side), MAX_LEVELS):
        price, size = (
            parse_positive(source, require_field(source, row, 0)),
            require_field(source, row, 1),
        )
        if str(size).strip("0.") == "":
            continue
        found.append(PriceLevel(price=price, size=parse_positive(source, size)))
    return tuple(found)


def _check_spread(source: str, bid: Decimal, ask: Decimal) -> None:
    if bid >= ask:
        raise SourceError(source, Fault.ABSURD, "sent a bid that is not below its ask")
    if (ask - bid) / bid > MAX_SPREAD:
        raise SourceError(source, Fault.ABSURD, "has too wide a spread to price by")
