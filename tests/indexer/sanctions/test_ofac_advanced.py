"""Tests for OFAC's lists in their XML."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from indexer.sanctions.models import ParsedEntry
from indexer.sanctions.ofac_advanced import MAX_REFERENCE_VALUES
from knowledge.errors import SanctionsListError
from tests.support.sanctions import (
    CONSOLIDATED_XML,
    FILES,
    UNREAD,
    parse_entries,
)


def test_the_advanced_xml_of_ofac_gives_names_addresses_programmes_and_day() -> None:
    exchange, person, works, ship = parse_entries("ofac-sdn")
    assert exchange == ParsedEntry(
        number="90001",
        kind="entity",
        names=("SAMPLE NORTHERN EXCHANGE LLC", "ОБМЕННИК СЕВЕРНЫЙ ПРИМЕР"),
        programmes=("CYBER2", "RUSSIA-EO14024", "UKRAINE-EO13662"),
        listed=dt.date(2025, 8, 14),  # on this list; on the sectoral one it was before
        addresses=(
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0xdbf03b407c01e7cd3cbea99509d93f8dddc8c6fb",
            UNREAD["ofac-sdn"],
            "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb",
        ),
    )
    assert person.names == ("EXAMPLEVICH Ivan Samplovich",)
    # Only vessels and aircraft have a kind finer than that of all parties.
    assert [one.kind for one in (person, works, ship)] == ["individual", "entity", "vessel"]
    # A party that no entry speaks of stands in the file all the same.
    assert (works.number, works.programmes, works.listed) == ("90003", (), None)


@pytest.mark.parametrize(
    ("name", "file", "said"),
    [
        ("ofac-sdn", CONSOLIDATED_XML, "consolidated list"),
        ("ofac-consolidated", FILES["ofac-sdn"], "SDN list"),
    ],
)
def test_one_list_of_ofac_is_not_taken_for_the_other(name: str, file: Path, said: str) -> None:
    with pytest.raises(SanctionsListError, match=said):
        parse_entries(name, file.read_bytes())


def test_entries_that_are_of_no_named_list_are_refused() -> None:
    unnamed = FILES["ofac-sdn"].read_bytes().replace(b"<List ID=", b"<Liste ID=")
    with pytest.raises(SanctionsListError, match="which of OFAC's lists"):
        parse_entries("ofac-sdn", unnamed.replace(b"</List>", b"</Liste>"))


def test_more_reference_values_than_in_any_list_are_refused() -> None:
    more = b"".join(b'<PartyType ID="%d">x</PartyType>' % n for n in range(MAX_REFERENCE_VALUES))
    content = FILES["ofac-sdn"].read_bytes()
    place = content.index(b"<PartyTypeValues>") + len(b"<PartyTypeValues>")
    with pytest.raises(SanctionsListError, match="more values than any list"):
        parse_entries("ofac-sdn", content[:place] + more + content[place:])
