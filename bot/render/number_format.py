"""Figures as people of a language write them; nothing is computed here but the place of marks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from bot.messages import message
from knowledge.money import decimals, is_crypto
from knowledge.settlement.models import Duration

# A narrow no-break space groups digits in Russian, a comma in English.
_MARKS = {"en": (",", "."), "ru": ("\u202f", ",")}


def format_decimal(value: Decimal, language: str) -> str:
    """A number with the language's marks; its digits are those it has."""
    group, point = _MARKS[language]
    whole, _, part = f"{abs(value):f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", group)
    sign = "\u2212" if value < 0 else ""
    return sign + grouped + (point + part if part else "")


def format_amount(value: Decimal, currency: str, language: str) -> str:
    """A sum with its ISO code or ticker, which a symbol could leave in doubt."""
    return f"{format_decimal(round_amount(value, currency), language)} {currency}"


def round_amount(value: Decimal, currency: str) -> Decimal:
    """The sum with its currency's decimals; of a coin without needless zeros beyond two."""
    places = decimals(currency)
    if not is_crypto(currency):
        return value if value.as_tuple().exponent == -places else value.quantize(_unit(places))
    bare = value.normalize()
    held = -int(bare.as_tuple().exponent)
    return value.quantize(_unit(2)) if held < 2 else bare


def round_rate(value: Decimal) -> Decimal:
    """A rate with up to six significant digits, as rates are quoted; the object has them all."""
    return value.quantize(_unit(max(5 - value.adjusted(), 0))).normalize()


def format_percent(value: Decimal, language: str) -> str:
    """A percentage with two decimals."""
    return f"{format_decimal(value.quantize(_unit(2)), language)}\u00a0%"


def format_duration(seconds: int, language: str) -> str:
    """A duration in the unit that reads best: seconds, minutes, hours or days."""
    for size, key, upto in ((1, "seconds", 90), (60, "minutes", 90), (3600, "hours", 48)):
        if seconds < upto * size:
            return message(f"{key}_short", language, n=round(seconds / size))
    return message("days_short", language, n=round(seconds / 86400))


def format_time_range(time: Duration | None, language: str) -> str:
    """Half and nine in ten of a duration, as in "18 min / 73 min"."""
    if time is None:
        return ""
    return f"{format_duration(time.p50, language)} / {format_duration(time.p90, language)}"


def format_utc_minute(moment: dt.datetime) -> str:
    """A moment's date and time in UTC, to the minute."""
    return f"{moment:%Y-%m-%d %H:%M}"


def _unit(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)
