"""Which money belongs to which number: the one that touches it, behind it or before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understand.text.currencies import CurrencyMention, parse_currency
from bot.understand.text.number_lexicon import number_lexicon
from bot.understand.text.parsed_message import ParsedMessage

# Signs that several moneys share; a code behind the number settles it: $5000 CAD.
_DOLLARS = frozenset({"CAD", "AUD", "HKD", "SGD", "NZD", "TWD", "MXN", "ARS", "CLP", "COP"})
_BEHIND = re.compile(r"[ \u200b]{0,2}[-个個]?|\.? ?| of (?:the |a )?| a ")
_AHEAD = re.compile(r"[ :=\u200b]{0,2}")
_FURTHEST = 8


@dataclass(frozen=True)
class BoundCurrency:
    """The money of a number; ``options`` when two are named or one word may mean several."""

    code: str | None = None
    options: tuple[str, ...] = ()
    span: tuple[int, int] | None = None
    end: int = 0
    decimals: int = 0
    touches_before: bool = False
    touches_behind: bool = False


class CurrencyBinder:
    """The moneys of a message, each given to one number only."""

    def __init__(self, message: ParsedMessage) -> None:
        self.normalized = message.normalized
        self._starts = {named.start: named for named in message.currencies}
        self._ends = {named.end: named for named in message.currencies}
        self._used: set[int] = set()

    def behind(self, end: int) -> CurrencyMention | None:
        """The money right behind a place."""
        for at in range(end, end + _FURTHEST):
            if at in self._starts:
                between = self.normalized[end:at]
                return self._starts[at] if _BEHIND.fullmatch(between) else None
        return None

    def ahead(self, start: int) -> CurrencyMention | None:
        """The money right before a place, if no number before it has it."""
        for at in range(start, start - 3, -1):
            named = self._ends.get(at)
            if named and _AHEAD.fullmatch(self.normalized[at:start]):
                return None if named.start in self._used else named
        return None

    def touches(self, start: int) -> bool:
        """Whether the letters right before a place are a money, be it another number's."""
        return start in self._ends

    def bind(self, start: int, end: int) -> BoundCurrency:
        """The money of a number that stands there."""
        first, last = self.ahead(start), self.behind(end)
        self._used |= {named.start for named in (first, last) if named}
        one = last or first
        if one is None:
            return BoundCurrency(end=end)
        options: tuple[str, ...] = one.options
        code: str | None = one.code or None
        if first and last:
            code, options = _settled(first, last)
        return BoundCurrency(
            code=code,
            options=options,
            span=(one.start, one.end),
            end=max(end, one.end),
            decimals=one.decimals,
            touches_before=bool(first and first.end == start),
            touches_behind=bool(last and self.normalized[end : last.start] in ("", "-")),
        )


def _settled(first: CurrencyMention, last: CurrencyMention) -> tuple[str | None, tuple[str, ...]]:
    """The one money of $5000 CAD or ¥300 JPY; both where they disagree."""
    if last.code and (last.code == first.code or last.code in first.options):
        return last.code, ()
    if first.sign and first.code == "USD" and last.code in _DOLLARS:
        return last.code, ()
    if first.code and first.code in last.options:
        return first.code, ()
    both = (*(first.options or (first.code,)), *(last.options or (last.code,)))
    return None, tuple(dict.fromkeys(both))


def split_magnitude_and_currency(word: str) -> tuple[int, str] | None:
    """A power of ten and a currency written as one word: kcny, млнруб, тр."""
    known = number_lexicon()
    for cut in range(min(len(word) - 1, 4), 0, -1):
        power = known.scales.get(word[:cut]) or known.short_scales.get(word[:cut])
        if power:
            code = parse_currency(word[cut:])
            if code:
                return power, code
    return None
