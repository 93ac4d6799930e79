"""A long text in parts that Telegram takes, cut where it reads well; nothing is lost.

Telegram counts in UTF-16 units: a letter beyond the first 65,536 counts for two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.telegram.delivery.formatting import Mark, Marked

LONGEST, MOST_MARKS = 4096, 100
# From the best place to cut to the worst.
_PLACES = tuple(map(re.compile, (r"\n\n+", r"\n", r"(?<=[.!?…]) +", r"\s")))
# No part is cut shorter than this for the sake of a good place.
_LEAST = 0.4


def units(text: str) -> int:
    """How long Telegram takes a text to be."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parts(marked: Marked, longest: int = LONGEST, most: int = MOST_MARKS) -> list[Marked]:
    """The text in parts of at most ``longest`` units and ``most`` marks; joined they are it."""
    text, out, start = marked.text, [], 0
    while start < len(text):
        end = _cut(text, start, _reach(marked, start, longest, most))
        out.append(Marked(text[start:end], tuple(_within(marked.marks, start, end))))
        start = end
    return out


def _reach(marked: Marked, start: int, longest: int, most: int) -> int:
    """How far a part may go at most: by its length, and by the marks that begin in it."""
    end = min(start + longest, len(marked.text))
    while (over := units(marked.text[start:end]) - longest) > 0:
        # Each letter that is left out takes one unit with it, or two.
        end -= (over + 1) // 2
    begun = [mark for mark in marked.marks if mark.end > start]
    if len(begun) > most:
        end = min(end, max(begun[most].start, start + 1))
    return end


def _cut(text: str, start: int, reach: int) -> int:
    if reach >= len(text):
        return len(text)
    for place in _PLACES:
        least = start + max(1, int((reach - start) * _LEAST))
        ends = [m.end() for m in place.finditer(text, start, reach) if m.end() >= least]
        # A part of white space alone is no message.
        if ends and text[start : ends[-1]].strip() and text[ends[-1] :].strip():
            return ends[-1]
    return reach


def _within(marks: tuple[Mark, ...], start: int, end: int) -> Iterator[Mark]:
    for mark in marks:
        first, last = max(mark.start, start), min(mark.end, end)
        if first < last:
            yield Mark(mark.kind, first - start, last - start, mark.url)
