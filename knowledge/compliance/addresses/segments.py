"""The runs of Latin letters and digits in a text, and joins of runs that a break split."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from knowledge.compliance.addresses.solana import has_mixed_characters

_WORD = re.compile(r"[0-9A-Za-z]+")
# One space, or a line end with the quote marks or indent of the next line.
_BREAK = re.compile(r"\s|[^\S\r\n]?(?:\r\n|[\r\n])[ \t>|]{0,8}")
_MAX_BREAK_CHARS = 11
# Wallets show addresses in groups of four; shorter pieces are words of a sentence.
_MIN_PIECE_CHARS = 4
# How an address begins, and the lengths that it can have when so begun.
_WHOLE: tuple[tuple[re.Pattern[str], Collection[int]], ...] = (
    (re.compile(r"0[xX]"), (42,)),
    (re.compile(r"(?:bc|tb)1", re.IGNORECASE), (42, 62)),
    (re.compile(r"ltc1", re.IGNORECASE), (43, 63)),
    (re.compile(r"[qpzrQPZR]"), (42, 61)),
    (re.compile(r"[13LMr]"), range(31, 36)),  # shorter ones are a few made by hand
    (re.compile(r"T"), (34,)),
    (re.compile(r"X"), (47,)),
    (re.compile(r"[48]"), (95, 106)),
)
_ANY_BEGINNING = (43, 44)  # practically every Solana address
_SUBSTANTIAL_CHARS = 8  # no word of a sentence mixes this many


@dataclass(frozen=True)
class JoinedSegments:
    """Segments ``first`` to ``last``, written as one."""

    text: str
    first: int
    last: int


class TextSegments:
    """The segments of a text in order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [match.span() for match in _WORD.finditer(text)]
        self._ends = list(accumulate((end - start for start, end in self.spans), initial=0))
        self._breaks = [
            begin - end <= _MAX_BREAK_CHARS and bool(_BREAK.fullmatch(text, end, begin))
            for (_, end), (begin, _) in zip(self.spans, self.spans[1:], strict=False)
        ]

    def __len__(self) -> int:
        return len(self.spans)

    def __getitem__(self, place: int) -> str:
        start, end = self.spans[place]
        return self.text[start:end]

    def join_from(self, first: int) -> Iterator[JoinedSegments]:
        """The segment joined with those after it, at each length that an address can have.

        Every piece but the last has at least four letters, so there are at most 26 of them.
        """
        word = self[first]
        lengths = _possible_lengths(
            word[:_MIN_PIECE_CHARS], len(word) >= _SUBSTANTIAL_CHARS and has_mixed_characters(word)
        )
        longest = max(lengths, default=0)
        begin = self._ends[first]
        last = first
        while (
            last < len(self._breaks) and self._breaks[last] and self._size(last) >= _MIN_PIECE_CHARS
        ):
            last += 1
            length = self._ends[last + 1] - begin
            if length > longest:
                return
            if length in lengths:
                pieces = (self[place] for place in range(first, last + 1))
                yield JoinedSegments("".join(pieces), first, last)

    def is_plausible_join(self, joined: JoinedSegments) -> bool:
        """Whether the pieces look like parts of one address, when no checksum can tell."""
        pieces = [self[place] for place in range(joined.first, joined.last + 1)]
        if joined.text[:2] in ("0x", "0X"):
            return min(map(len, pieces)) >= _MIN_PIECE_CHARS and not self._goes_on(joined.last)
        return len(pieces) == 2 and all(
            len(p) >= _SUBSTANTIAL_CHARS and has_mixed_characters(p) for p in pieces
        )

    def _goes_on(self, last: int) -> bool:
        # Then it is the start of something longer, such as a transaction hash.
        if last >= len(self._breaks) or not self._breaks[last]:
            return False
        after = self[last + 1]
        return len(after) >= _MIN_PIECE_CHARS and all(c in "0123456789abcdefABCDEF" for c in after)

    def _size(self, place: int) -> int:
        return self._ends[place + 1] - self._ends[place]


@lru_cache(maxsize=4096)
def _possible_lengths(beginning: str, substantial: bool) -> frozenset[int]:
    if len(beginning) < _MIN_PIECE_CHARS:
        return frozenset()
    lengths = {n for begins, whole in _WHOLE if begins.match(beginning) for n in whole}
    return frozenset(lengths.union(_ANY_BEGINNING if substantial else ()))
