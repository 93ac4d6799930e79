"""What digits with separators say: one amount, or two that the writer may have meant.

Both separators: the last one is the decimal. One of them repeated: it groups. One alone before
exactly three digits: it groups in money, it is decimal in bitcoin and ether, and the writer is
asked where that goes against the habit of the language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext

_COMMA_GROUPS = {"en", "zh", "ja", "ko", "th", "he", "hi"}
_DOT_GROUPS = {"tr", "de", "es", "it", "nl", "pt", "vi", "el"}
# Here the space groups and the comma is decimal; a dot before three digits can only group.
_SPACE_GROUPS = {"ru", "uk", "be", "kk"}
# Without words, the money says whose habits are likely.
_HABIT_OF = {"CNY": "zh", "JPY": "ja", "TRY": "tr"} | dict.fromkeys(
    ("USD", "GBP", "INR", "AUD", "CAD", "NZD", "SGD", "HKD", "AED", "USDT", "USDC"), "en"
)
_DECIMAL_COINS = {"BTC", "ETH"}
_COINS = {"BTC", "ETH", "USDT", "USDC"}
# Beyond this a row of digits is an account or an address.
_LONGEST = 30
_LAKH = re.compile(r"\d{1,2}(?:,\d\d)+,\d{3}")


@dataclass(frozen=True)
class Numeral:
    """The readings of a written number as plain decimals; the likely one depends on the money.

    ``grouped`` takes the last separator for a thousands mark, ``fraction`` for a decimal one.
    """

    grouped: str = ""
    fraction: str = ""
    mark: str = ""
    odd: bool = False

    @property
    def readable(self) -> bool:
        """Whether it can be read at all."""
        return bool(self.grouped or self.fraction)


def parse_numeral(written: str) -> Numeral:
    """The readings of digits with separators; an unreadable Numeral if they make no number."""
    if sum(map(str.isdigit, written)) > _LONGEST:
        return Numeral()
    if "e" in written:
        return _scientific(written)
    marks = [char for char in written if not char.isdigit()]
    if not marks:
        return Numeral(grouped=written)
    last = marks[-1]
    if last in " '_" or (len(marks) > 1 and len(set(marks)) == 1):
        return Numeral(grouped=_joined(written))
    head, _, tail = written.rpartition(last)
    if len(marks) > 1:
        whole = "" if last in head else _joined(head)
        if not whole:
            return Numeral()
        # 1,250.000 may be a slip for 1,250,000.
        return Numeral(whole + tail if len(tail) == 3 else "", f"{whole}.{tail}", last, odd=True)
    if len(tail) == 3 and int(head):
        fits = len(head) <= 3 and head[0] != "0"
        return Numeral(head + tail, f"{head}.{tail}", last, odd=not fits)
    if last == "," and len(tail) == 4 and int(head):
        return Numeral(head + tail, f"{head}.{tail}", last, odd=True)
    return Numeral(fraction=f"{head}.{tail}")


def _joined(written: str) -> str:
    """The digits without thousands marks; nothing if they do not group."""
    marks = {char for char in written if not char.isdigit()}
    if len(marks) > 1 or (written[0] == "0" and marks):
        return ""
    mark = "".join(marks)
    if mark == "," and _LAKH.fullmatch(written):
        return written.replace(",", "")
    first, *rest = written.split(mark) if mark else [written]
    good = all(len(group) == 3 for group in rest) and (not rest or len(first) <= 3)
    return "".join([first, *rest]) if good else ""


def _scientific(written: str) -> Numeral:
    digits, _, power = written.partition("e")
    plain = parse_numeral(digits)
    if abs(int(power)) > _LONGEST or not plain.readable or plain.mark:
        return Numeral()
    return Numeral(fraction=f"{shift_point(plain.fraction or plain.grouped, int(power)):f}")


def shift_point(plain: str, power: int) -> Decimal:
    """A plain decimal times a power of ten, exactly, with no more digits than were written."""
    whole, _, rest = plain.partition(".")
    if power < 0:
        whole = whole.rjust(-power + 1, "0")
        return Decimal(f"{whole[:power]}.{whole[power:]}{rest}")
    rest_up = rest[:power].ljust(power, "0")
    rest = rest[power:]
    # 1.50 million is 1500000, not 1500000.0 with the noughts of the writer.
    return Decimal(f"{whole}{rest_up}.{rest}" if rest else f"{whole}{rest_up}")


def exact_sum(parts: list[Decimal]) -> Decimal:
    """The exact sum."""
    with localcontext(prec=100):
        return sum(parts[1:], parts[0])


def likely_value(
    number: Numeral, power: int, currency: str | None, languages: set[str]
) -> tuple[Decimal | None, tuple[Decimal, ...]]:
    """The likely value of a number in some money, and the values to ask about if any.

    ``power`` is what a word such as million adds; with it a separator is more likely decimal.
    """
    both = [shift_point(plain, power) for plain in (number.grouped, number.fraction) if plain]
    if len(both) < 2:
        return (both[0] if both else None), ()
    grouped, fraction = both
    if power or currency in _DECIMAL_COINS or (number.odd and currency in _COINS):
        first, second = fraction, grouped
    else:
        first, second = grouped, fraction
    sure = not power and not number.odd and _habitual(number.mark, currency, languages)
    if number.odd and currency in _COINS and not power and number.mark == ".":
        sure = True
    return first, () if sure else (first, second)


def _habitual(mark: str, currency: str | None, languages: set[str]) -> bool:
    """Whether a lone separator before three digits groups by every habit that we know of."""
    if currency in _DECIMAL_COINS or (currency in _COINS and mark == "."):
        return False
    habits = languages or {_HABIT_OF.get(currency or "", "")}
    groups = _COMMA_GROUPS if mark == "," else _DOT_GROUPS | _SPACE_GROUPS
    return habits <= groups
