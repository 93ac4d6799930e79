"""Tests for the UK's list in its XML."""

from __future__ import annotations

import datetime as dt

from tests.support.sanctions import (
    UNREAD,
    parse_entries,
)


def test_the_xml_of_the_uk_gives_the_primary_name_first() -> None:
    company, person = parse_entries("uk")
    assert company.names == ("SAMPLE GLOBAL S.A.", "SAMPLEX", "СЭМПЛ ГЛОБАЛ")
    assert (company.listed, person.listed) == (dt.date(2026, 5, 26), dt.date(2020, 12, 31))
    assert person.names == ("Anna Maria PRIMEROVA",)


def test_the_xml_of_the_uk_gives_addresses_from_their_own_field_and_from_all_remarks() -> None:
    company, _ = parse_entries("uk")
    assert company.addresses == (
        "0xde709f2102306220921060314715629080e2fb77",
        UNREAD["uk"],
        "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV",
        "1BitcoinEaterAddressDontSendf59kuE",
    )
