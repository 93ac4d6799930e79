"""A number found in a message, before a currency decides how its digits are to be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from bot.understand.amounts.numerals import Numeral, exact_sum, shift_point


@dataclass(frozen=True)
class NumberPhrase:
    """A number at the tokens from ``first`` up to and without ``after``.

    ``parts`` are numerals to add, each with the power of ten that words give it; the reading of a
    numeral is chosen later, with the currency. ``alternatives`` are other values that may be meant.
    ``malformed`` marks what looks like a number and is none; ``in_words`` that it begins with a
    word; ``without_number`` a scale without a number before it ("million"); ``scale`` is the power
    of ten of the last part.
    """

    first: int
    after: int
    parts: tuple[tuple[Numeral, int], ...] = ()
    malformed: bool = False
    in_words: bool = False
    without_number: bool = False
    scale: int = 0
    alternatives: tuple[Decimal, ...] = ()

    @property
    def value(self) -> Decimal:
        """The sum of the parts, each in its likely reading."""
        return exact_sum([shift_point(n.fraction or n.grouped, power) for n, power in self.parts])

    @property
    def has_two_readings(self) -> bool:
        """Whether a separator in one of the parts may group or be decimal."""
        return any(numeral.grouped and numeral.fraction for numeral, _ in self.parts)

    def plus(self, part: NumberPhrase) -> NumberPhrase:
        """The number with a part that follows it; malformed unless the part's scale is smaller."""
        clash = part.scale >= self.scale or self.has_two_readings or part.has_two_readings
        return replace(
            self,
            after=part.after,
            parts=self.parts + part.parts,
            scale=part.scale,
            malformed=self.malformed or part.malformed or clash,
        )
