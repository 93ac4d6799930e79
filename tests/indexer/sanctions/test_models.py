from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import BinaryIO

import pytest
from pydantic import ValidationError

from indexer.sanctions.models import ListParser, ParsedEdition, ParsedEntry


def parse_lines(*files: BinaryIO) -> ParsedEdition:
    """A list whose first line is its date, and every further one a name."""
    (file,) = files
    published = dt.date.fromisoformat(file.readline().decode().strip())

    def entries() -> Iterator[ParsedEntry]:
        for number, line in enumerate(file, 1):
            yield ParsedEntry(number=str(number), names=(line.decode().strip(),))

    return ParsedEdition(published, entries())


def test_an_entry_needs_a_number_only() -> None:
    entry = ParsedEntry(number="7157")
    assert (entry.kind, entry.names, entry.programmes, entry.addresses) == ("", (), (), ())
    assert entry.listed is None
    with pytest.raises(ValidationError, match="number"):
        ParsedEntry()  # type: ignore[call-arg]


def test_an_entry_neither_changes_nor_takes_fields_it_does_not_know() -> None:
    entry = ParsedEntry(number="1", names=("Иванов",))
    with pytest.raises(ValidationError, match="frozen"):
        entry.number = "2"
    with pytest.raises(ValidationError, match="Extra inputs"):
        ParsedEntry(number="1", alias="Ivanov")  # type: ignore[call-arg]


def test_an_address_stays_as_the_list_writes_it() -> None:
    entry = ParsedEntry(number="1", addresses=(" XBT 1AbC ",))
    assert ParsedEntry.model_validate_json(entry.model_dump_json()) == entry
    assert entry.addresses == (" XBT 1AbC ",)


def test_an_edition_is_dated_at_once_and_its_entries_are_streamed() -> None:
    parser: ListParser = parse_lines
    file = io.BytesIO("2026-11-20\nПервый\nSecond\n".encode())
    edition = parser(file)
    assert edition.published == dt.date(2026, 11, 20)
    assert file.tell() == len("2026-11-20\n")
    assert [entry.names for entry in edition.entries] == [("Первый",), ("Second",)]
    assert next(edition.entries, None) is None
