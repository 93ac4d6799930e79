"""Numbers in words, or in digits and words, in English, Russian and Turkish."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bot.understand.amounts.number_phrase import NumberPhrase
from bot.understand.amounts.numerals import Numeral, parse_numeral, shift_point
from bot.understand.amounts.small_numbers import parse_small_number
from bot.understand.amounts.token_reader import TokenReader

_CONJUNCTIONS = {"and", "а"}
# Letters between digits: 1k5.
_INFIX_POWERS = {"k": 3, "к": 3, "m": 6, "м": 6}
_AND_A_HALF = (("and", "a", "half"), ("с", "половиной"), ("bucuk",))
_MAX_ARTICLES = 3


class NumberPhraseParser:
    """Finds the longest number that begins at a token of a message."""

    def __init__(self, reader: TokenReader) -> None:
        self._reader = reader
        self._lexicon = reader.lexicon

    def parse(self, start: int) -> NumberPhrase | None:
        """The longest number that begins at a token; None if none does."""
        if self._word(start) in self._lexicon.vague:
            return self._vague_number(start)
        phrase: NumberPhrase | None = None
        while True:
            next_part = phrase.after if phrase else start
            if phrase and phrase.in_words and self._word(next_part) in _CONJUNCTIONS:
                next_part += 1
            if phrase and not self._joined(next_part):
                break
            part = self._part(next_part, first=phrase is None)
            if part is None or (phrase and not self._continues(phrase, part)):
                break
            phrase = phrase.plus(part) if phrase else part
            if not part.scale or part.malformed:
                break
        return phrase

    def _word(self, index: int) -> str:
        return self._reader.word_at(index)

    def _joined(self, index: int) -> bool:
        return self._reader.is_joined(index)

    def _vague_number(self, start: int) -> NumberPhrase | None:
        """A number without an exact value: "a few thousand"."""
        scale = start + 2 if self._word(start + 1) == "of" else start + 1
        if not self._joined(scale) or self._word(scale) not in self._lexicon.scales:
            return None
        return NumberPhrase(start, scale + 1, malformed=True, in_words=True)

    def _continues(self, phrase: NumberPhrase, part: NumberPhrase) -> bool:
        """Whether a part belongs to the number: "1 million 250 thousand", "one thousand two"."""
        if part.malformed or self._reader.tokens[part.first].kind == "number":
            return 0 < part.scale < phrase.scale
        return part.in_words and phrase.in_words

    def _part(self, start: int, *, first: bool) -> NumberPhrase | None:
        """A number below a thousand, or in digits, with the scale words after it."""
        if start >= len(self._reader.tokens):
            return None
        if self._reader.tokens[start].kind == "number":
            return self._digits(start)
        word = self._word(start)
        for words, share in ((self._lexicon.half, "0.5"), (self._lexicon.quarter, "0.25")):
            if word in words:
                return self._share(start, share)
        if word in self._lexicon.one_and_half:
            return self._with_scale(NumberPhrase(start, start + 1, _parts("1.5"), in_words=True))
        if word in self._lexicon.single and first:
            power = self._lexicon.scales[word]
            parts = ((Numeral("1"), power),)
            one = NumberPhrase(start, start + 1, parts, in_words=True, scale=power)
            return replace(self._with_half(one), without_number=True)
        if word in ("a", "an") and first and self._joined(start + 1):
            return self._after_article(start)
        number = parse_small_number(self._reader, start)
        if number is None:
            return None
        parts = ((Numeral(str(number.value)), 0),)
        return self._with_scale(
            NumberPhrase(start, number.after, parts, malformed=number.malformed, in_words=True)
        )

    def _after_article(self, start: int) -> NumberPhrase | None:
        """The number of "a million", "a hundred thousand"."""
        following = self._word(start + 1)
        if following not in self._lexicon.scales and following != "hundred":
            return None
        one = NumberPhrase(start, start + 1, _parts("1"), in_words=True)
        return self._with_scale(self._with_hundred(one))

    def _digits(self, start: int) -> NumberPhrase:
        numeral = parse_numeral(self._reader.tokens[start].text)
        phrase = NumberPhrase(start, start + 1, ((numeral, 0),), malformed=not numeral.readable)
        return self._infix(start) or self._with_scale(self._with_hundred(phrase))

    def _infix(self, start: int) -> NumberPhrase | None:
        """1k5 is 1500; 1k25 is ambiguous: 1250 or 1025."""
        power = _INFIX_POWERS.get(self._word(start + 1), 0)
        tokens = self._reader.tokens
        if not power or start + 2 >= len(tokens):
            return None
        if self._reader.gap_before(start + 1) or self._reader.gap_before(start + 2):
            return None
        head, tail = tokens[start].text, tokens[start + 2].text
        if not (head.isdigit() and tail.isdigit() and len(head) <= 3 and len(tail) <= power):
            return None
        as_decimals = shift_point(f"{head}.{tail}", power)
        as_sum = shift_point(head, power) + Decimal(tail)
        ambiguous = len(tail) > 1 and as_sum != as_decimals
        return NumberPhrase(
            first=start,
            after=start + 3,
            parts=((Numeral(fraction=f"{head}.{tail}"), power),),
            scale=power,
            alternatives=(as_sum,) if ambiguous else (),
        )

    def _share(self, start: int, share: str) -> NumberPhrase | None:
        """Half a million, quarter of a million, пол-ляма: a part of a power of ten."""
        after = start + 1
        while self._word(after) in ("a", "an", "of", "one") and after <= start + _MAX_ARTICLES:
            after += 1
        phrase = self._with_scale(
            NumberPhrase(start, after, _parts(share), in_words=True, without_number=True)
        )
        return phrase if phrase.scale or self._word(start) in self._lexicon.half else None

    def _with_hundred(self, phrase: NumberPhrase) -> NumberPhrase:
        if self._joined(phrase.after) and self._word(phrase.after) in self._lexicon.hundreds:
            parts = tuple((numeral, power + 2) for numeral, power in phrase.parts)
            return replace(phrase, after=phrase.after + 1, parts=parts)
        return phrase

    def _with_half(self, phrase: NumberPhrase) -> NumberPhrase:
        """Two and a half, два с половиной, iki buçuk."""
        after = phrase.after
        for words in _AND_A_HALF:
            if all(self._word(after + step) == word for step, word in enumerate(words)):
                break
        else:
            return phrase
        if not self._joined(after):
            return phrase
        return replace(
            phrase,
            after=after + len(words),
            parts=(*phrase.parts, (Numeral(fraction="0.5"), phrase.parts[-1][1])),
            malformed=phrase.malformed or phrase.has_two_readings,
        )

    def _with_scale(self, phrase: NumberPhrase) -> NumberPhrase:
        """The number with the scale word after it, if there is one."""
        phrase = self._with_half(phrase)
        scale = phrase.after
        power = self._scale_power(scale)
        if not power:
            return phrase
        after = scale + 1
        if (
            self._joined(after)
            and self._word(after) in self._lexicon.scales
            and self._reader.gap_before(after) != "."
        ):
            # "Two thousand million" is possible, but more likely a slip.
            return replace(phrase, after=after + 1, malformed=True)
        parts = tuple((numeral, earlier + power) for numeral, earlier in phrase.parts)
        return self._with_half(replace(phrase, after=after, parts=parts, scale=power))

    def _scale_power(self, index: int) -> int:
        """The power of ten of a scale word at an index; 0 if it is none."""
        if not self._joined(index):
            return 0
        word = self._word(index)
        after_digits = self._reader.tokens[index - 1].kind == "number"
        if word in self._lexicon.scales:
            return self._lexicon.scales[word]
        if after_digits and self._reader.gap_before(index) == "":
            return self._lexicon.short_scales.get(word, 0)
        return 0


def _parts(value: str) -> tuple[tuple[Numeral, int], ...]:
    return ((Numeral(fraction=value) if "." in value else Numeral(grouped=value), 0),)
