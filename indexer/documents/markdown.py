"""Markdown to plain text that remembers where each character stood."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

# Marks with only white space after them are a heading without words.
_HEADING = re.compile(r"(#{1,6})(?:\s++(?=\S)|\s+(?=\s\Z))")
_MARKER = re.compile(r"\s*+(?:(?:[-*+•]|\d{1,3}[.)])\s++|>\s?|\|\s*+)")
_RULE = re.compile(r"\s*+(?:[-*_=]\s*+){3,}+\Z|[\s:|-]++\Z")
_FENCE = re.compile(r"\s*+(?:```|~~~)")
# What markup leaves no trace in the text; group 1 is a source mark, group 2 begins a link, a
# comment or a tag. Their ends are looked for by _Closings: tried at each of many open brackets,
# a pattern of the whole would read the rest of the line each time.
_INLINE = re.compile(
    r"\[\^(\d{1,3})\]|(!?\[|<!--|</?[A-Za-z])"
    r"|(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`++|\s++"
)
# By what it closes: where its search stops, and what must stand there.
_CLOSING = {
    "words": (re.compile(r"[\]\n]"), "]("),
    "address": (re.compile(r"[)\n]"), ")"),
    "comment": (re.compile("-->"), "-->"),
    "tag": (re.compile(r"[>\n]"), ">"),
}


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
        first = bisect_right(self.refs, start, key=itemgetter(0))
        last = bisect_right(self.refs, end, key=itemgetter(0))
        return tuple(dict.fromkeys(n for _, n in self.refs[first:last]))


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
        heading = None if fenced else _match_heading(bare)
        marker = None if fenced else _MARKER.match(bare)
        if start >= 0 and (heading or marker or not bare.strip() or _RULE.match(bare)):
            yield Block(0, to_plain(text, start, end))
            start = -1
        if heading:
            level, a, b = heading
            yield Block(level, to_plain(text, here + a, here + b))
        elif bare.strip() and not _RULE.match(bare):
            if start < 0:
                start = here + (marker.end() if marker else 0)
            end = here + len(bare)
    if start >= 0:
        yield Block(0, to_plain(text, start, end))


def _match_heading(line: str) -> tuple[int, int, int] | None:
    """The level of a heading and where its words begin and end in the line."""
    found = _HEADING.match(line)
    if not found:
        return None
    words = line.rstrip().rstrip("#").rstrip()
    return len(found[1]), found.end(), max(len(words), found.end() + 1)


class _Closings:
    """Where links, comments and tags of a stretch of text close.

    They are asked for in the order of the text, so that each character is looked at but once for
    each kind of closing.
    """

    def __init__(self, text: str, end: int) -> None:
        self._text, self._end = text, end
        self._next: dict[str, int] = {}

    def find_closing(self, mark: re.Match[str]) -> tuple[int, int] | None:
        """Where the words of a link and all of it end, or a comment or tag; None if it is open."""
        if not mark[2].endswith("["):
            end = self._find("comment" if mark[2] == "<!--" else "tag", mark.end())
            return (mark.end(), end) if end >= 0 else None
        address = self._find("words", mark.end())
        end = self._find("address", address) if address >= 0 else -1
        return (address - 2, end) if end >= 0 else None

    def _find(self, kind: str, at: int) -> int:
        """The end of the next closing of a kind; -1 where there is none."""
        stop, closing = _CLOSING[kind]
        if self._next.get(kind, -1) < at:
            found = stop.search(self._text, at, self._end)
            self._next[kind] = found.start() if found else self._end
        place = self._next[kind]
        return place + len(closing) if self._text.startswith(closing, place, self._end) else -1


def to_plain(text: str, start: int, end: int) -> PlainText:
    """The plain form of a stretch of the document."""
    out: list[str] = []
    places: list[int] = []
    refs: list[tuple[int, int]] = []

    def keep(a: int, b: int) -> None:
        out.append(text[a:b])
        places.extend(range(a, b))

    at, closings = start, _Closings(text, end)
    while at < end:
        mark = _INLINE.search(text, at, end)
        if not mark:
            keep(at, end)
            break
        keep(at, mark.start())
        at = mark.end()
        if mark[1]:
            refs.append((len(places), int(mark[1])))
        elif mark[2]:
            if closing := closings.find_closing(mark):
                keep(at, closing[0])
                at = closing[1]
            else:
                at = mark.start() + 1
                keep(mark.start(), at)
        elif mark[0].isspace() and places:
            out.append(" ")
            places.append(mark.start())
    joined = "".join(out)
    kept = len(joined.rstrip())
    return PlainText(joined[:kept], tuple(places[:kept]), tuple(refs))


def _looks_like_heading(text: str, block: Block) -> bool:
    words = block.plain.text
    start, end = block.plain.at[0], block.plain.at[-1] + 1
    alone = text[end : end + 2] == "\n\n" and (
        start == 0 or text.endswith(("\n\n", "---\n"), 0, start)
    )
    return alone and len(words) <= 90 and words[0].isupper() and words[-1].isalnum()
