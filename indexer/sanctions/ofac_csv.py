"""OFAC's consolidated list in its CSV files, without headings and with ``-0-`` for nothing.

The main file (cons_prim.csv) names each party once. Its other names stand in cons_alt.csv, and
remarks too long for the main file go on in cons_comments.csv; rows are joined by the party's
number. None of them bears a date; OFAC's XML of the same list does, and holds all of it.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from indexer.sanctions.free_text import find_addresses
from indexer.sanctions.models import ParsedEdition, ParsedEntry
from knowledge.errors import SanctionsListError

# A file is recognised by its number of columns; streets (six) are not needed here.
_MAIN, _NAMES, _COMMENTS, _STREETS = 12, 5, 2, 6
_NUMBER, _NAME, _KIND, _PROGRAMMES, _REMARKS = 0, 1, 2, 3, 11
_ALSO_NAME = 3
_MAX_ROW_BYTES = 1 << 18
# Of the other names and of the further remarks, which are held in memory: some 5,000 in the list.
MAX_SUPPLEMENT_ROWS = 1_000_000
# A party's remarks take some 4 kB.
MAX_REMARK_CHARS = 1 << 20
_ALSO = re.compile(r"\b[afn]\.k\.a\. '([^']{2,200})'")
# The files end with this mark, padded to a whole block by some of the programs that write them.
_END_MARK, _PADDING = b"\x1a", b"\x1a\x00 \t\r\n"


@dataclass
class _Supplements:
    """Names and remarks from the other files, by the number of the party."""

    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    remarks: dict[str, str] = field(default_factory=lambda: defaultdict(str))


def parse_ofac_csv(*files: BinaryIO) -> ParsedEdition:
    """The edition in the files, without a date; SanctionsListError without the main file."""
    supplements, main = _Supplements(), None
    for file in files:
        columns = _count_columns(file)
        if columns == _NAMES:
            for row in _supplement_rows(file, _NAMES):
                supplements.names[row[_NUMBER]].append(row[_ALSO_NAME])
        elif columns == _COMMENTS:
            for number, remark in _supplement_rows(file, _COMMENTS):
                supplements.remarks[number] += remark
                if len(supplements.remarks[number]) > MAX_REMARK_CHARS:
                    raise SanctionsListError(f"Party {number} has more remarks than any real one.")
        elif columns != _STREETS:
            if main is not None:
                raise SanctionsListError("Two of the files are OFAC's main file; give one of each.")
            main = file
    if main is None:
        raise SanctionsListError("OFAC's main file, cons_prim.csv, is missing.")
    return ParsedEdition(None, _entries(main, supplements))


def _entries(main: BinaryIO, supplements: _Supplements) -> Iterator[ParsedEntry]:
    unknown = {*supplements.names, *supplements.remarks}
    for row in _rows(main, _MAIN):
        number = row[_NUMBER]
        remarks = row[_REMARKS] + supplements.remarks.get(number, "")
        unknown.discard(number)
        names = (row[_NAME], *supplements.names.get(number, ()), *_ALSO.findall(remarks))
        yield ParsedEntry(
            number=number,
            kind=row[_KIND].casefold() or "entity",
            names=tuple(dict.fromkeys(filter(None, names))),
            programmes=tuple(p.strip(" []") for p in row[_PROGRAMMES].split("] [") if p),
            addresses=find_addresses(remarks),
        )
    if unknown:
        raise SanctionsListError(
            f"The files are of different editions: party {min(unknown)} is not in the main one.",
            fix="Fetch all of them anew.",
        )


def _count_columns(file: BinaryIO) -> int:
    """How many columns the first row has; 0 when there is none."""
    try:
        first = next(csv.reader(_lines(file), strict=True), [])
    except csv.Error:
        first = []
    file.seek(0)
    return len(first)


def _supplement_rows(file: BinaryIO, columns: int) -> Iterator[list[str]]:
    """The rows of a file whose content is held in memory."""
    for count, row in enumerate(_rows(file, columns)):
        if count >= MAX_SUPPLEMENT_ROWS:
            raise SanctionsListError("A file has more rows than any of OFAC's.")
        yield row


def _rows(file: BinaryIO, columns: int) -> Iterator[list[str]]:
    csv.field_size_limit(_MAX_ROW_BYTES)
    line = 0
    try:
        for row in csv.reader(_lines(file), strict=True):
            line += 1
            if len(row) != columns or not row[_NUMBER].strip().isdigit():
                raise SanctionsListError(f"Row {line} of the file is no row of OFAC's list.")
            yield ["" if cell.strip() == "-0-" else cell.strip() for cell in row]
    except csv.Error:
        raise SanctionsListError(f"The file is damaged after row {line}, or is no CSV.") from None


def _lines(file: BinaryIO) -> Iterator[str]:
    """The lines up to the mark at the end, or to the end of the last whole line."""
    first = True
    while raw := file.readline(_MAX_ROW_BYTES):
        row, mark, after = raw.partition(_END_MARK)
        if mark and (after + file.read(_MAX_ROW_BYTES)).strip(_PADDING):
            raise SanctionsListError("The file goes on after the mark of its end.")
        if not mark and not row.endswith(b"\n"):
            raise SanctionsListError("The file is cut off: its last row has no end.")
        if row:
            yield _decode(row.removeprefix(codecs.BOM_UTF8) if first else row)
        first = False


def _decode(raw: bytes) -> str:
    """A line in UTF-8, or else in the code page that OFAC's older files are written in."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")
