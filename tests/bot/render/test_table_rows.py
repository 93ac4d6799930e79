"""Rows of our table of listed venues in words."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.render import table_rows
from knowledge.compliance.listings import load_listings, venues_at
from knowledge.compliance.screening import find_table_rows

TODAY = dt.date(2026, 11, 24)


def render(name: str, language: str = "en") -> str:
    return "\n\n".join(table_rows.render_table_rows(find_table_rows(name, TODAY), language))


def test_each_act_stands_with_its_day_and_source_and_a_report_is_called_one() -> None:
    text = render("HTX")
    assert text.startswith("HTX (Huobi) (Huobi Global S.A.) is in our table")
    assert "• United Kingdom: sanctions list, since 26 May 2026. Source: UK Foreign" in text
    assert "as quoted by CrimsonVector Research, https://www.gov.uk/" in text
    assert "• European Union: ban on transactions, since 23 August 2026 (reported, not" in text
    assert text.endswith("only the lists say.")


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("Tornado Cash", "en", "since 8 August 2022, ended on 21 March 2025"),
        ("Keremet Bank", "en", "United Kingdom: sanctions list, since 02.2025"),
        ("MEXC", "ru", "США: приказ FinCEN по статье 9714, для финансовых организаций США"),
        ("bitbank", "en", "The Japanese exchange bitbank is another company"),
        ("Хуоби", "ru", "Великобритания: санкционный список, с 26 мая 2026"),
    ],
)
def test_ends_months_and_namesakes_are_said(name: str, language: str, said: str) -> None:
    assert said in render(name, language)


def test_a_name_that_is_not_in_the_table_adds_nothing() -> None:
    assert render("Toyota") == ""


def test_an_end_of_a_corridor_names_who_is_listed_there_and_by_whom() -> None:
    table = load_listings()
    kg = table_rows.render_listed_at("KG", venues_at(table, {"KG"}, TODAY), "en")
    assert kg.startswith("Listed venues and persons of Kyrgyzstan in our table, as of 25 September")
    assert "Grinex (United States, United Kingdom, European Union)" in kg
    by = table_rows.render_listed_at("BY", venues_at(table, {"BY"}, TODAY), "en")
    assert "WhiteBird (European Union?)" in by
    many = table_rows.render_listed_at("RU", venues_at(table, {"RU"}, TODAY), "en")
    assert many.count("; ") == table_rows.MAX_NAMES
    assert "Ask about each by its name." in many
    assert table_rows.render_listed_at("DE", (), "en") == ""
