"""Builds figures from an exchange's answer; SourceError for an answer that cannot be used."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from pydantic import ValidationError

from knowledge.decimals import is_price, parse_decimal
from knowledge.errors import SourceError
from knowledge.market.failures import REASONS, build_source_error
from knowledge.market.http_client import HttpResponse
from knowledge.market.models import HourlyCloses, OrderBook, PriceLevel, Ticker

QUOTE_MAX_AGE_S, CLOSES_MAX_AGE_S = 15, 7200
# An answer whose own time is further from ours than this is refused.
MAX_AGE_S, MAX_AHEAD_S = 60.0, 5.0
MAX_LEVELS = 500
MAX_CLOSES = 169
MAX_SPREAD = Decimal("0.01")


def parse_positive(source: str, value: Any) -> Decimal:
    """A price or size from a string or integer.

    SourceError for floats, decimal commas, NaN, infinity, zero, negative numbers, and numbers that
    are no price of anything.
    """
    try:
        number = parse_decimal(value)
    except ValueError:
        raise build_source_error(
            source, "unreadable_number", field="a price", value=f"{value!r:.20}"
        ) from None
    if not is_price(number):
        raise build_source_error(
            source, "impossible_number", field="a price", value=f"{value!r:.20}"
        )
    return number


def parse_time(
    source: str, stamp: Any, response: HttpResponse, *, per_second: int = 1000
) -> dt.datetime:
    """The exchange's own time for a figure; SourceError when it is too old or in the future.

    ``stamp`` counts from 1970, ``per_second`` of it make a second.
    """
    try:
        at = dt.datetime.fromtimestamp(int(parse_decimal(stamp)) / per_second, dt.UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        raise build_source_error(source, "unreadable_time") from None
    return check_time(source, at, response)


def check_time(source: str, at: dt.datetime, response: HttpResponse) -> dt.datetime:
    """``at`` itself; SourceError when it is too long before or after the response arrived."""
    age_s = (response.received_at - at).total_seconds()
    if age_s > MAX_AGE_S:
        raise build_source_error(source, "stale", seconds=f"{age_s:.0f}")
    if age_s < -MAX_AHEAD_S:
        raise build_source_error(source, "future", seconds=f"{-age_s:.0f}")
    return at


def build_ticker(
    response: HttpResponse, base: str, quote: str, bid: Any, ask: Any, at: dt.datetime | None = None
) -> Ticker:
    """A ticker; ``at`` is the exchange's own time, the time of receipt stands in for it."""
    best_bid = parse_positive(response.source, bid)
    best_ask = parse_positive(response.source, ask)
    _check_spread(response.source, best_bid, best_ask)
    return Ticker(
        source=response.source,
        as_of=at or response.received_at,
        receipt=at is None,
        max_age=QUOTE_MAX_AGE_S,
        base=base,
        quote=quote,
        bid=best_bid,
        ask=best_ask,
    )


def build_book(
    response: HttpResponse,
    base: str,
    quote: str,
    bids: Any,
    asks: Any,
    at: dt.datetime | None = None,
) -> OrderBook:
    """An order book of rows that begin with price and size."""
    try:
        book = OrderBook(
            source=response.source,
            as_of=at or response.received_at,
            receipt=at is None,
            max_age=QUOTE_MAX_AGE_S,
            base=base,
            quote=quote,
            bids=_parse_levels(response.source, bids),
            asks=_parse_levels(response.source, asks),
        )
    except ValidationError as error:
        kind = error.errors()[0]["type"]
        key = kind if kind in REASONS else "invalid_book"
        raise build_source_error(response.source, key) from None
    _check_spread(response.source, book.bids[0].price, book.asks[0].price)
    return book


def build_closes(
    response: HttpResponse, base: str, quote: str, prices: Iterable[Any]
) -> HourlyCloses:
    """Hourly closes, the oldest first; ``prices`` are without the hour that still runs."""
    closes = tuple(parse_positive(response.source, x) for x in deque(prices, maxlen=MAX_CLOSES))
    if len(closes) < 2:
        raise build_source_error(response.source, "no_closes", pair=f"{base}/{quote}")
    return HourlyCloses(
        source=response.source,
        as_of=response.received_at,
        receipt=True,
        max_age=CLOSES_MAX_AGE_S,
        base=base,
        quote=quote,
        prices=closes,
    )


def unknown_pair(source: str, base: str, quote: str) -> SourceError:
    """The error for a pair that the exchange does not trade."""
    return build_source_error(source, "unknown_pair", pair=f"{base}/{quote}")


def rate_limited(source: str) -> SourceError:
    """The error for an exchange that says in its own words that we ask too often."""
    return build_source_error(source, "rate_limited")


def error_answer(source: str, text: Any) -> SourceError:
    """The error for anything else that the exchange says in place of an answer."""
    return build_source_error(source, "error_answer", error=str(text)[:60])


def require_mapping(source: str, value: Any) -> Mapping[str, Any]:
    """``value`` itself; SourceError unless it is a JSON object."""
    if not isinstance(value, Mapping):
        raise build_source_error(source, "other_shape")
    return value


def require_rows(source: str, value: Any) -> Sequence[Any]:
    """``value`` itself; SourceError unless it is a JSON list with something in it."""
    if not isinstance(value, list):
        raise build_source_error(source, "other_shape")
    if not value:
        raise build_source_error(source, "empty_answer")
    return value


def require_field(source: str, value: Any, name: str | int) -> Any:
    """A field of an object or list; SourceError when it is missing."""
    try:
        return value[name]
    except (KeyError, IndexError, TypeError):
        raise build_source_error(source, "missing_field", field=name) from None


def require_fields(source: str, value: Any, *names: str | int) -> list[Any]:
    """Several fields, in the order of ``names``."""
    return [require_field(source, value, name) for name in names]


def check_pair(source: str, expected: str, answered: Any) -> None:
    """SourceError when the answer is about another pair than the one in the request."""
    if str(answered).upper().replace("/", "").replace("-", "") != expected.upper().replace("-", ""):
        raise build_source_error(source, "other_pair", pair=str(answered)[:20])


def _parse_levels(source: str, side: Any) -> tuple[PriceLevel, ...]:
    levels = []
    for row in islice(require_rows(source, side), MAX_LEVELS):
        raw_price, size = require_fields(source, row, 0, 1)
        price = parse_positive(source, raw_price)
        # Some exchanges leave levels of size zero in a book.
        if str(size).strip("0.") == "":
            continue
        levels.append(PriceLevel(price=price, size=parse_positive(source, size)))
    return tuple(levels)


def _check_spread(source: str, bid: Decimal, ask: Decimal) -> None:
    if bid >= ask:
        raise build_source_error(source, "crossed_quote")
    if (ask - bid) / bid > MAX_SPREAD:
        raise build_source_error(source, "wide_spread")
