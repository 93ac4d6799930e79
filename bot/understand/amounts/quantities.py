"""Numbers that count something other than money: containers, years, days, numbers of papers."""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal

from bot.understand.amounts.currency_binding import BoundCurrency
from bot.understand.amounts.number_context import NumberContext
from bot.understand.amounts.number_words import NumberPhrase, NumberPhraseParser
from bot.understand.text.non_money_numbers import NonMoneyNumber
from bot.understand.text.normalize import Token
from bot.understand.text.parsed_message import ParsedMessage

# A number before one of these counts nothing: "500 to Shenzhen".
_FUNCTION = frozenset(
    """to in from for via on by and or is are as with at of into it be now please the a if how what
    cheapest fastest per out total today tomorrow в на из за к по через и или с со до от это для
    если сколько сейчас чтобы у ile icin ne ve veya kac nasil olarak""".split()  # noqa: SIM905 (readable so)
)
# Without money beside them these are metres, minutes, tonnes, watts as well.
_UNSURE = frozenset({"m", "м", "т", "b", "w", "mil"})
_MEASURES = "个家笔台件吨份次批名天位箱辆条张号年月日小分周%"
# Behind these a Chinese unit may stand for one of it: 付百万美元.
_BEFORE_UNIT = " \n,.:;，。：付给汇转收到要约共计需款$¥€£"
_LONGEST_BARE = 18
_SMALL = 1000


class Quantities:
    """What in a message is counted."""

    def __init__(self, message: ParsedMessage) -> None:
        self._folded = message.normalized
        self._alone = message.normalized.strip(" .?!")
        self._others = sorted(message.non_money_numbers, key=lambda other: other.start)
        self._starts = [other.start for other in self._others]
        # The furthest end so far: whether anything before may still reach a place.
        self._reach: list[int] = []
        for other in self._others:
            self._reach.append(max(other.end, self._reach[-1] if self._reach else 0))

    def other(self, start: int, end: int) -> NonMoneyNumber | None:
        """The stretch of other numbers that takes a place, a hard one first."""
        at = bisect_right(self._starts, end - 1) - 1
        best: NonMoneyNumber | None = None
        while at >= 0 and self._reach[at] > start:
            other = self._others[at]
            if other.end > start and (best is None or other.certain):
                best = other
            if best and best.certain:
                break
            at -= 1
        return best

    def covers(self, token: Token, bound: BoundCurrency, languages: frozenset[str]) -> str:
        """How much of a number others take that it may share: "all", its "head", or nothing."""
        other = self.other(token.start, token.end)
        if other is None:
            return ""
        if not other.certain and not bound.span:
            return "all"
        if later_groups(token.text).startswith("0"):
            return ""  # "net 30 000 usd" is thirty thousand.
        if other.certain:
            return "head"
        # «инвойс 47 850,00 EUR» is one number by habit, "invoice 118 500 usd" may be two.
        return "head" if later_groups(token.text).isdigit() and "ru" not in languages else ""

    def taken(self, token: Token) -> bool:
        """Whether a number is wholly one of those that are no money whatever stands behind."""
        other = self.other(token.start, token.end)
        return bool(other and other.certain and other.end >= token.end)

    def is_lone_scale(self, word: str) -> bool:
        """Whether a word says thousands or millions without saying how many."""
        return word in (
            "thousands", "millions", "billions", "hundreds", "million", "thousand", "billion",
            "тысячи", "тысяч", "миллионы", "миллионов", "сотни", "сотен", "десятки", "mln", "млн",
            "тыс", "binlerce", "milyonlarca",
        )  # fmt: skip

    def is_han_amount(self, start: int, end: int, value: Decimal | None) -> bool:
        """Whether a Chinese numeral without money beside it may be an amount."""
        run = self._folded[start:end]
        if value is None:
            return any(char.isdigit() and char.isascii() for char in run)
        ahead, behind = self._folded[start - 1 : start], self._folded[end : end + 1]
        big = any(unit in run for unit in "万萬亿億千")
        return big and run[0] not in "万萬亿億千百" and ahead != "第" and behind not in _MEASURES

    def is_cut_off(self, start: int) -> bool:
        """Whether a Chinese numeral begins with its unit behind something unread: 一百来万."""
        first, ahead = self._folded[start], self._folded[start - 1 : start]
        return first in "万萬亿億千百" and bool(ahead) and ahead not in _BEFORE_UNIT

    def is_inverted(self, words: NumberPhraseParser, phrase: NumberPhrase) -> bool:
        """Whether the power of ten stands first: «тысяч пять» is about five thousand."""
        word = words.word(phrase.first - 1)
        scale = len(word) > 1 and word in words.known.scales
        return scale and words.gap(phrase.first) in (" ", "-", "  ")

    def is_count(
        self,
        words: NumberPhraseParser,
        phrase: NumberPhrase,
        end: int,
        right: NumberContext,
        power: int,
    ) -> bool:
        """Whether a number without money beside it is no amount."""
        token = words.tokens[phrase.first]
        if phrase.worded:
            return not phrase.scale or (phrase.bare and token.text in ("bin", "milyon"))
        if phrase.scale or power:
            return False
        text = token.text
        if text == self._alone:
            return False
        if len(text) == 4 and text.isdigit() and text[:2] in ("19", "20"):
            return True
        if right.range and len(text) < 4:
            return True
        if len(text) > _LONGEST_BARE and text.isdigit():
            return True
        if not text.isdigit() or int(text) >= _SMALL:
            return False
        if self._folded[end : end + 1] and self._folded[end] in _MEASURES:
            return True
        following = words.word(phrase.after)
        near = words.gap(phrase.after) in (" ", "-", "  ", "' ")
        return near and bool(following) and following not in _FUNCTION


def is_doubtful_alone(words: NumberPhraseParser, phrase: NumberPhrase) -> bool:
    """Whether "5m" without money beside it may be minutes or metres."""
    return words.tokens[phrase.after - 1].text in _UNSURE


def later_groups(written: str) -> str:
    """The groups behind the first of a number grouped by spaces."""
    return written.partition(" ")[2]
