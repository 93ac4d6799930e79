"""Numbers, sums, durations and moments as the readers of a language write them.

Written by hand, not from CLDR: a sum keeps every digit it has, trailing zeros included, a minus is
U+2212, and Russian groups by a narrow no-break space.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from bot.messages import message
from knowledge.money import decimals, is_crypto
from knowledge.settlement.models import Duration

_GROUP_AND_POINT = {"en": (",", "."), "ru": ("\u202f", ",")}
_MINUS = "\u2212"
_MIN_COIN_DECIMALS = 2
_RATE_DIGITS = 6
# The unit of a duration: its length, its message, and how many of it are still shown in it.
_UNITS_S = ((1, "seconds", 90), (60, "minutes", 90), (3600, "hours", 48))
_DAY_S = 86400


def format_decimal(value: Decimal, language: str) -> str:
    """A number with the separators of the language and exactly the digits it has."""
    group, point = _GROUP_AND_POINT[language]
    whole, _, fraction = f"{value.copy_abs():f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", group)
    sign = _MINUS if value < 0 else ""
    return sign + grouped + (point + fraction if fraction else "")


def format_amount(value: Decimal, currency: str, language: str) -> str:
    """A sum with its ISO code or ticker, because a symbol may be ambiguous."""
    return f"{format_decimal(round_amount(value, currency), language)} {currency}"


def round_amount(value: Decimal, currency: str) -> Decimal:
    """A sum with the decimals of its currency; of a coin with all its digits, at least two."""
    places = decimals(currency)
    if not is_crypto(currency):
        return value if value.as_tuple().exponent == -places else value.quantize(_unit(places))
    bare = value.normalize()
    written_places = -int(bare.as_tuple().exponent)
    return bare if written_places >= _MIN_COIN_DECIMALS else value.quantize(_unit(2))


def round_rate(value: Decimal) -> Decimal:
    """A rate with at most six significant digits and no trailing zeros, as rates are quoted."""
    return value.quantize(_unit(max(_RATE_DIGITS - 1 - value.adjusted(), 0))).normalize()


def format_percent(value: Decimal, language: str) -> str:
    """A percentage with two decimals."""
    return f"{format_decimal(value.quantize(_unit(2)), language)}\u00a0%"


def format_duration(seconds: int, language: str) -> str:
    """A duration in seconds, minutes, hours or days, whichever reads best."""
    for length_s, key, limit in _UNITS_S:
        if seconds < limit * length_s:
            return message(f"{key}_short", language, n=round(seconds / length_s))
    return message("days_short", language, n=round(seconds / _DAY_S))


def format_time_range(time: Duration | None, language: str) -> str:
    """The median and the 90th percentile of a duration: "18 min / 73 min"; empty for none."""
    if time is None:
        return ""
    return f"{format_duration(time.p50, language)} / {format_duration(time.p90, language)}"


def format_utc_minute(moment: dt.datetime) -> str:
    """A UTC moment's date and time to the minute: "2026-11-20 10:04"."""
    return f"{moment:%Y-%m-%d %H:%M}"


def _unit(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)
