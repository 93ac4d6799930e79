"""Questions about how things were."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.understand.conversation.time_reference import asks_about_past

TODAY = dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    [
        "Was it banned in 2021?",
        "What was the old regime?",
        "What did they allow before September?",
        "Что действовало раньше?",
        "What held in 2022?",
    ],
)
def test_past_words_and_past_years_ask_about_the_past(text: str) -> None:
    assert asks_about_past(text, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "Can I pay in USDT?",
        "What must I check before I ship the goods?",
        "До какого числа надо отчитаться?",
        "What changes in 2027?",
        "What is new in 2025?",
        "",
    ],
)
def test_a_deadline_or_a_year_to_come_does_not(text: str) -> None:
    assert not asks_about_past(text, TODAY)
