"""What may follow a number and change its value: 5 m usd, 500 т.р., 5 USD million, 50 cents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.understand.amounts.currency_binding import (
    BoundCurrency,
    CurrencyBinder,
    split_magnitude_and_currency,
)
from bot.understand.amounts.number_phrase import NumberPhrase
from bot.understand.amounts.token_reader import TokenReader

_CENT = r"\s?(?:cents?|коп(?:еек|ейки|ейка|\.)?|kurus\w{0,3}|¢|分)(?!\w)"
_CENTS_AFTER_AMOUNT = re.compile(rf"\s?(?:and |и |ve )?(\d{{1,2}}){_CENT}")
_CENT_AFTER_NUMBER = re.compile(_CENT)
_THOUSAND_ROUBLES = re.compile(r" ?т\. ?р(?![^\W\d_])\.?")
_MAX_TOKENS_TO_SCALE = 3


@dataclass(frozen=True)
class MagnitudeSuffix:
    """A power of ten after a number, and the offset where it ends.

    ``bound`` is the currency, if one word holds both. ``uncertain``: the user must be asked.
    """

    power: int = 0
    end: int = 0
    bound: BoundCurrency | None = None
    uncertain: bool = False


def find_magnitude_suffix(
    reader: TokenReader, phrase: NumberPhrase, binder: CurrencyBinder
) -> MagnitudeSuffix:
    """The power of ten that follows a number in digits, apart from its own scale words."""
    last = reader.tokens[phrase.after - 1]
    if phrase.scale or last.kind != "number":
        return _scale_after_currency(reader, phrase, binder)
    roubles = _THOUSAND_ROUBLES.match(reader.normalized, last.end)
    if roubles:
        bound = BoundCurrency("RUB", (), roubles.span(), roubles.end(), touches_after=True)
        return MagnitudeSuffix(3, roubles.end(), bound)
    word, gap = reader.word_at(phrase.after), reader.gap_before(phrase.after)
    if word and not gap and not binder.after(last.end):
        magnitude = split_magnitude_and_currency(word)
        if magnitude:
            power, code = magnitude
            end = reader.tokens[phrase.after].end
            bound = BoundCurrency(code, (), (last.end, end), end, touches_after=True)
            return MagnitudeSuffix(power, end, bound)
    if word in reader.lexicon.short_scales and gap == " ":
        end = reader.tokens[phrase.after].end
        start = reader.tokens[phrase.first].start
        if binder.after(end) or (binder.before(start) and word != "к"):
            return MagnitudeSuffix(reader.lexicon.short_scales[word], end, uncertain=True)
    return _scale_after_currency(reader, phrase, binder)


def _scale_after_currency(
    reader: TokenReader, phrase: NumberPhrase, binder: CurrencyBinder
) -> MagnitudeSuffix:
    """The scale of 5 USD million or 5$k, always uncertain: it may be a slip of order."""
    if phrase.scale:
        return MagnitudeSuffix()
    currency = binder.after(reader.tokens[phrase.after - 1].end)
    if not currency:
        return MagnitudeSuffix()
    for index in range(phrase.after, phrase.after + _MAX_TOKENS_TO_SCALE):
        if index >= len(reader.tokens) or reader.tokens[index].start < currency.end:
            continue
        word = reader.word_at(index)
        gap = reader.normalized[currency.end : reader.tokens[index].start]
        power = reader.lexicon.scales.get(word, 0)
        if not power and not gap:
            power = reader.lexicon.short_scales.get(word, 0)
        if power and gap in ("", " "):
            return MagnitudeSuffix(power, uncertain=True)
        break
    return MagnitudeSuffix()


def find_cents(normalized: str, end: int) -> tuple[Decimal, int] | None:
    """The hundredths named after an amount that ends at an offset, and where they end."""
    match = _CENTS_AFTER_AMOUNT.match(normalized, end)
    return (Decimal(match[1].rjust(2, "0")).scaleb(-2), match.end()) if match else None


def is_in_cents(normalized: str, end: int) -> bool:
    """Whether a number that ends at an offset counts hundredths of a currency."""
    return _CENT_AFTER_NUMBER.match(normalized, end) is not None
