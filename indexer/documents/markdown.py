"""Markdown to plain text that remembers where each character stood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*\s*$")
_MARKER = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+|^\s*>\s?|^\s*\|\s*")
_RULE = re.compile(r"^\s*(?:[-*_=]\s*){3,}$|^\s*\|?[\s:|-]+\|?\s*$")
_FENCE = re.compile(r"^\s*(```|~~~)")
# What markup leaves no trace in the text; group 1 is a source mark, group 2 a link's words.
_INLINE = re.compile(
    r"\[\^(\d{1,3})\]|!?\[([^\]\n]*)\]\([^)\n]*\)|<!--.*?-->|</?[A-Za-z][^>\n]*>"
    r"|(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`+|\s+",
    re.DOTALL,
)


@dataclass(frozen=True)
class PlainText:
    """Text without markup; ``at[i]`` is the place of character i in the document."""

    text: str
    at: tuple[int, ...]
    refs: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The document's span behind a span of the plain text."""
        return self.at[start], self.at[end - 1] + 1

    def refs_in(self, start: int, end: int) -> tuple[int, ...]:
        """The numbers of the sources that the text between two places names."""
        return tuple(dict.fromkeys(n for place, n in self.refs if start < place <= end))


@dataclass(frozen=True)
class Block:
    """A heading (level 1 to 6), or a paragraph or list item (level 0)."""

    level: int
    plain: PlainText


def parse_blocks(text: str, begin: int = 0) -> Iterator[Block]:
    """The headings and paragraphs of a Markdown or plain text, in order.

    A short line by itself that ends without a mark and has text after it is a heading too, as
    in articles saved as plain text.
    """
    found = [b for b in _split_blocks(text, begin) if b.plain.text]
    for i, block in enumerate(found):
        if not block.level and i + 1 < len(found) and _looks_like_heading(text, block):
            yield Block(2, block.plain)
        else:
            yield block


def _split_blocks(text: str, begin: int) -> Iterator[Block]:
    start, end, at, fenced = -1, -1, begin, False
    for line in text[begin:].splitlines(keepends=True):
        here, at = at, at + len(line)
        bare = line.rstrip("\n")
        if _FENCE.match(bare):
            fenced = not fenced
            bare = ""
        heading = None if fenced else _HEADING.match(bare)
        marker = None if fenced else _MARKER.match(bare)
        if start >= 0 and (heading or marker or not bare.strip() or _RULE.match(bare)):
            yield Block(0, to_plain(text, start, end))
            start = -1
        if heading:
            a, b = heading.span(2)
            yield Block(len(heading.group(1)), to_plain(text, here + a, here + b))
        elif bare.strip() and not _RULE.match(bare):
            if start < 0:
                start = here + (marker.end() if marker else 0)
            end = here + len(bare)
    if start >= 0:
        yield Block(0, to_plain(text, start, end))


def to_plain(text: str, start: int, end: int) -> PlainText:
    """The plain form of a stretch of the document."""
    out: list[str] = []
    places: list[int] = []
    refs: list[tuple[int, int]] = []

    def keep(a: int, b: int) -> None:
        out.append(text[a:b])
        places.extend(range(a, b))

    at = start
    while at < end:
        mark = _INLINE.search(text, at, end)
        if not mark:
            keep(at, end)
            break
        keep(at, mark.start())
        if mark.group(1):
            refs.append((len(places), int(mark.group(1))))
        elif mark.group(2):
            keep(*mark.span(2))
        elif mark.group().isspace() and places and out[-1:] != [" "]:
            out.append(" ")
            places.append(mark.start())
        at = mark.end()
    joined = "".join(out)
    kept = len(joined.rstrip())
    return PlainText(joined[:kept], tuple(places[:kept]), tuple(refs))


def _looks_like_heading(text: str, block: Block) -> bool:
    words = block.plain.text
    start, end = block.plain.at[0], block.plain.at[-1] + 1
    alone = text[end : end + 2] == "\n\n" and (
        start == 0 or text[:start].endswith(("\n\n", "---\n"))
    )
    return alone and len(words) <= 90 and words[0].isupper() and words[-1].isalnum()
