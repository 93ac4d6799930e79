"""A long text in parts that Telegram takes, cut where it reads well; nothing is lost.

Telegram counts in UTF-16 units: a letter beyond the first 65,536 counts for two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.telegram.delivery.formatting import FormattedText, TextEntity

MAX_MESSAGE_UNITS, MAX_ENTITIES = 4096, 100
# From the best place to cut to the worst.
_BREAKS = tuple(map(re.compile, (r"\n\n+", r"\n", r"(?<=[.!?…]) +", r"\s")))
# No part is cut shorter than this for the sake of a good place.
_MIN_FILL = 0.4


def utf16_length(text: str) -> int:
    """How long Telegram takes a text to be."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split_message(
    marked: FormattedText, longest: int = MAX_MESSAGE_UNITS, most: int = MAX_ENTITIES
) -> list[FormattedText]:
    """The text in parts of at most ``longest`` units and ``most`` marks; joined they are it."""
    text, out, start = marked.text, [], 0
    while start < len(text):
        end = _find_end(text, start, _max_end(marked, start, longest, most))
        out.append(FormattedText(text[start:end], tuple(_clip_entities(marked.marks, start, end))))
        start = end
    return out


def _max_end(marked: FormattedText, start: int, longest: int, most: int) -> int:
    """How far a part may go at most: by its length, and by the marks that begin in it."""
    end = min(start + longest, len(marked.text))
    while (over := utf16_length(marked.text[start:end]) - longest) > 0:
        # Each letter that is left out takes one unit with it, or two.
        end -= (over + 1) // 2
    begun = [mark for mark in marked.marks if mark.end > start]
    if len(begun) > most:
        end = min(end, max(begun[most].start, start + 1))
    return end


def _find_end(text: str, start: int, reach: int) -> int:
    if reach >= len(text):
        return len(text)
    for place in _BREAKS:
        least = start + max(1, int((reach - start) * _MIN_FILL))
        ends = [m.end() for m in place.finditer(text, start, reach) if m.end() >= least]
        # A part of white space alone is no message.
        if ends and text[start : ends[-1]].strip() and text[ends[-1] :].strip():
            return ends[-1]
    return reach


def _clip_entities(marks: tuple[TextEntity, ...], start: int, end: int) -> Iterator[TextEntity]:
    for mark in marks:
        first, last = max(mark.start, start), min(mark.end, end)
        if first < last:
            yield TextEntity(mark.kind, first - start, last - start, mark.url)
