"""OFAC's consolidated list in its CSV: twelve columns without a heading, ``-0-`` for nothing.

It carries no date and no aliases beyond those in the remarks; OFAC's XML of the same list has both
and is read as well.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from indexer.lists.entry import Edition, Listed
from indexer.lists.remarks import addresses
from knowledge.errors import ListFault

COLUMNS = 12
_NUMBER, _NAME, _KIND, _PROGRAMMES, _REMARKS = 0, 1, 2, 3, 11
_LONGEST_ROW = 1 << 18
_ALSO = re.compile(r"\ba\.k\.a\. '([^']{2,200})'")
_END = "\x1a"


def read(file: BinaryIO) -> Edition:
    """The edition in the file, without a date."""
    return Edition(None, _entries(file))


def _entries(file: BinaryIO) -> Iterator[Listed]:
    csv.field_size_limit(_LONGEST_ROW)
    lines = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    line = 0
    try:
        for row in csv.reader(_bounded(lines), strict=True):
            line += 1
            if row == [_END]:
                return
            if len(row) != COLUMNS or not row[_NUMBER].strip().isdigit():
                raise ListFault(f"Row {line} of the file is no row of OFAC's list.")
            fields = ["" if field.strip() == "-0-" else field.strip() for field in row]
            yield Listed(
                number=fields[_NUMBER],
                kind=fields[_KIND].casefold() or "entity",
                names=tuple(dict.fromkeys([fields[_NAME], *_ALSO.findall(fields[_REMARKS])])),
                programmes=tuple(p.strip(" []") for p in fields[_PROGRAMMES].split("] [") if p),
                addresses=addresses(fields[_REMARKS]),
            )
        raise ListFault("The file is cut off: OFAC's list ends with a mark of its own.")
    except (csv.Error, UnicodeDecodeError):
        raise ListFault(f"The file is damaged after row {line}, or is no CSV.") from None
    finally:
        lines.detach()


def _bounded(lines: io.TextIOWrapper) -> Iterator[str]:
    while line := lines.readline(_LONGEST_ROW):
        yield line
