"""Sentences about acts."""

from __future__ import annotations

from indexer.listings.acts import write_acts
from knowledge.compliance.listings import load_listings


def texts(slug: str, language: str = "en") -> list[str]:
    venue = next(one for one in load_listings().venues if one.slug == slug)
    return [one.text for one in write_acts(venue, language)]


def test_each_act_is_told_in_the_order_of_time_and_the_entity_once() -> None:
    first, second, third = texts("old-vector")
    assert first == (
        "On 14 August 2025 the United States put Old Vector on their sanctions list, "
        "where the entry is Old Vector LLC"
    )
    assert second == "On 20 August 2025 the United Kingdom put Old Vector on its sanctions list"
    assert third.startswith("On 23 October 2025 the EU")


def test_an_end_a_remark_and_a_report_are_told_as_such() -> None:
    assert "On 21 March 2025 the United States took Tornado Cash off their list" in texts(
        "tornado-cash"
    )
    assert any("Federal Register" in text for text in texts("mexc"))
    assert texts("whitebird")[0].startswith("It is reported and not confirmed that the EU on 23")
    assert texts("whitebird", "ru")[0].startswith("WhiteBird — по неподтверждённым сообщениям")


def test_a_russian_name_stays_in_the_nominative() -> None:
    assert texts("mendeleev", "ru")[0] == (
        "Сергей Менделеев — в санкционном списке США с 14 августа 2025 года"
    )
