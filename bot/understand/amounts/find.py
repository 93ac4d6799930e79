"""Finds the amounts of money in a message, exactly as written, and marks what is uncertain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.understand.amounts.chinese_numerals import find_numeral_run, parse_chinese_numeral
from bot.understand.amounts.currency_binding import BoundCurrency, CurrencyBinder
from bot.understand.amounts.number_context import NumberContext, context_after, context_before
from bot.understand.amounts.number_phrase import NumberPhrase
from bot.understand.amounts.number_words import NumberPhraseParser
from bot.understand.amounts.numerals import exact_sum, likely_value, parse_numeral, shift_point
from bot.understand.amounts.quantities import Quantities, has_ambiguous_scale, later_groups
from bot.understand.amounts.suffixes import (
    MagnitudeSuffix,
    find_cents,
    find_magnitude_suffix,
    is_in_cents,
)
from bot.understand.amounts.token_reader import TokenReader
from bot.understand.text.normalize import INVISIBLE
from bot.understand.text.parsed_message import ParsedMessage

# A value, None if unreadable, and the values to ask about if it is uncertain.
_Reading = tuple[Decimal | None, tuple[Decimal, ...]]
_UNREADABLE: _Reading = (None, ())
_MAX_ADJACENT_GAP_CHARS = 2


@dataclass(frozen=True)
class Amount:
    """An amount and its span in the message.

    ``value`` is the likely one, None if it cannot be read. An ``ambiguous`` amount must be
    confirmed before use; ``alternatives`` are the values that may be meant. ``currency`` is the one
    named next to it at the span ``money``, ``options`` those that the word may mean. ``value`` is
    positive even if ``negative``.
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
    def has_currency(self) -> bool:
        """Whether a currency next to it proves that it is money."""
        return self.money is not None


def find_amounts(message: ParsedMessage) -> tuple[Amount, ...]:
    """The amounts in a message, in order, without the numbers that are not money."""
    return tuple(_AmountFinder(message).find_all())


