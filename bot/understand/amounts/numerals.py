"""Readings of digits with separators: one value, or two that the writer may have meant.

With both separators, the last is the decimal one. A repeated separator groups. A lone separator
before exactly three digits groups in currencies and is decimal in bitcoin and ether; where that
contradicts the habits of the language, the user is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext

from knowledge.assets import load_assets

# Languages by what groups thousands.
_COMMA_GROUPS = {"en", "zh", "ja", "ko", "th", "he", "hi"}
_DOT_GROUPS = {"tr", "de", "es", "it", "nl", "pt", "vi", "el"}
# Here the decimal separator is a comma, so that a dot before three digits can only group.
_SPACE_GROUPS = {"ru", "uk", "be", "kk"}
# The language that a currency suggests for a message without words.
_LANGUAGE_OF = {"CNY": "zh", "JPY": "ja", "TRY": "tr"} | dict.fromkeys(
    ("USD", "GBP", "INR", "AUD", "CAD", "NZD", "SGD", "HKD", "AED"), "en"
)
# More digits than this are an account or an address.
_MAX_DIGITS = 30
_SUM_PRECISION_DIGITS = 100
_LAKH = re.compile(r"\d{1,2}(?:,\d\d)+,\d{3}")


@dataclass(frozen=True)
class Numeral:
    """The readings of a written number as plain decimals, empty where there is none.

    ``grouped`` takes the last separator, ``mark``, as a thousands separator, ``fraction`` as a
    decimal one. ``irregular``: the digits group in no usual way.
    """

    grouped: str = ""
    fraction: str = ""
    mark: str = ""
    irregular: bool = False

    @property
    def readable(self) -> bool:
        """Whether it has a reading."""
        return bool(self.grouped or self.fraction)


def parse_numeral(written: str) -> Numeral:
    """The readings of digits with separators; without any if they are no number."""
    if sum(map(str.isdigit, written)) > _MAX_DIGITS:
        return Numeral()
    if "e" in written:
        return _parse_scientific(written)
    marks = [char for char in written if not char.isdigit()]
    if not marks:
        return Numeral(grouped=written)
    last = marks[-1]
    if last in " '_" or (len(marks) > 1 and len(set(marks)) == 1):
        return Numeral(grouped=_ungroup(written))
    head, _, tail = written.rpartition(last)
    if len(marks) > 1:
        whole = "" if last in head else _ungroup(head)
        if not whole:
            return Numeral()
        # 1,250.000 may be a slip for 1,250,000.
        grouped = whole + tail if len(tail) == 3 else ""
        return Numeral(grouped, f"{whole}.{tail}", last, irregular=True)
    if len(tail) == 3 and int(head):
        regular = len(head) <= 3 and head[0] != "0"
        return Numeral(head + tail, f"{head}.{tail}", last, irregular=not regular)
    if last == "," and len(tail) == 4 and int(head):
        return Numeral(head + tail, f"{head}.{tail}", last, irregular=True)
    return Numeral(fraction=f"{head}.{tail}")


def _ungroup(written: str) -> str:
    """The digits without thousands separators; empty if these do not separate groups."""
    marks = {char for char in written if not char.isdigit()}
    if len(marks) > 1 or (written[0] == "0" and marks):
        return ""
    mark = "".join(marks)
    if mark == "," and _LAKH.fullmatch(written):
        return written.replace(",", "")
    first, *rest = written.split(mark) if mark else [written]
    regular = all(len(group) == 3 for group in rest) and (not rest or len(first) <= 3)
    return "".join([first, *rest]) if regular else ""


def _parse_scientific(written: str) -> Numeral:
    digits, _, power = written.partition("e")
    numeral = parse_numeral(digits)
    if abs(int(power)) > _MAX_DIGITS or not numeral.readable or numeral.mark:
        return Numeral()
    return Numeral(fraction=f"{shift_point(numeral.fraction or numeral.grouped, int(power)):f}")


def shift_point(plain: str, power: int) -> Decimal:
    """A plain decimal times a power of ten, exactly, without zeros that were not written."""
    whole, _, decimals = plain.partition(".")
    if power < 0:
        whole = whole.rjust(-power + 1, "0")
        return Decimal(f"{whole[:power]}.{whole[power:]}{decimals}")
    shifted, decimals = decimals[:power].ljust(power, "0"), decimals[power:]
    # 1.50 million is 1500000, not 1500000.0.
    return Decimal(f"{whole}{shifted}.{decimals}" if decimals else f"{whole}{shifted}")


def exact_sum(values: list[Decimal]) -> Decimal:
    """The sum of one value or more, not rounded to the context's precision."""
    with localcontext(prec=_SUM_PRECISION_DIGITS):
        return sum(values[1:], values[0])


def likely_value(
    numeral: Numeral, power: int, currency: str | None, languages: set[str]
) -> tuple[Decimal | None, tuple[Decimal, ...]]:
    """The likely value of a numeral in a currency, and all values to ask about if it is uncertain.

    ``power`` is the power of ten that words add; with it a separator is more likely decimal.
    """
    values = [shift_point(plain, power) for plain in (numeral.grouped, numeral.fraction) if plain]
    if len(values) < 2:
        return (values[0] if values else None), ()
    grouped, fraction = values
    irregular_coins = numeral.irregular and _is_coin(currency)
    if power or _is_divided_coin(currency) or irregular_coins:
        likely, unlikely = fraction, grouped
    else:
        likely, unlikely = grouped, fraction
    regular = not power and not numeral.irregular
    certain = (regular and _groups_by_habit(numeral.mark, currency, languages)) or (
        irregular_coins and not power and numeral.mark == "."
    )
    return likely, () if certain else (likely, unlikely)


def _groups_by_habit(mark: str, currency: str | None, languages: set[str]) -> bool:
    """Whether a lone separator before three digits groups in all of the languages."""
    if _is_divided_coin(currency) or (_is_coin(currency) and mark == "."):
        return False
    candidates = languages or {"en" if _is_coin(currency) else _LANGUAGE_OF.get(currency or "", "")}
    grouping = _COMMA_GROUPS if mark == "," else _DOT_GROUPS | _SPACE_GROUPS
    return candidates <= grouping


def _is_coin(currency: str | None) -> bool:
    return currency in load_assets().message_coins


def _is_divided_coin(currency: str | None) -> bool:
    """Whether people pay with fractions of the coin: not with those of a dollar's worth."""
    return _is_coin(currency) and currency not in load_assets().stablecoins
