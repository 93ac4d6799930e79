"""What may follow a number before or behind its money: 5 m usd, 500 т.р., 5 USD million, cents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.understand.amounts.currency_binding import (
    BoundCurrency,
    CurrencyBinder,
    split_magnitude_and_currency,
)
from bot.understand.amounts.number_words import NumberPhrase, NumberPhraseParser

_CENT = r"\s?(?:cents?|коп(?:еек|ейки|ейка|\.)?|kurus\w{0,3}|¢|分)(?!\w)"
_CENTS = re.compile(rf"\s?(?:and |и |ve )?(\d{{1,2}}){_CENT}")
_IN_CENTS = re.compile(_CENT)
_THOUSAND_ROUBLES = re.compile(r" ?т\. ?р(?![^\W\d_])\.?")


@dataclass(frozen=True)
class MagnitudeSuffix:
    """A power of ten found there, where it ends, the money if one word holds both."""

    power: int = 0
    end: int = 0
    bound: BoundCurrency | None = None
    unsure: bool = False

    def less(self, power: int) -> int:
        """The power that a number has without the doubtful word."""
        return power if self.power else 0


def find_magnitude_suffix(
    words: NumberPhraseParser, phrase: NumberPhrase, binder: CurrencyBinder
) -> MagnitudeSuffix:
    """The power of ten that stands behind a number apart from it, with the doubt it brings."""
    last = words.tokens[phrase.after - 1]
    if phrase.scale or last.kind != "number":
        return _after_money(words, phrase, binder)
    short = _THOUSAND_ROUBLES.match(words.normalized, last.end)
    if short:
        span = (last.end, short.end())
        return MagnitudeSuffix(
            3, short.end(), BoundCurrency("RUB", (), span, short.end(), touches_behind=True)
        )
    word, gap = words.word(phrase.after), words.gap(phrase.after)
    if word and not gap and not binder.behind(last.end):
        both = split_magnitude_and_currency(word)
        if both:
            end = words.tokens[phrase.after].end
            return MagnitudeSuffix(
                both[0], end, BoundCurrency(both[1], (), (last.end, end), end, touches_behind=True)
            )
    if word in words.known.short_scales and gap == " ":
        end = words.tokens[phrase.after].end
        first = words.tokens[phrase.first].start
        if binder.behind(end) or (binder.ahead(first) and word != "к"):
            return MagnitudeSuffix(words.known.short_scales[word], end, unsure=True)
    return _after_money(words, phrase, binder)


def _after_money(
    words: NumberPhraseParser, phrase: NumberPhrase, binder: CurrencyBinder
) -> MagnitudeSuffix:
    """5 USD million, 5$k: a slip of order that may change the amount a thousand times."""
    if phrase.scale:
        return MagnitudeSuffix()
    money = binder.behind(words.tokens[phrase.after - 1].end)
    if not money:
        return MagnitudeSuffix()
    for step in range(1, 4):
        at = phrase.after + step - 1
        if at < len(words.tokens) and words.tokens[at].start >= money.end:
            word, gap = words.word(at), words.normalized[money.end : words.tokens[at].start]
            power = words.known.scales.get(word, 0)
            if not gap:
                power = power or words.known.short_scales.get(word, 0)
            return (
                MagnitudeSuffix(power, 0, unsure=True)
                if power and gap in ("", " ")
                else MagnitudeSuffix()
            )
    return MagnitudeSuffix()


def find_cents(normalized: str, end: int) -> tuple[Decimal, int] | None:
    """The hundredths named behind an amount with its money, and where they end."""
    found = _CENTS.match(normalized, end)
    return (Decimal(found[1].rjust(2, "0")).scaleb(-2), found.end()) if found else None


def is_in_cents(normalized: str, end: int) -> bool:
    """Whether a number counts hundredths of some money."""
    return _IN_CENTS.match(normalized, end) is not None
