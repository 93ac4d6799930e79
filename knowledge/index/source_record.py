"""What became of the pages that the notes cite: a small file beside the index, which the bot reads.

``tradewind-index sources check`` writes it. A page that changed after a note was written is not
read again by anybody until the note's date of review says so, and an answer must say that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, ValidationError

from knowledge.files import OWNER_ONLY_MODE, read_regular_file, write_atomically
from knowledge.models import Value

FILE = "sources.json"
# A page takes about 500 bytes and 20 for each of its sentences; 2,000 pages of 200 take 9 MB.
_MAX_FILE_BYTES = 64 << 20
MAX_SENTENCES = 2000


class PageState(Value):
    """A cited page as it was last seen.

    ``sentences`` are short hashes of its sentences on the day ``seen_on``, the last on which they
    were taken. ``changed_on`` is the day on which other ones were first found, ``gone_on`` the day
    on which the page was first missing.
    """

    checked_on: dt.date
    seen_on: dt.date | None = None
    sentences: tuple[str, ...] = Field(default=(), max_length=MAX_SENTENCES)
    changed_on: dt.date | None = None
    gone_on: dt.date | None = None
    moved_to: str = ""
    problem: str = ""


class SourceRecord(Value):
    """The pages by the address that notes cite."""

    pages: Mapping[str, PageState] = {}

    def changed_since(self, url: str, day: dt.date) -> dt.date | None:
        """The day after ``day`` on which a page was found changed, or gone; None if neither."""
        page = self.pages.get(url)
        days = (page.changed_on, page.gone_on) if page else ()
        return min((found for found in days if found and found > day), default=None)


def write_source_record(root: Path, record: SourceRecord) -> None:
    """Replace the record in one step. May raise OSError."""
    content = record.model_dump_json(exclude_defaults=True).encode() + b"\n"
    write_atomically(root / FILE, content, mode=OWNER_ONLY_MODE)


def read_source_record(root: Path) -> SourceRecord:
    """The record of the index in ``root``; an empty one when there is none that can be read."""
    try:
        content = read_regular_file(root / FILE, _MAX_FILE_BYTES)
        return SourceRecord.model_validate_json(content)
    except (OSError, ValidationError):
        return SourceRecord()
