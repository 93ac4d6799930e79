"""Splitting a long text into messages of a length that Telegram accepts, without losing any of it.

Telegram counts UTF-16 code units: a character beyond U+FFFF counts as two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.telegram.delivery.formatting import FormattedText, TextEntity

MAX_MESSAGE_UNITS, MAX_ENTITIES = 4096, 100
# Where to split, best first: after a paragraph, a line, a sentence, a word.
_BREAKS = tuple(map(re.compile, (r"\n\n+", r"\n", r"(?<=[.!?…]) +", r"\s")))
# A break is used only if the message is filled to at least this share.
_MIN_FILL = 0.4


def utf16_length(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split_message(
    whole: FormattedText, max_units: int = MAX_MESSAGE_UNITS, max_entities: int = MAX_ENTITIES
) -> list[FormattedText]:
    """The text in parts within both limits; joined together they are the whole text."""
    text, parts, start = whole.text, list[FormattedText](), 0
    while start < len(text):
        end = _find_end(text, start, _max_end(whole, start, max_units, max_entities))
        entities = tuple(_clip_entities(whole.entities, start, end))
        parts.append(FormattedText(text[start:end], entities))
        start = end
    return parts


def _max_end(whole: FormattedText, start: int, max_units: int, max_entities: int) -> int:
    """The last possible end of a part that begins at ``start``."""
    end = min(start + max_units, len(whole.text))
    while (excess := utf16_length(whole.text[start:end]) - max_units) > 0:
        # Each character that is left out takes one unit with it, or two.
        end -= (excess + 1) // 2
    begun = [entity for entity in whole.entities if entity.end > start]
    if len(begun) > max_entities:
        end = min(end, max(begun[max_entities].start, start + 1))
    return end


def _find_end(text: str, start: int, max_end: int) -> int:
    """The end of a part: after the last break of the best kind, else ``max_end``."""
    if max_end >= len(text):
        return len(text)
    min_end = start + max(1, int((max_end - start) * _MIN_FILL))
    for pattern in _BREAKS:
        ends = [m.end() for m in pattern.finditer(text, start, max_end) if m.end() >= min_end]
        # Telegram refuses a message of white space alone.
        if ends and text[start : ends[-1]].strip() and text[ends[-1] :].strip():
            return ends[-1]
    return max_end


def _clip_entities(entities: tuple[TextEntity, ...], start: int, end: int) -> Iterator[TextEntity]:
    """The entities within a range, relative to its start."""
    for entity in entities:
        first, last = max(entity.start, start), min(entity.end, end)
        if first < last:
            yield TextEntity(entity.kind, first - start, last - start, entity.url)
