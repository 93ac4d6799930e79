"""Tests for OFAC's consolidated list in its CSV files."""

from __future__ import annotations

import pytest

from knowledge.errors import SanctionsListError
from tests.support.sanctions import (
    CONSOLIDATED,
    FILES,
    parse_entries,
)


def test_the_csv_of_ofac_gives_aliases_and_addresses_from_its_remarks() -> None:
    company, person = parse_entries("ofac-consolidated")
    assert company.names == ("SAMPLE DRILLING COMPANY", "SAMPLE WELLS")
    assert company.programmes == ("UKRAINE-EO13662", "RUSSIA-EO14024")
    assert company.addresses == ("LaMT348PWRnrqeeWArpwQPbuanpXDZGEUz",)
    assert (person.kind, person.names) == ("individual", ("EXAMPLE, Maria",))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_the_other_files_of_the_csv_give_names_and_the_rest_of_long_remarks(
    order: tuple[int, ...],
) -> None:
    files = [CONSOLIDATED[place].read_bytes() for place in order]
    company, person = parse_entries("ofac-consolidated", *files)
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
            parse_entries("ofac-consolidated", *files)


@pytest.mark.parametrize("end", [b"", b"\x1a", b"\x1a\r\n", b"\x1a" + b"\x00" * 300, b"\x1a\x1a"])
def test_the_csv_may_end_with_its_mark_padded_or_not_or_without_one(end: bytes) -> None:
    rows = FILES["ofac-consolidated"].read_bytes().rstrip(b"\x1a")
    assert parse_entries("ofac-consolidated", rows + end) == parse_entries("ofac-consolidated")


def test_the_csv_may_be_written_in_the_code_page_of_windows() -> None:
    content = (
        FILES["ofac-consolidated"].read_bytes().replace(b"EXAMPLE, Maria", b"PE\xd1A, Jos\xe9")
    )
    assert parse_entries("ofac-consolidated", content)[1].names == ("PEÑA, José",)


def test_remarks_longer_than_any_real_ones_are_refused() -> None:
    row = b'91001,"' + b"x" * (1 << 17) + b'"\r\n'
    prim = FILES["ofac-consolidated"].read_bytes()
    parse_entries("ofac-consolidated", prim, row * 7)
    with pytest.raises(SanctionsListError, match="more remarks than any real one"):
        parse_entries("ofac-consolidated", prim, row * 9)
