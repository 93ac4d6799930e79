"""Tests for the EU's list in its XML."""

from __future__ import annotations

import datetime as dt

from tests.support.sanctions import (
    parse_entries,
)


def test_the_xml_of_the_eu_gives_addresses_from_the_remarks_of_every_part_of_an_entry() -> None:
    platform, person = parse_entries("eu")
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
