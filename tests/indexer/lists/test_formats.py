"""The five published formats, each read from a small sample in exactly that format."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest

from indexer.lists.entry import Listed
from indexer.lists.formats import READERS
from tests.listed import FILES, LISTED


def entries(name: str, content: bytes | None = None) -> list[Listed]:
    raw = FILES[name].read_bytes() if content is None else content
    return list(READERS[name](io.BytesIO(raw)).entries)


def test_the_advanced_xml_of_ofac_gives_names_addresses_programmes_and_day() -> None:
    exchange, person, works = entries("ofac-sdn")
    assert exchange == Listed(
        number="90001",
        kind="entity",
        names=("SAMPLE NORTHERN EXCHANGE LLC", "ОБМЕННИК СЕВЕРНЫЙ ПРИМЕР"),
        programmes=("CYBER2", "RUSSIA-EO14024"),
        listed=dt.date(2025, 8, 14),
        addresses=(
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb",
        ),
    )
    assert (person.kind, person.names) == ("individual", ("EXAMPLEVICH Ivan Samplovich",))
    # A party that no entry speaks of stands in the file all the same.
    assert (works.number, works.programmes, works.listed) == ("90003", (), None)


def test_the_csv_of_ofac_gives_aliases_and_addresses_from_its_remarks() -> None:
    company, person = entries("ofac-consolidated")
    assert company.names == ("SAMPLE DRILLING COMPANY", "SAMPLE WELLS")
    assert company.programmes == ("UKRAINE-EO13662", "RUSSIA-EO14024")
    assert company.addresses == ("LaMT348PWRnrqeeWArpwQPbuanpXDZGEUz",)
    assert (person.kind, person.names) == ("individual", ("EXAMPLE, Maria",))


def test_the_consolidated_list_of_ofac_may_come_as_xml_too() -> None:
    assert entries("ofac-consolidated", FILES["ofac-sdn"].read_bytes()) == entries("ofac-sdn")


def test_the_xml_of_the_eu_gives_addresses_from_remarks_and_identifications() -> None:
    platform, person = entries("eu")
    assert platform.number == "EU.90001.11"
    assert platform.names == ("Sample Pay Trading FZE", "Сэмпл Пэй")
    assert (platform.programmes, platform.listed) == (("RUSDA",), dt.date(2026, 4, 23))
    assert platform.addresses == (
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
    )  # fmt: skip
    assert (person.kind, person.listed) == ("person", dt.date(2023, 6, 23))


def test_the_xml_of_the_un_gives_names_in_parts_and_in_their_own_script() -> None:
    person, company = entries("un")
    assert person.names == ("AHMED SAMPLE AL-EXAMPLE", "Abu Sample", "أحمد المثال")
    assert (person.number, person.listed) == ("QDi.900", dt.date(2015, 9, 29))
    assert (company.kind, company.programmes) == ("entity", ("DPRK",))


def test_the_xml_of_the_uk_gives_the_primary_name_first() -> None:
    company, person = entries("uk")
    assert company.names == ("SAMPLE GLOBAL S.A.", "SAMPLEX", "СЭМПЛ ГЛОБАЛ")
    assert (company.listed, person.listed) == (dt.date(2026, 5, 26), dt.date(2020, 12, 31))
    assert person.names == ("Anna Maria PRIMEROVA",)


@pytest.mark.parametrize("name", FILES)
def test_an_edition_bears_its_publishers_date(name: str) -> None:
    published = READERS[name](io.BytesIO(FILES[name].read_bytes())).published
    dated = {
        "ofac-sdn": dt.date(2026, 11, 20), "ofac-consolidated": None, "eu": dt.date(2026, 11, 19),
        "un": dt.date(2026, 11, 18), "uk": dt.date(2026, 11, 21),
    }  # fmt: skip
    assert published == dated[name]


@pytest.mark.parametrize("name", FILES)
def test_the_address_that_a_list_mentions_is_among_its_entries(name: str) -> None:
    address, holder = LISTED[name]
    assert holder in next(entry.names for entry in entries(name) if address in entry.addresses)


@pytest.mark.parametrize("name", [name for name in FILES if name != "ofac-consolidated"])
def test_encoding_and_byte_order_marks_change_nothing(name: str) -> None:
    text = FILES[name].read_text("utf-8")
    wide = re.sub(r"encoding=.utf-8.", 'encoding="UTF-16"', text, count=1, flags=re.IGNORECASE)
    for content in (text.encode("utf-8-sig"), wide.encode("utf-16")):
        assert entries(name, content) == entries(name)
