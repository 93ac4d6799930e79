"""Number words below a thousand: "two hundred and five", "сто двадцать", "iki yüz elli"."""

from __future__ import annotations

from dataclasses import dataclass

from bot.understand.amounts.token_reader import TokenReader


@dataclass(frozen=True)
class SmallNumber:
    """A number below a thousand and the index of the token after it.

    ``malformed``: its words do not make one number ("five twenty").
    """

    value: int
    after: int
    malformed: bool


def parse_small_number(reader: TokenReader, start: int) -> SmallNumber | None:
    """The number in words that starts at a token; None if there is none."""
    lexicon = reader.lexicon
    if reader.word_at(start) == "on" and not _is_turkish_ten(reader, start):
        return None
    total = _RunningTotal()
    index = start
    while index == start or reader.is_joined(index):
        word = reader.word_at(index)
        if word == "and" and index > start and total.place <= 100:
            if lexicon.values.get(reader.word_at(index + 1), 100) >= 100:
                break
        elif word in lexicon.hundreds:
            if index == start and word == "hundred":
                return None
            total.multiply_by_hundred()
        elif word in lexicon.values:
            total.add(word, lexicon.values[word])
        else:
            break
        index += 1
    if index == start:
        return None
    has_decimals = reader.word_at(index) in lexicon.point and reader.is_joined(index)
    return SmallNumber(total.value, index, total.malformed or has_decimals)


def _is_turkish_ten(reader: TokenReader, index: int) -> bool:
    """Whether "on" is the Turkish ten, not the English preposition of "on Base"."""
    following = reader.word_at(index + 1)
    turkish = reader.lexicon.turkish.fullmatch(following) or following in ("milyar", "dolar")
    return reader.is_joined(index + 1) and bool(turkish)


class _RunningTotal:
    """Adds number words from left to right; each must have a lower place than the one before."""

    def __init__(self) -> None:
        self.value = 0
        self.place = 1000
        self.malformed = False

    def multiply_by_hundred(self) -> None:
        self.malformed |= self.place < 10 and self.value > 99
        self.value, self.place = (self.value or 1) * 100, 100

    def add(self, word: str, value: int) -> None:
        if value >= 100:
            place = 100
        elif value >= 20 or word == "on":
            place = 10
        else:
            # 10 to 19 fill the places of both tens and ones.
            place = 2 if value >= 10 else 1
        self.malformed |= self.place <= place or (self.place == 10 and place == 2)
        self.value += value
        self.place = 1 if place == 2 else place
