"""The amounts of money in a message, exactly as written, each with its place and its doubts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.understand.amounts.chinese_numerals import end_of_numeral, parse_chinese_numeral
from bot.understand.amounts.currency_binding import BoundCurrency, CurrencyBinder
from bot.understand.amounts.number_context import NumberContext, context_after, context_before
from bot.understand.amounts.number_words import NumberPhrase, NumberPhraseParser
from bot.understand.amounts.numerals import exact_sum, likely_value, parse_numeral, shift_point
from bot.understand.amounts.quantities import Quantities, is_doubtful_alone, later_groups
from bot.understand.amounts.suffixes import (
    MagnitudeSuffix,
    find_cents,
    find_magnitude_suffix,
    is_in_cents,
)
from bot.understand.text.parsed_message import ParsedMessage, parse_message


@dataclass(frozen=True)
class Amount:
    """An amount and where the user wrote it.

    ``value`` is the likely one, None if it cannot be read. ``ambiguous``: never use it unasked;
    ``alternatives`` are then the values that may be meant. ``currency`` is the money named beside
    it, ``options`` those that the word may mean.
    """

    value: Decimal | None
    start: int
    end: int
    currency: str | None = None
    options: tuple[str, ...] = ()
    money: tuple[int, int] | None = None
    ambiguous: bool = False
    alternatives: tuple[Decimal, ...] = ()
    negative: bool = False

    @property
    def strong(self) -> bool:
        """Whether a currency beside it makes it money beyond doubt."""
        return self.money is not None


def find_amounts_in_text(text: str, *, language: str | None = None) -> tuple[Amount, ...]:
    """The amounts in a text, in order; numbers of invoices, dates, terms and the like are none."""
    return find_amounts(parse_message(text, language))


def find_amounts(message: ParsedMessage) -> tuple[Amount, ...]:
    """The amounts in a message that is laid out."""
    return tuple(_AmountFinder(message).run())


class _AmountFinder:
    def __init__(self, message: ParsedMessage) -> None:
        self.message = message
        self.normalized = message.normalized
        self.tokens = list(message.tokens)
        self.words = NumberPhraseParser(self.normalized, self.tokens)
        self.binder = CurrencyBinder(message)
        self.counts = Quantities(message)
        self.read_to = 0

    def run(self) -> Iterator[Amount]:
        here, last = 0, None
        while here < len(self.tokens):
            if self.tokens[here].start < self.read_to:
                here += 1
                continue
            after, found = self._at(here)
            here = max(after, here)
            if found is None:
                continue
            if last:
                between = self.normalized[last.end : found.start]
                if not between.strip(" \u200b") and len(between) < 3:
                    # "100 000 00": two numbers with nothing between them are neither.
                    last, found = _unreadable(last), _unreadable(found)
                yield last
            last = found
        if last:
            yield last

    def _at(self, here: int) -> tuple[int, Amount | None]:
        """The amount that begins at a token, and the token to go on from."""
        after = end_of_numeral(self.tokens, here)
        if after > here:
            return after, self._han(here, after)
        phrase = self.words.phrase(here)
        if phrase:
            return self._phrase(phrase)
        return here + 1, self._lone_scale(here)

    def _lone_scale(self, here: int) -> Amount | None:
        """Thousands of dollars: an amount, though nobody can say which."""
        token = self.tokens[here]
        if not self.counts.is_lone_scale(token.text) or not self.binder.behind(token.end):
            return None
        bound = self.binder.bind(token.start, token.end)
        return self._made(token.start, token.end, None, (), bound)

    def _han(self, here: int, after: int) -> Amount | None:
        start, end = self.tokens[here].start, self.tokens[after - 1].end
        value, others = parse_chinese_numeral(self.normalized[start:end])
        if self.tokens[here].kind == "number" and self.counts.other(start, end):
            return None
        bound = self.binder.bind(start, end)
        border = NumberContext()
        if self.tokens[here].kind == "number":
            border = context_before(self.normalized, start)
            if border.code and not bound.touches_before:
                return None
        if not bound.span and not self.counts.is_han_amount(start, end, value):
            return None
        if self.counts.is_cut_off(start):
            value = None
        if border.broken or border.range or border.point or bound.decimals:
            value = None
        return self._made(start, end, value, others, bound, minus=border.minus)

    def _phrase(self, phrase: NumberPhrase) -> tuple[int, Amount | None]:
        first = self.tokens[phrase.first]
        start, end = first.start, self.tokens[phrase.after - 1].end
        digits = first.kind == "number"
        tail = find_magnitude_suffix(self.words, phrase, self.binder)
        end = max(end, tail.end)
        if digits and self.counts.taken(first):
            return phrase.first + 1, None
        bound = tail.bound or self.binder.bind(start, end)
        left = context_before(self.normalized, start) if digits else NumberContext()
        right = context_after(self.normalized, end)
        if bound.touches_before or (left.code and self.binder.touches(start)):
            left = NumberContext()
        if bound.touches_behind or not digits:
            right = NumberContext()
        if digits and left.code and not (left.slash and bound.span):
            return self._rest(phrase)
        other = self.counts.covers(first, bound, self.message.languages) if digits else ""
        if other == "all" or (right.code and not (right.slash and bound.span)):
            return phrase.first + 1, None
        if not bound.span and (is_in_cents(self.normalized, end) or _runs_on(self.words, phrase)):
            return phrase.after, self._made(start, end, None, (), bound)
        if not bound.span and self.counts.is_count(self.words, phrase, end, right, tail.power):
            return phrase.after, None
        value, others = self._value(phrase, tail, bound, left)
        if other == "head" and value is not None:
            rest = parse_numeral(later_groups(first.text))
            others = (value, shift_point(rest.grouped or "0", phrase.scale))
        if left.broken or right.broken or left.range or right.range or left.code or right.code:
            value = None
        if self.counts.is_inverted(self.words, phrase):
            value = None
        more = find_cents(self.normalized, bound.end) if bound.span and bound.code else None
        if more and value is not None:
            value, others, end = exact_sum([value, more[0]]), (), more[1]
            self.read_to = end
        minus = left.minus or self._minus_before_money(bound, start)
        return phrase.after, self._made(start, end, value, others, bound, minus=minus)

    def _rest(self, phrase: NumberPhrase) -> tuple[int, None]:
        """TRC20 500 is the number 500: the first group belongs to a code."""
        token = self.tokens[phrase.first]
        tail = later_groups(token.text)
        if not tail:
            return phrase.first + 1, None
        self.tokens[phrase.first] = replace(token, text=tail, start=token.end - len(tail))
        return phrase.first, None

    def _value(
        self,
        phrase: NumberPhrase,
        tail: MagnitudeSuffix,
        bound: BoundCurrency,
        left: NumberContext,
    ) -> tuple[Decimal | None, tuple[Decimal, ...]]:
        if phrase.broken:
            return None, ()
        power = tail.power - bound.decimals
        if len(phrase.parts) > 1 or phrase.others:
            value = shift_point(f"{phrase.value:f}", power)
            return value, (value, *phrase.others) if phrase.others else ()
        number, had = phrase.parts[0]
        if left.point:
            whole = self.tokens[phrase.first].text
            number = parse_numeral(f"0.{whole}" if whole.isdigit() else "")
        money = None if bound.decimals else bound.code
        value_found, others = likely_value(number, had + power, money, set(self.message.languages))
        if tail.unsure or (not bound.span and is_doubtful_alone(self.words, phrase)):
            plain, _ = likely_value(number, tail.less(had) - bound.decimals, money, set())
            if value_found is not None and plain is not None:
                others = (value_found, plain)
        return value_found, others

    def _minus_before_money(self, bound: BoundCurrency, start: int) -> bool:
        if not bound.span or bound.span[0] >= start:
            return False
        return context_before(self.normalized, bound.span[0]).minus

    def _made(
        self,
        start: int,
        end: int,
        value: Decimal | None,
        others: tuple[Decimal, ...],
        bound: BoundCurrency,
        *,
        minus: bool = False,
    ) -> Amount:
        others = tuple(dict.fromkeys(others))
        if len(others) < 2:
            others = ()
        return Amount(
            value=value,
            start=start,
            end=end,
            currency=bound.code,
            options=bound.options,
            money=bound.span,
            ambiguous=value is None or bool(others) or minus,
            alternatives=others,
            negative=minus,
        )


def _runs_on(words: NumberPhraseParser, phrase: NumberPhrase) -> bool:
    """Whether digits follow a number in words: "сто пятьдесят 500"."""
    after = phrase.after
    digits = after < len(words.tokens) and words.tokens[after].kind == "number"
    return phrase.worded and digits and words.gap(after) in (" ", "  ")


def _unreadable(amount: Amount) -> Amount:
    return replace(amount, value=None, ambiguous=True, alternatives=())
