"""What every format gives: the text of a file, and what the file says of itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Extract:
    """What a file says, and what it says of itself."""

    text: str
    title: str = ""
    date: dt.date | None = None


class RefusedDocument(ValueError):
    """Why a file is no document, in our own words and not in a library's."""


MAX_ROW_CHARS = 1000


def join_row(cells: list[list[str]]) -> list[str]:
    """A row of figures as one line; a row that only lays out a page as its paragraphs."""
    blocks = [block for cell in cells for block in cell]
    plain = all(len(cell) <= 1 for cell in cells)
    marked = any(block.startswith(("#", "- ")) for block in blocks)
    if len(blocks) < 2 or not plain or marked or sum(map(len, blocks)) > MAX_ROW_CHARS:
        return blocks
    return ["; ".join(blocks)]
