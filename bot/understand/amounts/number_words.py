"""Numbers told in words, or in digits and words, in English, Russian and Turkish."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from bot.understand.amounts.numerals import Numeral, exact_sum, parse_numeral, shift_point
from bot.understand.text.normalize import INVISIBLE, Token
from bot.understand.text.number_lexicon import number_lexicon

_LINK = {"and", "а"}


@dataclass(frozen=True)
class NumberPhrase:
    """A number found at tokens ``first`` to ``after``, its value still open to the money's habit.

    ``parts`` are written numbers and the powers of ten that words give them. ``others`` are values
    that may be meant as well; ``broken`` marks what looks like a number and makes none.
    """

    first: int
    after: int
    parts: tuple[tuple[Numeral, int], ...] = ()
    broken: bool = False
    worded: bool = False
    bare: bool = False
    scale: int = 0
    others: tuple[Decimal, ...] = ()

    @property
    def value(self) -> Decimal:
        """The sum of the parts, each in its likely reading."""
        return exact_sum([shift_point(n.fraction or n.grouped, power) for n, power in self.parts])


class NumberPhraseParser:
    """The tokens of a message, read for numbers."""

    def __init__(self, normalized: str, found: list[Token]) -> None:
        self.normalized = normalized
        self.tokens = found
        self.known = number_lexicon()

    def word(self, here: int) -> str:
        """The word at a place; empty where there is none."""
        if 0 <= here < len(self.tokens) and self.tokens[here].kind == "word":
            return self.tokens[here].text
        return ""

    def gap(self, here: int) -> str:
        """What stands between a token and the one before it."""
        if not 0 < here < len(self.tokens):
            return "\n"
        return self.normalized[self.tokens[here - 1].end : self.tokens[here].start]

    def joined(self, here: int) -> bool:
        """Whether a token goes on from the one before it."""
        return self.gap(here).replace(INVISIBLE, "") in ("", " ", "  ", "-", ". ", ".")

    def phrase(self, here: int) -> NumberPhrase | None:
        """The longest number that begins at a token, if one does."""
        if self.word(here) in self.known.vague:
            # "A few thousand": a number, but which one nobody can say.
            after = here + 2 if self.word(here + 1) == "of" else here + 1
            scaled_too = self.joined(after) and self.word(after) in self.known.scales
            return NumberPhrase(here, after + 1, broken=True, worded=True) if scaled_too else None
        built: NumberPhrase | None = None
        while True:
            start = built.after if built else here
            if built and built.worded and self.word(start) in _LINK:
                start += 1
            if built and not self.joined(start):
                break
            part = self._part(start, first=built is None)
            if part is None or (built and not self._follows(built, part)):
                break
            built = self._added(built, part) if built else part
            if not part.scale or part.broken:
                break
        return built

    def _follows(self, built: NumberPhrase, part: NumberPhrase) -> bool:
        """Whether a part goes on a number: "1 million 250 thousand", "one thousand two hundred"."""
        if part.broken or self.tokens[part.first].kind == "number":
            return 0 < part.scale < built.scale
        return part.worded and built.worded

    def _added(self, built: NumberPhrase, part: NumberPhrase) -> NumberPhrase:
        clash = part.scale >= built.scale or any(
            n.grouped and n.fraction for n, _ in built.parts + part.parts
        )
        return replace(
            built,
            after=part.after,
            parts=built.parts + part.parts,
            scale=part.scale,
            broken=built.broken or part.broken or clash,
        )

    def _part(self, here: int, *, first: bool) -> NumberPhrase | None:
        """One number below a thousand, or in digits, with the powers of ten behind it."""
        if here >= len(self.tokens):
            return None
        if self.tokens[here].kind == "number":
            return self._digits(here)
        word = self.word(here)
        for words, share in ((self.known.half, "0.5"), (self.known.quarter, "0.25")):
            if word in words:
                return self._share(here, share)
        if word in self.known.one_and_half:
            return self._with_scale(NumberPhrase(here, here + 1, _plain("1.5"), worded=True))
        if word in self.known.single and first:
            power = self.known.scales[word]
            bare = NumberPhrase(here, here + 1, ((Numeral("1"), power),), worded=True, scale=power)
            return replace(self._and_half(bare), bare=True)
        if word in ("a", "an") and first and self.joined(here + 1):
            if self.word(here + 1) in self.known.scales or self.word(here + 1) == "hundred":
                group = NumberPhrase(here, here + 1, _plain("1"), worded=True)
                return self._with_scale(self._hundred(group))
            return None
        group_found = self._below_thousand(here)
        return self._with_scale(group_found) if group_found else None

    def _digits(self, here: int) -> NumberPhrase:
        number = parse_numeral(self.tokens[here].text)
        found = NumberPhrase(here, here + 1, ((number, 0),), broken=not number.readable)
        return self._infix(here) or self._with_scale(self._hundred(found))

    def _infix(self, here: int) -> NumberPhrase | None:
        """1k5 is 1500; of 1k25 nobody knows whether it is 1250 or 1025."""
        power = {"k": 3, "к": 3, "m": 6, "м": 6}.get(self.word(here + 1), 0)
        if not power or here + 2 >= len(self.tokens) or self.gap(here + 1) or self.gap(here + 2):
            return None
        head, tail = self.tokens[here].text, self.tokens[here + 2].text
        if not (head.isdigit() and tail.isdigit() and len(head) <= 3 and len(tail) <= power):
            return None
        parts = ((Numeral(fraction=f"{head}.{tail}"), power),)
        value = shift_point(f"{head}.{tail}", power)
        added = shift_point(head, power) + Decimal(tail)
        unsure = len(tail) > 1 and added != value
        return NumberPhrase(here, here + 3, parts, scale=power, others=(added,) if unsure else ())

    def _hundred(self, found: NumberPhrase) -> NumberPhrase:
        if self.joined(found.after) and self.word(found.after) in self.known.hundreds:
            parts = tuple((number, power + 2) for number, power in found.parts)
            return replace(found, after=found.after + 1, parts=parts)
        return found

    def _share(self, here: int, share: str) -> NumberPhrase | None:
        """Half a million, quarter of a million, пол-ляма: a part of a power of ten."""
        after = here + 1
        while self.word(after) in ("a", "an", "of", "one") and after <= here + 3:
            after += 1
        found = NumberPhrase(here, after, _plain(share), worded=True, bare=True)
        scaled_up = self._with_scale(found)
        return scaled_up if scaled_up.scale or self.word(here) in self.known.half else None

    def _below_thousand(self, here: int) -> NumberPhrase | None:
        values = self.known.values
        sum_, place, at, clash = 0, 1000, here, False
        if self.word(here) == "on" and not (
            self.joined(here + 1)
            and (
                self.known.turkish.fullmatch(self.word(here + 1))
                or self.word(here + 1) in ("milyar", "dolar")
            )
        ):
            return None  # "on Base" is no ten.
        while at == here or self.joined(at):
            word = self.word(at)
            if word == "and" and place <= 100 and at > here:
                if self.word(at + 1) not in values or values[self.word(at + 1)] >= 100:
                    break
                at += 1
                continue
            if word in self.known.hundreds:
                clash |= place < 10 and sum_ > 99
                if at == here and word == "hundred":
                    return None
                sum_, place = (sum_ or 1) * 100, 100
            elif word in values:
                value = values[word]
                # Each word stands below the one before: twenty five, not five twenty.
                top = (
                    100
                    if value >= 100
                    else 10
                    if value >= 20 or word == "on"
                    else 2
                    if value >= 10
                    else 1
                )
                clash |= place <= top or (place == 10 and top == 2)
                sum_, place = sum_ + value, 1 if top == 2 else top
            else:
                break
            at += 1
        if at == here:
            return None
        clash |= self.word(at) in self.known.point and self.joined(at)
        return NumberPhrase(here, at, ((Numeral(str(sum_)), 0),), broken=clash, worded=True)

    def _and_half(self, found: NumberPhrase) -> NumberPhrase:
        """Two and a half, два с половиной, iki buçuk."""
        at = found.after
        said = [self.word(at + step) for step in range(3)]
        length = 0
        if said == ["and", "a", "half"]:
            length = 3
        elif said[:2] == ["с", "половиной"]:
            length = 2
        elif said[0] == "bucuk":
            length = 1
        if not length or not self.joined(at):
            return found
        return replace(
            found,
            after=at + length,
            parts=(*found.parts, (Numeral(fraction="0.5"), found.parts[-1][1])),
            broken=found.broken or any(n.grouped and n.fraction for n, _ in found.parts),
        )

    def _with_scale(self, found: NumberPhrase) -> NumberPhrase:
        """The number with the power of ten behind it, if there is one."""
        found = self._and_half(found)
        at = found.after
        if not self.joined(at):
            return found
        word, power = self.word(at), 0
        attached = self.gap(at) == "" and self.tokens[at - 1].kind == "number"
        if word in self.known.scales:
            power = self.known.scales[word]
        elif attached and word in self.known.short_scales:
            power = self.known.short_scales[word]
        if not power:
            return found
        after = at + 1
        parts = tuple((number, had + power) for number, had in found.parts)
        if self.joined(after) and self.word(after) in self.known.scales and self.gap(after) != ".":
            # "Two thousand million" is said, but rather a slip.
            return replace(found, after=after + 1, broken=True)
        return self._and_half(replace(found, after=after, parts=parts, scale=power))


def _plain(value: str) -> tuple[tuple[Numeral, int], ...]:
    return ((Numeral(fraction=value) if "." in value else Numeral(grouped=value), 0),)
