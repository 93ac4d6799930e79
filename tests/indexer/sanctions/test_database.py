"""Tests for the database of a list."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.sanctions.database import address_forms, write_database
from indexer.sanctions.models import ParsedEdition, ParsedEntry
from knowledge.errors import SanctionsListError

ETH = "0x5AEDA56215b167893e80B4fE645BA6d5Bab767DE"
DASH = "XpESxaUmonkq8RaLLp46Brx2K39ggQe226"
ENTRIES = (
    ParsedEntry(
        number="17", kind="entity", names=("Acme", "Акме"), programmes=("CYBER2",),
        listed=dt.date(2024, 5, 1), addresses=(ETH, DASH),
    ),
    ParsedEntry(number="18", addresses=(ETH,)),
)  # fmt: skip


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(file)
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


def test_each_entry_is_a_row_with_its_names_and_addresses(tmp_path: Path) -> None:
    file = tmp_path / "list.sqlite"
    assert write_database(file, ParsedEdition(None, iter(ENTRIES))) == (2, 2)
    assert rows(file, "SELECT * FROM entry") == [
        (1, "17", "entity", "Acme", '["CYBER2"]', "2024-05-01"),
        (2, "18", "", "", "[]", None),
    ]
    assert rows(file, "SELECT entry, main, text FROM name") == [(1, 1, "Acme"), (1, 0, "Акме")]
    found = rows(file, f"SELECT entry FROM address WHERE canonical = '{ETH.lower()}'")
    assert found == [(1,), (2,)]


def test_an_edition_that_breaks_off_raises_what_its_parser_raises(tmp_path: Path) -> None:
    def broken() -> Iterator[ParsedEntry]:
        yield ENTRIES[0]
        raise SanctionsListError("The file is cut off.")

    with pytest.raises(SanctionsListError, match="cut off"):
        write_database(tmp_path / "list.sqlite", ParsedEdition(None, broken()))


def test_an_address_is_found_by_its_spelling_in_the_list_and_by_every_form_of_it() -> None:
    assert address_forms((ETH,)) == {ETH, ETH.lower()}
    # A chain that is not supported is found by what the list wrote.
    assert DASH in address_forms((DASH,))
    legacy = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
    assert "bitcoincash:qp3wjpa3tjlj042z2wv7hahsldgwhwy0rq9sywjpyy" in address_forms((legacy,))


def test_a_list_with_more_entries_than_any_is_refused(tmp_path: Path) -> None:
    write_database(tmp_path / "enough", ParsedEdition(None, iter(ENTRIES)), max_entries=2)
    with pytest.raises(SanctionsListError, match="more entries or names than any list"):
        write_database(tmp_path / "many", ParsedEdition(None, iter(ENTRIES)), max_entries=1)
