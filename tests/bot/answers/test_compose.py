"""Answers composed from evidence: which sentences, in what order, with which citations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bot.answers.compose import SHORT, compose
from bot.messages import message
from bot.replies.reply import Reply, ReplyKind, Role
from knowledge.index.evidence import Evidence, NoteEvidence
from knowledge.index.query import Hit, Query
from knowledge.index.sentence_ranking import RankedSentence
from knowledge.models import Head, Passage, Sentence, SourceRef, Verdict

TODAY = dt.date(2026, 11, 20)
LAW = SourceRef(title="A law", publisher="A state", date="2026")
HIT = Hit(
    row=0, document=0, score=3, meaning=2, window=2, words=1, cover=1, asked=0.5
)  # fmt: skip


def ranked(
    note_id: str, text: str, number: int, *, lead: bool = False, advice: bool = False,
    score: float = 1.0,
) -> RankedSentence:  # fmt: skip
    """A sentence of a note; equal texts have equal vectors, all others are at right angles."""
    sentence = Sentence(text=text, start=0, end=len(text), refs=(1,), lead=lead)
    passage = Passage(
        id=f"{note_id}-{number}", source_id=note_id, ordinal=number, language="en", text=text,
        start=0, end=len(text), sentences=(sentence,),
    )  # fmt: skip
    vector = np.zeros(64, dtype=np.float32)
    vector[sum(text.encode()) % 64] = 1
    return RankedSentence(sentence, passage, (number, 0), score, advice, vector)


def note_evidence(
    note_id: str, findings: Sequence[RankedSentence], *, score: float = 3.0,
    places: tuple[str, ...] = ("TR",), verdict: Verdict | None = None, **head: object,
) -> NoteEvidence:  # fmt: skip
    values = {
        "id": note_id, "title": note_id, "language": "en", "jurisdictions": places,
        "as_of": dt.date(2026, 11, 1), "sources": (LAW,),
    }  # fmt: skip
    return NoteEvidence(
        Head.model_validate(values | head), score, HIT, tuple(findings), verdict,
        replaced=False, foreign=False,
    )  # fmt: skip


def evidence(*notes: NoteEvidence, sufficient: bool = True, **more: object) -> Evidence:
    query = Query("?", "en", {}, {})
    found = Evidence(query, 0.9, sufficient, notes, missing=())
    return replace(found, **more)  # type: ignore[arg-type]


def composed(found: Evidence) -> Reply:
    return compose(found, "en", TODAY)


BAN = note_evidence(
    "ban",
    [
        ranked("ban", "A buyer cannot pay in coins.", 0, lead=True),
        ranked("ban", "The fine is high.", 2, score=0.5),
        ranked("ban", "It began in April.", 1, score=0.9),
        ranked("ban", "Ask the bank first.", 3, advice=True),
    ],
    verdict="no",
)


def test_the_answer_begins_with_the_lead_goes_on_in_the_notes_order_and_ends_with_advice() -> None:
    reply = composed(evidence(BAN))
    assert [claim.text for claim in reply.claims] == [
        "A buyer cannot pay in coins.", "It began in April.", "The fine is high.",
        "Ask the bank first.",
    ]  # fmt: skip
    assert (reply.claims[0].role, reply.claims[-1].role) == (Role.LEAD, Role.CHECK)
    assert reply.verdict == "no"
    assert {n for claim in reply.claims for n in claim.citations} == {c.n for c in reply.citations}


def test_a_sentence_that_fits_much_better_is_said_before_the_lead() -> None:
    sharp = ranked("ban", "The fine is TRY 10,000.", 2, score=4.0)
    reply = composed(evidence(replace(BAN, findings=(BAN.findings[0], sharp))))
    assert reply.claims[0].text == "The fine is TRY 10,000."


def test_what_a_claim_says_already_is_not_said_again() -> None:
    again = note_evidence("again", [ranked("again", "A buyer cannot pay in coins.", 0, lead=True)])
    texts = [claim.text for claim in composed(evidence(BAN, again)).claims]
    assert len(texts) == len(set(texts))


def test_a_note_that_says_the_opposite_of_the_same_place_is_shown_as_a_conflict() -> None:
    other = note_evidence(
        "other", [ranked("other", "A buyer may pay in coins.", 0, lead=True)], verdict="yes"
    )
    roles = {claim.source_id: claim.role for claim in composed(evidence(BAN, other)).claims}
    assert roles["other"] is Role.CONFLICT


def test_a_far_weaker_note_on_the_same_place_stays_out() -> None:
    weak = note_evidence("weak", [ranked("weak", "Salt is taxed.", 0, lead=True)], score=0.1)
    reply = composed(evidence(BAN, weak))
    assert {claim.source_id for claim in reply.claims} == {"ban"}
    assert "Salt is taxed." in {claim.text for claim in reply.rest}


def test_a_long_note_is_cut_and_the_rest_is_kept_for_more() -> None:
    many = [ranked("long", f"Fact {n}.", n, lead=n == 0) for n in range(12)]
    reply = composed(evidence(note_evidence("long", many)))
    assert len(reply.claims) == SHORT
    assert len(reply.claims) + len(reply.rest) == len(many)
    assert not {c.text for c in reply.claims} & {c.text for c in reply.rest}


def test_the_rule_that_was_replaced_is_said_as_what_held_before() -> None:
    then = note_evidence("then", [ranked("then", "It was allowed.", 0, lead=True)])
    reply = composed(evidence(BAN, before=then))
    assert [c.text for c in reply.claims if c.role is Role.BEFORE] == ["It was allowed."]


def test_without_enough_evidence_it_abstains_and_names_what_is_nearest() -> None:
    reply = composed(evidence(BAN, sufficient=False))
    assert (reply.kind, reply.choices, reply.claims) == (ReplyKind.ABSTENTION, ("ban",), ())
    missing = composed(evidence(BAN, sufficient=False, missing=("VN",)))
    assert "Vietnam" in missing.opening


def test_a_note_that_is_due_for_review_or_of_low_confidence_says_so() -> None:
    weak = note_evidence(
        "old", [ranked("old", "It is so.", 0, lead=True)],
        review_after=dt.date(2026, 10, 1), confidence="low",
    )  # fmt: skip
    notices = composed(evidence(weak)).notices
    assert message("low_confidence", "en") in notices
    assert any("old" in notice for notice in notices)
