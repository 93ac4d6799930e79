"""Phrases of the notes on listings."""

from __future__ import annotations

import datetime as dt

import pytest

from indexer.listings import phrases
from knowledge.compliance.listings import Act, Listing

DAY = dt.date(2026, 5, 26)


def act(**changes: object) -> Listing:
    row = {"authority": "GB", "act": Act.DESIGNATION, "since": DAY, "sources": ["s"]}
    return Listing.model_validate(row | changes)


@pytest.mark.parametrize(
    ("changes", "language", "said"),
    [
        ({}, "en", "under UK sanctions since 26 May 2026"),
        ({}, "ru", "под санкциями Великобритании с 26 мая 2026 года"),
        ({"authority": "EU", "act": Act.TRANSACTION_BAN, "applies": dt.date(2026, 8, 23)}, "en",
         "under an EU transaction ban since 23 August 2026"),
        ({"since": dt.date(2025, 2, 1), "month_only": True}, "en",
         "under UK sanctions since February 2025"),
        ({"since": dt.date(2025, 2, 1), "month_only": True}, "ru",
         "под санкциями Великобритании с февраля 2025 года"),
        ({"authority": "US", "act": Act.SECTION_9714}, "en",
         "under an order of the US authority FinCEN (section 9714) since 26 May 2026"),
    ],
)  # fmt: skip
def test_an_act_is_named_with_its_authority_and_day(
    changes: dict[str, object], language: str, said: str
) -> None:
    assert phrases.write_under(act(**changes), language) == said


def test_an_act_of_an_unknown_day_is_named_by_its_month() -> None:
    month = act(since=dt.date(2025, 2, 1), month_only=True)
    assert phrases.write_on(month, "en") == "in February 2025"
    assert phrases.write_on(month, "ru") == "в феврале 2025 года"
    assert phrases.write_on(act(), "en") == "on 26 May 2026"


def test_words_are_enumerated() -> None:
    assert phrases.join_words([], "and") == ""
    assert phrases.join_words(["a"], "and") == "a"
    assert phrases.join_words(["a", "b", "c"], "and") == "a, b and c"
    assert phrases.begin_sentence("the digital rouble") == "The digital rouble"