class _AmountFinder:
    """Walks through the tokens of one message from left to right.

    Methods that take an index return the index to continue from as well.
    """

    def __init__(self, message: ParsedMessage) -> None:
        self._normalized = message.normalized
        self._languages = message.languages
        # A copy, because a token that begins with a part of a code is cut.
        self._tokens = list(message.tokens)
        self._reader = TokenReader(self._normalized, self._tokens)
        self._parser = NumberPhraseParser(self._reader)
        self._binder = CurrencyBinder(message)
        self._quantities = Quantities(message)
        # Where the cents of the last amount end.
        self._consumed_to = 0
        # No Chinese numeral begins before this token: a long run is walked through once.
        self._next_numeral = 0

    def find_all(self) -> Iterator[Amount]:
        index = 0
        previous: Amount | None = None
        while index < len(self._tokens):
            if self._tokens[index].start < self._consumed_to:
                index += 1
                continue
            index, amount = self._amount_at(index)
            if amount is None:
                continue
            if previous:
                if self._are_adjacent(previous, amount):
                    previous, amount = _unreadable(previous), _unreadable(amount)
                yield previous
            previous = amount
        if previous:
            yield previous

    def _are_adjacent(self, previous: Amount, amount: Amount) -> bool:
        """Whether nothing stands between two numbers: neither of "100 000 00" is readable."""
        gap = self._normalized[previous.end : amount.start]
        return len(gap) <= _MAX_ADJACENT_GAP_CHARS and not gap.strip(f" {INVISIBLE}")

    def _amount_at(self, index: int) -> tuple[int, Amount | None]:
        """The amount that begins at a token."""
        if index >= self._next_numeral:
            after, is_numeral = find_numeral_run(self._tokens, index)
            if is_numeral:
                return after, self._chinese_amount(index, after)
            self._next_numeral = after
        phrase = self._parser.parse(index)
        if phrase:
            return self._phrase_amount(phrase)
        return index + 1, self._lone_scale_amount(index)

    def _lone_scale_amount(self, index: int) -> Amount | None:
        """The unreadable amount of "thousands of dollars"."""
        token = self._tokens[index]
        if not self._quantities.is_lone_scale(token.text) or not self._binder.after(token.end):
            return None
        bound = self._binder.bind(token.start, token.end)
        return _build_amount(token.start, token.end, _UNREADABLE, bound)

    def _chinese_amount(self, first: int, after: int) -> Amount | None:
        start, end = self._tokens[first].start, self._tokens[after - 1].end
        value, alternatives = parse_chinese_numeral(self._normalized[start:end])
        in_digits = self._tokens[first].kind == "number"
        if in_digits and self._quantities.find_non_money(start, end):
            return None
        bound = self._binder.bind(start, end)
        before = context_before(self._normalized, start) if in_digits else NumberContext()
        if before.code and not bound.touches_before:
            return None
        if not bound.span and not self._quantities.is_chinese_amount(start, end, value):
            return None
        doubtful = before.broken or before.range or before.point or bound.decimals
        if doubtful or self._quantities.is_cut_off(start):
            value = None
        return _build_amount(start, end, (value, alternatives), bound, negative=before.minus)

    def _phrase_amount(self, phrase: NumberPhrase) -> tuple[int, Amount | None]:
        """The amount that a number in digits or words is, if it is one."""
        first = self._tokens[phrase.first]
        in_digits = first.kind == "number"
        suffix = find_magnitude_suffix(self._reader, phrase, self._binder)
        start, end = first.start, max(self._tokens[phrase.after - 1].end, suffix.end)
        if in_digits and self._quantities.is_non_money(first):
            return phrase.first + 1, None
        bound = suffix.bound or self._binder.bind(start, end)
        before, after = self._contexts(bound, start, end, in_digits=in_digits)
        if _is_part_of_code(before, bound):
            return self._skip_code(phrase)
        overlap = self._quantities.overlap(first, bound, self._languages) if in_digits else ""
        if overlap == "all" or _is_part_of_code(after, bound):
            return phrase.first + 1, None
        if not bound.span:
            if is_in_cents(self._normalized, end) or _is_followed_by_digits(self._reader, phrase):
                return phrase.after, _build_amount(start, end, _UNREADABLE, bound)
            if self._quantities.is_count(self._reader, phrase, end, after, suffix.power):
                return phrase.after, None
        value, alternatives = self._read_value(phrase, suffix, bound, before)
        if overlap == "head" and value is not None:
            later = parse_numeral(later_groups(first.text))
            alternatives = (value, shift_point(later.grouped or "0", phrase.scale))
        if _is_doubtful(before, after) or self._quantities.is_inverted(self._reader, phrase):
            value = None
        negative = before.minus or self._has_minus_before_currency(bound, start)
        reading, end = self._add_cents((value, alternatives), bound, end)
        return phrase.after, _build_amount(start, end, reading, bound, negative=negative)

    def _contexts(
        self, bound: BoundCurrency, start: int, end: int, *, in_digits: bool
    ) -> tuple[NumberContext, NumberContext]:
        """What stands on both sides of a number; nothing where its currency does."""
        if not in_digits:
            return NumberContext(), NumberContext()
        before = context_before(self._normalized, start)
        if bound.touches_before or (before.code and self._binder.touches(start)):
            before = NumberContext()
        after = NumberContext() if bound.touches_after else context_after(self._normalized, end)
        return before, after

    def _skip_code(self, phrase: NumberPhrase) -> tuple[int, None]:
        """Cut the first group, which belongs to a code: TRC20 500 has the number 500."""
        token = self._tokens[phrase.first]
        rest = later_groups(token.text)
        if not rest:
            return phrase.first + 1, None
        self._tokens[phrase.first] = replace(token, text=rest, start=token.end - len(rest))
        return phrase.first, None

    def _read_value(
        self,
        phrase: NumberPhrase,
        suffix: MagnitudeSuffix,
        bound: BoundCurrency,
        before: NumberContext,
    ) -> _Reading:
        """The value of a number, in its currency and not in a unit of it such as satoshi."""
        if phrase.malformed:
            return _UNREADABLE
        power = suffix.power - bound.decimals
        if len(phrase.parts) > 1 or phrase.alternatives:
            value = shift_point(f"{phrase.value:f}", power)
            return value, (value, *phrase.alternatives) if phrase.alternatives else ()
        numeral, own_power = phrase.parts[0]
        if before.point:
            decimals = self._tokens[phrase.first].text
            numeral = parse_numeral(f"0.{decimals}" if decimals.isdigit() else "")
        currency = None if bound.decimals else bound.code
        reading = likely_value(numeral, own_power + power, currency, set(self._languages))
        uncertain_scale = not bound.span and has_ambiguous_scale(self._reader, phrase)
        if suffix.uncertain or uncertain_scale:
            plain_power = (own_power if suffix.power else 0) - bound.decimals
            plain, _ = likely_value(numeral, plain_power, currency, set())
            if reading[0] is not None and plain is not None:
                return reading[0], (reading[0], plain)
        return reading

    def _add_cents(self, reading: _Reading, bound: BoundCurrency, end: int) -> tuple[_Reading, int]:
        """A reading and its end with the cents of "12 dollars 50 cents"."""
        value, _ = reading
        if value is None or not bound.span or not bound.code:
            return reading, end
        cents = find_cents(self._normalized, bound.end)
        if not cents:
            return reading, end
        hundredths, self._consumed_to = cents
        return (exact_sum([value, hundredths]), ()), self._consumed_to

    def _has_minus_before_currency(self, bound: BoundCurrency, start: int) -> bool:
        """Whether a minus stands before the currency that precedes the number: -$500."""
        if not bound.span or bound.span[0] >= start:
            return False
        return context_before(self._normalized, bound.span[0]).minus


def _build_amount(
    start: int, end: int, reading: _Reading, bound: BoundCurrency, *, negative: bool = False
) -> Amount:
    value, values = reading
    alternatives = tuple(dict.fromkeys(values))
    if len(alternatives) < 2:
        alternatives = ()
    return Amount(
        value=value,
        start=start,
        end=end,
        currency=bound.code,
        options=bound.options,
        money=bound.span,
        ambiguous=value is None or bool(alternatives) or negative,
        alternatives=alternatives,
        negative=negative,
    )


def _unreadable(amount: Amount) -> Amount:
    return replace(amount, value=None, ambiguous=True, alternatives=())


def _is_part_of_code(context: NumberContext, bound: BoundCurrency) -> bool:
    """Whether the context makes a number part of a code; with a currency a slash does not."""
    return context.code and not (context.slash and bool(bound.span))


def _is_doubtful(before: NumberContext, after: NumberContext) -> bool:
    return any(side.broken or side.range or side.code for side in (before, after))


def _is_followed_by_digits(reader: TokenReader, phrase: NumberPhrase) -> bool:
    """Whether digits follow a number in words: "сто пятьдесят 500"."""
    after = phrase.after
    digits = after < len(reader.tokens) and reader.tokens[after].kind == "number"
    return phrase.in_words and digits and reader.gap_before(after) in (" ", "  ")
