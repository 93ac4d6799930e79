"""Obligations as data say what the notes say."""

from __future__ import annotations

import datetime as dt

import pytest

from indexer.documents.discover import discover
from indexer.documents.load import load_document
from indexer.lint.obligation_rows import check_obligations
from knowledge.compliance import obligations
from knowledge.models import Document
from knowledge.settings import BUNDLED_NOTES
from knowledge.settlement.reference_data import load_bundled_reference


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [load_document(entry) for entry in discover([BUNDLED_NOTES]).entries]


def test_each_duty_is_one_sourced_sentence_of_a_note_with_its_threshold_in_it(
    documents: list[Document],
) -> None:
    own = [code for code in load_bundled_reference().rules if not obligations.is_member(code)]
    assert list(check_obligations(obligations.load_bundled(), documents, own)) == []
    assert sum(map(len, obligations.load_bundled().values())) > 150


def test_a_sentence_that_was_reworded_or_reviewed_is_noticed(documents: list[Document]) -> None:
    duty = obligations.load_bundled()["TR"][0]
    changes: list[dict[str, object]] = [
        {"starts": "A Turkish buyer may"}, {"note": "tr-nothing"}, {"as_of": dt.date(2026, 1, 1)},
        {"starts": ""}, {"starts_ru": "Турецкий покупатель может"},
    ]  # fmt: skip
    found = [
        list(check_obligations({"TR": [duty.model_copy(update=change)]}, documents, ()))
        for change in changes
    ]
    assert [len(faults) for faults in found] == [1, 1, 1, 0, 1]


def test_a_day_after_a_note_may_be_announced_and_not_described_as_past(
    documents: list[Document],
) -> None:
    ban = obligations.load_bundled()["TR"][0].model_copy(update={"as_of": dt.date(2020, 1, 1)})
    problems = [problem for _, problem in check_obligations({"TR": [ban]}, documents, ())]
    assert any("tells of 2021-04-16 as past" in problem for problem in problems)
    to_come = [
        duty for duty in obligations.load_bundled()["RU"] if duty.since == dt.date(2027, 7, 1)
    ]
    assert list(check_obligations({"RU": to_come}, documents, ())) == []


def test_a_threshold_that_the_note_does_not_name_is_noticed(documents: list[Document]) -> None:
    duty = next(
        d for d in obligations.load_bundled()["TR"] if d.topic == "travel_rule" and d.amount
    )
    wrong = duty.model_copy(update={"amount": duty.amount and duty.amount + 1})
    faults = list(check_obligations({"TR": [wrong]}, documents, ()))
    assert len(faults) == 2  # in English and in Russian
    assert all("threshold" in problem for _, problem in faults)
