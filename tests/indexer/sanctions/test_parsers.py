"""Tests for what holds of every published format, and for choosing between OFAC's two."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest

from indexer.sanctions.parsers import PARSERS
from tests.support.sanctions import (
    CONSOLIDATED_XML,
    FILES,
    LISTED,
    parse_entries,
)


def test_the_consolidated_list_of_ofac_may_come_as_xml_too() -> None:
    (company,) = parse_entries("ofac-consolidated", CONSOLIDATED_XML.read_bytes())
    assert (company.kind, company.programmes) == ("entity", ("UKRAINE-EO13662",))


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
    assert holder in next(
        entry.names for entry in parse_entries(name) if address in entry.addresses
    )


@pytest.mark.parametrize("name", [name for name in FILES if name != "ofac-consolidated"])
def test_encoding_and_byte_order_marks_change_nothing(name: str) -> None:
    text = FILES[name].read_text("utf-8")
    wide = re.sub(r"encoding=.utf-8.", 'encoding="UTF-16"', text, count=1, flags=re.IGNORECASE)
    for content in (text.encode("utf-8-sig"), wide.encode("utf-16")):
        assert parse_entries(name, content) == parse_entries(name)
