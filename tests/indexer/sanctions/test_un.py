"""Tests for the UN's list in its XML."""

from __future__ import annotations

import datetime as dt

from tests.support.sanctions import (
    parse_entries,
)


def test_the_xml_of_the_un_gives_names_in_parts_and_in_their_own_script() -> None:
    person, company = parse_entries("un")
    assert person.names == ("AHMED SAMPLE AL-EXAMPLE", "Abu Sample", "أحمد المثال")
    assert (person.number, person.listed) == ("QDi.900", dt.date(2015, 9, 29))
    assert (company.kind, company.programmes) == ("entity", ("DPRK",))
