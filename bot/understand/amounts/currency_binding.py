"""Which currency belongs to which number: the one that touches it, after it or before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understand.text.currencies import CurrencyMention, parse_currency
from bot.understand.text.number_lexicon import number_lexicon
from bot.understand.text.parsed_message import ParsedMessage

# Currencies written with "$"; a code after the number decides which: $5000 CAD.
_DOLLARS = frozenset({"CAD", "AUD", "HKD", "SGD", "NZD", "TWD", "MXN", "ARS", "CLP", "COP"})
_GAP_AFTER = re.compile(r"[ \u200b]{0,2}[-个個]?|\.? ?| of (?:the |a )?| a ")
_GAP_BEFORE = re.compile(r"[ :=\u200b]{0,2}")
_MAX_GAP_AFTER_CHARS, _MAX_GAP_BEFORE_CHARS = 7, 2
_MAX_MAGNITUDE_CHARS = 4


@dataclass(frozen=True)
class BoundCurrency:
    """The currency of a number; ``code`` is None where there is none, or several ``options``.

    ``span`` is where the message names it, None if it does not; ``end`` where number and currency
    end; ``decimals`` as of a CurrencyMention. ``touches_before`` and ``touches_after`` tell that
    nothing stands between the number and the currency on that side.
    """

    code: str | None = None
    options: tuple[str, ...] = ()
    span: tuple[int, int] | None = None
    end: int = 0
    decimals: int = 0
    touches_before: bool = False
    touches_after: bool = False


class CurrencyBinder:
    """Gives each currency of a message to one number only."""

    def __init__(self, message: ParsedMessage) -> None:
        self.normalized = message.normalized
        self._by_start = {mention.start: mention for mention in message.currencies}
        self._by_end = {mention.end: mention for mention in message.currencies}
        self._used_starts: set[int] = set()

    def after(self, end: int) -> CurrencyMention | None:
        """The currency directly after an offset."""
        for start in range(end, end + _MAX_GAP_AFTER_CHARS + 1):
            if start in self._by_start:
                gap = self.normalized[end:start]
                return self._by_start[start] if _GAP_AFTER.fullmatch(gap) else None
        return None

    def before(self, start: int) -> CurrencyMention | None:
        """The currency directly before an offset, unless it is bound to the number before it."""
        for end in range(start, start - _MAX_GAP_BEFORE_CHARS - 1, -1):
            mention = self._by_end.get(end)
            if mention and _GAP_BEFORE.fullmatch(self.normalized[end:start]):
                return None if mention.start in self._used_starts else mention
        return None

    def touches(self, start: int) -> bool:
        """Whether a currency, bound or not, ends at an offset."""
        return start in self._by_end

    def bind(self, start: int, end: int) -> BoundCurrency:
        """The currency of the number at a span; it belongs to no other number from now on."""
        before, after = self.before(start), self.after(end)
        self._used_starts |= {mention.start for mention in (before, after) if mention}
        mention = after or before
        if mention is None:
            return BoundCurrency(end=end)
        code, options = mention.code or None, mention.options
        if before and after:
            code, options = _code_or_options(before, after)
        return BoundCurrency(
            code=code,
            options=options,
            span=(mention.start, mention.end),
            end=max(end, mention.end),
            decimals=mention.decimals,
            touches_before=bool(before and before.end == start),
            touches_after=bool(after and self.normalized[end : after.start] in ("", "-")),
        )


def _code_or_options(
    before: CurrencyMention, after: CurrencyMention
) -> tuple[str | None, tuple[str, ...]]:
    """The one currency of $5000 CAD or ¥300 JPY; None and both where they disagree."""
    if after.code and (after.code == before.code or after.code in before.options):
        return after.code, ()
    if before.sign and before.code == "USD" and after.code in _DOLLARS:
        return after.code, ()
    if before.code and before.code in after.options:
        return before.code, ()
    both = (*(before.options or (before.code,)), *(after.options or (after.code,)))
    return None, tuple(dict.fromkeys(both))


def split_magnitude_and_currency(word: str) -> tuple[int, str] | None:
    """The power of ten and the currency in one word: kcny, млнруб, тр."""
    lexicon = number_lexicon()
    for length in range(min(len(word) - 1, _MAX_MAGNITUDE_CHARS), 0, -1):
        magnitude = word[:length]
        power = lexicon.scales.get(magnitude) or lexicon.short_scales.get(magnitude)
        if power:
            code = parse_currency(word[length:])
            if code:
                return power, code
    return None
