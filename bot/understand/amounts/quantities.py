"""Numbers that count something other than money: containers, years, days, document numbers."""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal
from typing import Literal

from bot.understand.amounts.currency_binding import BoundCurrency
from bot.understand.amounts.number_context import NumberContext
from bot.understand.amounts.number_phrase import NumberPhrase
from bot.understand.amounts.token_reader import TokenReader
from bot.understand.text.non_money_numbers import NonMoneyNumber
from bot.understand.text.normalize import Token
from bot.understand.text.parsed_message import ParsedMessage

# A number before one of these words counts nothing: "500 to Shenzhen".
_FUNCTION_WORDS = frozenset(
    """to in from for via on by and or is are as with at of into it be now please the a if how what
    cheapest fastest per out total today tomorrow в на из за к по через и или с со до от это для
    если сколько сейчас чтобы у ile icin ne ve veya kac nasil olarak""".split()  # noqa: SIM905 (readable so)
)
_LONE_SCALES = frozenset(
    """thousands millions billions hundreds million thousand billion тысячи тысяч миллионы
    миллионов сотни сотен десятки mln млн тыс binlerce milyonlarca""".split()  # noqa: SIM905 (readable so)
)
# Without a currency next to them these are also metres, minutes, tonnes and watts.
_AMBIGUOUS_SCALES = frozenset({"m", "м", "т", "b", "w", "mil"})
_CHINESE_COUNTERS = "个家笔台件吨份次批名天位箱辆条张号年月日小分周%"
_CHINESE_LARGE_UNITS = "万萬亿億千"
_CHINESE_UNITS = _CHINESE_LARGE_UNITS + "百"
# After these a Chinese unit may stand for one of it: 付百万美元.
_BEFORE_CHINESE_UNIT = " \n,.:;，。：付给汇转收到要约共计需款$¥€£"
# Longer digits without a currency are an account; smaller values are likely a count.
_MAX_BARE_DIGITS = 18
_MIN_BARE_AMOUNT = 1000
_NEAR_GAPS = (" ", "-", "  ")

Overlap = Literal["", "head", "all"]


class Quantities:
    """Decides which numbers of a message are not amounts."""

    def __init__(self, message: ParsedMessage) -> None:
        self._normalized = message.normalized
        self._without_marks = message.normalized.strip(" .?!")
        self._non_money = sorted(message.non_money_numbers, key=lambda span: span.start)
        self._starts = [span.start for span in self._non_money]
        # The greatest end up to each span, to know when no earlier one can reach an offset.
        self._max_ends: list[int] = []
        for span in self._non_money:
            self._max_ends.append(max(span.end, self._max_ends[-1] if self._max_ends else 0))

    def find_non_money(self, start: int, end: int) -> NonMoneyNumber | None:
        """A span of non-money numbers that overlaps another span, preferably a certain one."""
        index = bisect_right(self._starts, end - 1) - 1
        uncertain: NonMoneyNumber | None = None
        while index >= 0 and self._max_ends[index] > start:
            candidate = self._non_money[index]
            if candidate.end > start:
                if candidate.certain:
                    return candidate
                uncertain = uncertain or candidate
            index -= 1
        return uncertain

    def overlap(self, token: Token, bound: BoundCurrency, languages: frozenset[str]) -> Overlap:
        """How much of a number belongs to a non-money number: all, the first group, nothing."""
        non_money = self.find_non_money(token.start, token.end)
        if non_money is None:
            return ""
        if not non_money.certain and not bound.span:
            return "all"
        if later_groups(token.text).startswith("0"):
            return ""  # "net 30 000 usd" is thirty thousand.
        if non_money.certain:
            return "head"
        # «инвойс 47 850,00 EUR» is one number by habit, "invoice 118 500 usd" may be two.
        return "head" if later_groups(token.text).isdigit() and "ru" not in languages else ""

    def is_non_money(self, token: Token) -> bool:
        """Whether a number is wholly a non-money number, even with a currency after it."""
        non_money = self.find_non_money(token.start, token.end)
        return bool(non_money and non_money.certain and non_money.end >= token.end)

    def is_lone_scale(self, word: str) -> bool:
        """Whether a word means thousands or millions, but not how many."""
        return word in _LONE_SCALES

    def is_chinese_amount(self, start: int, end: int, value: Decimal | None) -> bool:
        """Whether a Chinese numeral without a currency next to it may be an amount."""
        numeral = self._normalized[start:end]
        if value is None:
            return any(char.isdigit() and char.isascii() for char in numeral)
        before, after = self._normalized[start - 1 : start], self._normalized[end : end + 1]
        large = any(unit in numeral for unit in _CHINESE_LARGE_UNITS)
        if not large or numeral[0] in _CHINESE_UNITS:
            return False
        return before != "第" and after not in _CHINESE_COUNTERS

    def is_cut_off(self, start: int) -> bool:
        """Whether a Chinese numeral begins with a unit after something unread: 一百来万."""
        first, before = self._normalized[start], self._normalized[start - 1 : start]
        return first in _CHINESE_UNITS and bool(before) and before not in _BEFORE_CHINESE_UNIT

    def is_inverted(self, reader: TokenReader, phrase: NumberPhrase) -> bool:
        """Whether the scale precedes the number: «тысяч пять» is about five thousand."""
        word = reader.word_at(phrase.first - 1)
        is_scale = len(word) > 1 and word in reader.lexicon.scales
        return is_scale and reader.gap_before(phrase.first) in _NEAR_GAPS

    def is_count(
        self, reader: TokenReader, phrase: NumberPhrase, end: int, after: NumberContext, power: int
    ) -> bool:
        """Whether a number without a currency next to it is no amount.

        ``end`` is its end with any suffix of ``power``; ``after`` the context there.
        """
        text = reader.tokens[phrase.first].text
        if phrase.in_words:
            return not phrase.scale or (phrase.without_number and text in ("bin", "milyon"))
        if phrase.scale or power or text == self._without_marks:
            return False
        is_year = len(text) == 4 and text.isdigit() and text[:2] in ("19", "20")
        is_account = len(text) > _MAX_BARE_DIGITS and text.isdigit()
        if is_year or is_account or (after.range and len(text) < 4):
            return True
        if not text.isdigit() or int(text) >= _MIN_BARE_AMOUNT:
            return False
        if self._normalized[end : end + 1] and self._normalized[end] in _CHINESE_COUNTERS:
            return True
        counted = reader.word_at(phrase.after)
        near = reader.gap_before(phrase.after) in (*_NEAR_GAPS, "' ")
        return near and bool(counted) and counted not in _FUNCTION_WORDS


def has_ambiguous_scale(reader: TokenReader, phrase: NumberPhrase) -> bool:
    """Whether "5m" without a currency next to it may be minutes or metres."""
    return reader.tokens[phrase.after - 1].text in _AMBIGUOUS_SCALES


def later_groups(written: str) -> str:
    """The groups after the first of a number grouped by spaces."""
    return written.partition(" ")[2]
