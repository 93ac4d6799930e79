"""The five published formats, each read from a small sample in exactly that format."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import pytest

from indexer.sanctions.models import ParsedEntry
from indexer.sanctions.parsers import PARSERS
from knowledge.errors import SanctionsListError
from tests.support.sanctions import CONSOLIDATED, CONSOLIDATED_XML, FILES, LISTED, UNREAD


def entries(name: str, *contents: bytes) -> list[ParsedEntry]:
    raw = contents or (FILES[name].read_bytes(),)
    return list(PARSERS[name](*map(io.BytesIO, raw)).entries)


def test_the_advanced_xml_of_ofac_gives_names_addresses_programmes_and_day() -> None:
    exchange, person, works, ship = entries("ofac-sdn")
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


def test_the_csv_of_ofac_gives_aliases_and_addresses_from_its_remarks() -> None:
    company, person = entries("ofac-consolidated")
    assert company.names == ("SAMPLE DRILLING COMPANY", "SAMPLE WELLS")
    assert company.programmes == ("UKRAINE-EO13662", "RUSSIA-EO14024")
    assert company.addresses == ("LaMT348PWRnrqeeWArpwQPbuanpXDZGEUz",)
    assert (person.kind, person.names) == ("individual", ("EXAMPLE, Maria",))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_the_other_files_of_the_csv_give_names_and_the_rest_of_long_remarks(
    order: tuple[int, ...],
) -> None:
    files = [CONSOLIDATED[place].read_bytes() for place in order]
    company, person = entries("ofac-consolidated", *files)
    assert company.names == (
        "SAMPLE DRILLING COMPANY", "SAMPLE WELL SERVICES", "ПРИМЕР БУРЕНИЕ", "SAMPLE WELLS",
    )  # fmt: skip
    # The main file cuts a remark after a thousand characters, be it amid an address.
    assert company.addresses[-1] == "0x52908400098527886E0F7030069857D2E4169EE7"
    assert person.names == ("EXAMPLE, Maria", "EXEMPLO, Maria")


def test_files_of_the_csv_that_do_not_belong_together_are_refused() -> None:
    prim, alt, _ = (file.read_bytes() for file in CONSOLIDATED)
    for files, said in (
        ((prim, alt.replace(b"91002", b"91009")), "91009"),
        ((prim, prim), "Two of the files"),
        ((alt,), "cons_prim.csv"),
    ):
        with pytest.raises(SanctionsListError, match=said):
            entries("ofac-consolidated", *files)


@pytest.mark.parametrize("end", [b"", b"\x1a", b"\x1a\r\n", b"\x1a" + b"\x00" * 300, b"\x1a\x1a"])
def test_the_csv_may_end_with_its_mark_padded_or_not_or_without_one(end: bytes) -> None:
    rows = FILES["ofac-consolidated"].read_bytes().rstrip(b"\x1a")
    assert entries("ofac-consolidated", rows + end) == entries("ofac-consolidated")


def test_the_csv_may_be_written_in_the_code_page_of_windows() -> None:
    content = (
        FILES["ofac-consolidated"].read_bytes().replace(b"EXAMPLE, Maria", b"PE\xd1A, Jos\xe9")
    )
    assert entries("ofac-consolidated", content)[1].names == ("PEÑA, José",)


def test_the_consolidated_list_of_ofac_may_come_as_xml_too() -> None:
    (company,) = entries("ofac-consolidated", CONSOLIDATED_XML.read_bytes())
    assert (company.kind, company.programmes) == ("entity", ("UKRAINE-EO13662",))


@pytest.mark.parametrize(
    ("name", "file", "said"),
    [
        ("ofac-sdn", CONSOLIDATED_XML, "consolidated list"),
        ("ofac-consolidated", FILES["ofac-sdn"], "SDN list"),
    ],
)
def test_one_list_of_ofac_is_not_taken_for_the_other(name: str, file: Path, said: str) -> None:
    with pytest.raises(SanctionsListError, match=said):
        entries(name, file.read_bytes())


def test_entries_that_are_of_no_named_list_are_refused() -> None:
    unnamed = FILES["ofac-sdn"].read_bytes().replace(b"<List ID=", b"<Liste ID=")
    with pytest.raises(SanctionsListError, match="which of OFAC's lists"):
        entries("ofac-sdn", unnamed.replace(b"</List>", b"</Liste>"))


def test_the_xml_of_the_eu_gives_addresses_from_the_remarks_of_every_part_of_an_entry() -> None:
    platform, person = entries("eu")
    assert platform.number == "EU.90001.11"
    assert platform.names == ("Sample Pay Trading FZE", "Сэмпл Пэй")
    assert (platform.programmes, platform.listed) == (("RUSDA",), dt.date(2026, 4, 23))
    assert platform.addresses == (
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",  # the entry's own remark
        "TNUC9Qb1rRpS5CbWLmNMxXBjyFoydXjWFR",  # of a name
        "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu",  # of a street
        "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",  # of an identification
    )
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


def test_the_xml_of_the_uk_gives_addresses_from_their_own_field_and_from_all_remarks() -> None:
    company, _ = entries("uk")
    assert company.addresses == (
        "0xde709f2102306220921060314715629080e2fb77",
        UNREAD["uk"],
        "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV",
        "1BitcoinEaterAddressDontSendf59kuE",
    )


@pytest.mark.parametrize("name", FILES)
def test_an_edition_bears_its_publishers_date(name: str) -> None:
    published = PARSERS[name](io.BytesIO(FILES[name].read_bytes())).published
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
