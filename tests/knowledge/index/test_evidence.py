"""Which notes answer, and what of the context decides it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from knowledge.index.evidence import (
    HISTORY,
    IN_TOPIC,
    ON_OTHER_PLACE,
    ON_PLACE,
    REPLACED,
    Evidence,
    QuestionContext,
    gather_evidence,
)
from knowledge.index.generation import open_current
from knowledge.index.retriever import Retriever
from tests.support.encoders import WordEncoder
from tests.support.index import rebuild
from tests.support.notes import note

QUESTION = "May a firm pay in coins?"
TODAY = dt.date(2026, 11, 1)


def ids(evidence: Evidence) -> list[str]:
    return [note.head.id for note in evidence.notes]


def test_the_rule_in_force_answers_and_what_it_replaced_is_beside_it(retriever: Retriever) -> None:
    evidence = gather_evidence(retriever, QUESTION, QuestionContext(today=TODAY))
    best = evidence.notes[0]
    assert (best.head.id, best.verdict, best.replaced) == ("new-rule", "yes", False)
    assert evidence.before is not None
    assert evidence.before.head.id == "old-rule"
    assert evidence.before.replaced
    assert evidence.sufficient


def scores(retriever: Retriever, **context: object) -> dict[str, float]:
    evidence = gather_evidence(retriever, QUESTION, QuestionContext(**context))  # type: ignore[arg-type]
    return {note.head.id: note.score for note in evidence.notes}


def test_asked_how_things_were_the_replaced_rule_gains_and_nothing_is_before(
    retriever: Retriever,
) -> None:
    now, then = scores(retriever), scores(retriever, history=True)
    assert then["old-rule"] == pytest.approx(now["old-rule"] - REPLACED + HISTORY)
    assert then["new-rule"] == now["new-rule"]
    assert gather_evidence(retriever, QUESTION, QuestionContext(history=True)).before is None


def test_a_translation_stands_for_its_note_in_the_language_of_the_question(
    retriever: Retriever,
) -> None:
    evidence = gather_evidence(retriever, "Может ли фирма платить монетами?", QuestionContext())
    assert evidence.notes[0].head.id == "new-rule.ru"
    assert not evidence.notes[0].foreign
    assert ids(evidence).count("new-rule") == 0


def test_a_place_without_a_note_is_missing_and_no_answer_is_sure(retriever: Retriever) -> None:
    evidence = gather_evidence(retriever, QUESTION, QuestionContext(places=("JP",)))
    assert evidence.missing == ("JP",)
    assert not evidence.sufficient


def test_a_note_on_the_place_asked_about_gains_and_one_on_another_loses(
    retriever: Retriever,
) -> None:
    plain, turkish = scores(retriever), scores(retriever, places=("TR",))
    assert turkish["salt"] == pytest.approx(plain["salt"] + ON_PLACE)
    assert turkish["new-rule"] == pytest.approx(plain["new-rule"] + ON_OTHER_PLACE)


def test_a_follow_up_is_about_the_notes_of_the_last_answer_and_has_no_verdict(
    retriever: Retriever,
) -> None:
    plain, followed = scores(retriever), scores(retriever, topic=frozenset({"salt"}), focus="fine")
    assert followed["salt"] == pytest.approx(plain["salt"] + IN_TOPIC)
    assert followed["new-rule"] == plain["new-rule"]
    context = QuestionContext(topic=frozenset({"new-rule"}), focus="fine")
    assert gather_evidence(retriever, QUESTION, context).notes[0].verdict is None


def test_an_expired_rule_counts_as_replaced(retriever: Retriever) -> None:
    by_id = {
        note.head.id: note
        for note in gather_evidence(retriever, QUESTION, QuestionContext(today=TODAY)).notes
    }
    assert by_id["old-rule"].replaced
    assert not by_id["salt"].replaced


def test_the_direct_answer_is_the_first_paragraph_in_its_order(retriever: Retriever) -> None:
    best = gather_evidence(retriever, "fine", QuestionContext()).notes[0]
    assert [f.sentence.text for f in best.leads] == [
        "Yes, a firm may pay in coins since 2026.",
        "The fine is 5 EUR.",
    ]


def test_a_question_about_nothing_in_the_base_is_not_answered(retriever: Retriever) -> None:
    evidence = gather_evidence(retriever, "zebra quagga okapi", QuestionContext())
    assert not evidence.sufficient


def test_a_note_on_a_listed_venue_answers_only_those_who_name_it(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    for name in ("HTX", "Bitpin"):
        text = note(f"listed-{name.lower()}", f"Yes, {name} is under sanctions.[^1]")
        (tmp_path / "notes" / f"listed-{name.lower()}.md").write_text(text, "utf-8")
    root = rebuild(tmp_path / "index", tmp_path / "notes", WordEncoder(), keep=False)
    generation, _ = open_current(root)
    search = Retriever(generation, [WordEncoder()])
    asked = {
        text: ids(gather_evidence(search, text, QuestionContext()))
        for text in (
            "is HTX under sanctions?", "is Хуоби under sanctions?", "is Bitget under sanctions?",
        )
    }  # fmt: skip
    generation.close()
    assert list(asked.values()) == [["listed-htx"], ["listed-htx"], []]
