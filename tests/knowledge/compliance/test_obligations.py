"""The duties as data: every one stands in a note, and every note says what the data says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from indexer.documents.discover import discover
from indexer.documents.load import load_document
from indexer.lint import obligation_rows
from knowledge.compliance import obligations
from knowledge.compliance.obligations import OBLIGATIONS_DIR, Obligation
from knowledge.errors import ConfigError
from knowledge.models import Document
from knowledge.money import is_national
from knowledge.places.jurisdictions import is_known_place
from knowledge.settlement.reference_data import load_bundled_reference

NOTES = OBLIGATIONS_DIR.parent.parent / "sources"
ROWS = [(country, duty) for country, rows in obligations.load_bundled().items() for duty in rows]


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [load_document(entry) for entry in discover([NOTES]).entries]


def test_each_duty_is_one_sourced_sentence_of_a_note_with_its_threshold_in_it(
    documents: list[Document],
) -> None:
    own = [code for code in load_bundled_reference().rules if not obligations.is_member(code)]
    assert list(obligation_rows.check(obligations.load_bundled(), documents, own)) == []
    assert len(ROWS) > 150


def test_a_sentence_that_was_reworded_or_reviewed_is_noticed(documents: list[Document]) -> None:
    duty = obligations.load_bundled()["TR"][0]
    changes: list[dict[str, object]] = [
        {"starts": "A Turkish buyer may"}, {"note": "tr-nothing"}, {"as_of": dt.date(2026, 1, 1)},
        {"starts": ""}, {"starts_ru": "Турецкий покупатель может"},
    ]  # fmt: skip
    found = [
        list(obligation_rows.check({"TR": [duty.model_copy(update=change)]}, documents, ()))
        for change in changes
    ]
    assert [len(faults) for faults in found] == [1, 1, 1, 0, 1]


def test_a_day_after_a_note_may_be_announced_and_not_told_of_as_past(
    documents: list[Document],
) -> None:
    ban = obligations.load_bundled()["TR"][0].model_copy(update={"as_of": dt.date(2020, 1, 1)})
    problems = [problem for _, problem in obligation_rows.check({"TR": [ban]}, documents, ())]
    assert any("tells of 2021-04-16 as past" in problem for problem in problems)
    to_come = [
        duty for duty in obligations.load_bundled()["RU"] if duty.since == dt.date(2027, 7, 1)
    ]
    assert list(obligation_rows.check({"RU": to_come}, documents, ())) == []


def test_a_threshold_that_the_note_does_not_name_is_noticed(documents: list[Document]) -> None:
    duty = next(
        d for d in obligations.load_bundled()["TR"] if d.topic == "travel_rule" and d.amount
    )
    wrong = duty.model_copy(update={"amount": duty.amount and duty.amount + 1})
    faults = list(obligation_rows.check({"TR": [wrong]}, documents, ()))
    assert len(faults) == 2  # in English and in Russian
    assert all("threshold" in problem for _, problem in faults)


@pytest.mark.parametrize(("country", "duty"), ROWS)
def test_codes_are_countries_and_currencies(country: str, duty: Obligation) -> None:
    assert country in ("INT", "ISSUERS") or is_known_place(country)
    assert all(is_known_place(end) for end in duty.ends)
    assert not duty.currency or is_national(duty.currency)
    assert all(obligations.is_brief_asset(asset) for asset in duty.assets if asset)
    assert bool(duty.region) <= bool(duty.ends)
    assert duty.since is None or dt.date(2013, 1, 1) < duty.since < dt.date(2030, 1, 1)


def test_every_duty_is_told_in_russian_too() -> None:
    assert [(country, duty.starts) for country, duty in ROWS if not duty.starts_ru] == []


def test_what_holds_everywhere_reaches_everywhere() -> None:
    assert all(
        duty.reaches for name in ("INT", "ISSUERS") for duty in obligations.load_bundled()[name]
    )


def test_a_member_state_has_the_duties_of_the_union() -> None:
    assert (
        obligations.obligations_of("DE")
        == obligations.load_bundled()["EU"]
        == obligations.obligations_of("EU")
    )
    assert obligations.obligations_of("GB") == obligations.load_bundled()["GB"]
    assert obligations.obligations_of("KE") == ()


def test_a_territory_has_the_duties_of_the_country_that_it_is_part_of() -> None:
    assert obligations.obligations_of("PR") == obligations.obligations_of("US")
    assert obligations.obligations_of("GP") == obligations.obligations_of("FR")
    assert obligations.obligations_of("GL") == ()


def test_banned_coins_are_named_by_rows_that_lead() -> None:
    for coin in obligations.BANNED_COINS:
        rows = [duty for _, duty in ROWS if coin in duty.assets and duty.topic == "payment"]
        assert rows
        assert all(duty.lead == "always" and duty.reaches for duty in rows)


@pytest.mark.parametrize(
    "text",
    [
        "", "duty = 5", "[[duty]]\ntopic = 'rumour'", "\x00",
        "[[duty]]\ntopic='tax'\nnote='n'\nstarts='s'\namount='5'\nas_of=2026-01-01\n"
        "review_after=2027-01-01",
    ],
)  # fmt: skip
def test_a_file_of_duties_that_is_wrong_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "XX.toml").write_text(text)
    with pytest.raises(ConfigError, match=r"XX\.toml"):
        obligations.read_obligations(tmp_path)
