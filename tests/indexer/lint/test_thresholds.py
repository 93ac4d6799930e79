"""Notes beside the thresholds of their country's obligations."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from indexer.documents.load import load_document
from indexer.lint.thresholds import check_thresholds
from knowledge.compliance.obligations import Obligation
from tests.support.documents import entry
from tests.support.notes import note

DAY = dt.date(2026, 9, 1)


def row(amount: str, currency: str, counts: str, topic: str = "travel_rule") -> Obligation:
    return Obligation.model_validate({
        "topic": topic, "note": "a", "starts": "A", "amount": Decimal(amount),
        "currency": currency, "counts": counts, "rule": "A law", "as_of": DAY, "review_after": DAY,
    })  # fmt: skip


ROWS = {
    "TR": [row("15000", "TRY", "at_least")],
    "RU": [row("10000000", "RUB", "at_least", "reporting"), row("60000", "RUB", "above")],
}


def problems(folder: Path, place: str, sentence: str, language: str = "en") -> list[str]:
    file = folder / "a.md"
    file.write_text(note("a", f"{sentence}[^1]", jurisdictions=[place], language=language), "utf-8")
    return [problem for _, problem in check_thresholds(ROWS, [load_document(entry(file))])]


@pytest.mark.parametrize(
    ("place", "language", "sentence"),
    [
        ("TR", "en", "Providers ask for data above TRY 15,000."),
        ("TR", "en", "Providers ask for data on more than the TRY 15,000."),
        ("TR", "ru", "Данные нужны при переводе свыше 15 000 лир."),
        ("RU", "en", "Data travel with transfers from RUB 60,000."),
        ("RU", "ru", "Данные передаются при переводе на 60 000 рублей и более."),
        ("RU", "en", "A bank reports operations over RUB 10 million."),
        ("RU", "ru", "Банк сообщает об операциях, превышающих 10 млн рублей."),
    ],
)
def test_another_comparison_than_the_obligation_s_is_found(
    tmp_path: Path, place: str, language: str, sentence: str
) -> None:
    (problem,) = problems(tmp_path, place, sentence, language)
    assert "the obligation" in problem


@pytest.mark.parametrize(
    ("place", "language", "sentence"),
    [
        ("TR", "en", "Providers ask for data from TRY 15,000."),
        ("TR", "en", "Providers ask for data on TRY 15,000 or more."),
        ("TR", "ru", "Данные нужны при переводе на 15 000 лир и больше."),
        ("RU", "en", "Data travel with transfers above RUB 60,000."),
        ("RU", "ru", "Банк сообщает об операции на 10 млн рублей и более."),
        ("TR", "en", "The fine was above TRY 150,000."),
        ("TR", "en", "The travel rule fines were TRY 100 million in a year."),
        ("DE", "en", "Providers ask for data above TRY 15,000."),
    ],
)
def test_a_sentence_that_agrees_or_is_of_something_else_is_right(
    tmp_path: Path, place: str, language: str, sentence: str
) -> None:
    assert problems(tmp_path, place, sentence, language) == []


def test_another_sum_for_a_rule_with_a_threshold_is_found(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "TR", "The travel rule applies from TRY 20,000.")
    assert problem.startswith("gives 20000 TRY, which is no threshold of the obligations")
