"""A reply as plain text and as JSON."""

from __future__ import annotations

from typing import Any

from bot.render.plain_text import (
    render_blocks,
    render_claim,
    render_json,
    render_source,
    render_text,
)
from bot.replies.reply import Claim, Reply, ReplyKind, Role
from knowledge.models import Citation, Seen


def claim(text: str, role: Role = Role.LEAD, *numbers: int) -> Claim:
    return Claim(
        text=text, role=role, citations=numbers or (1,), source_id="note", passage_id="note#1",
        start=0, end=len(text), language="en",
    )  # fmt: skip


def citation(**changes: Any) -> Citation:
    fields: dict[str, Any] = {
        "n": 1, "source_id": "note", "passage_id": "note#1", "title": "Law 42",
        "publisher": "Parliament", "url": "https://law.example", "date": "2026-09-01",
        "as_of": "2026-09-01", "language": "en", "quote": "Q", "start": 0, "end": 1,
        "primary": False,
    }  # fmt: skip
    return Citation(**(fields | changes))


def reply(**changes: Any) -> Reply:
    return Reply(**({"kind": ReplyKind.ANSWER, "language": "en"} | changes))


def test_claims_of_one_role_share_a_paragraph_with_its_heading() -> None:
    answer = reply(
        verdict="no",
        claims=(claim("A."), claim("B.", Role.SUPPORT, 1, 2), claim("C.", Role.BEFORE),
                claim("D.", Role.CHECK), claim("E.", Role.CHECK)),
        notices=("Fresh.", "Weak."),
    )  # fmt: skip
    assert render_blocks(answer) == [
        "No. A. [1] B. [1] [2]", "Before that: C. [1]", "Check next: D. [1] E. [1]", "Fresh. Weak.",
    ]  # fmt: skip


def test_choices_are_numbered_in_a_question_and_listed_elsewhere() -> None:
    question = reply(kind=ReplyKind.CLARIFICATION, opening="Which?", choices=("a", "b"))
    assert render_blocks(question) == ["Which?", "1. a\n2. b"]
    nothing = reply(kind=ReplyKind.ABSTENTION, opening="No source.", choices=("a",))
    assert render_blocks(nothing)[1].endswith("\n• a")


def test_the_claims_of_a_brief_stand_in_its_body_only() -> None:
    brief = reply(kind=ReplyKind.CORRIDOR, opening="T", body=("B",), claims=(claim("A."),))
    assert render_blocks(brief) == ["T", "B"]


def test_a_source_is_one_line() -> None:
    assert render_source(citation(primary=True), "en") == (
        "[1] Law 42, Parliament, 1 September 2026, primary source. https://law.example"
    )
    assert render_source(citation(url="", date="", publisher=""), "en") == "[1] Law 42"


def test_the_text_ends_with_sources_and_how_to_see_more() -> None:
    answer = reply(claims=(claim("A."),), rest=(claim("B."),), citations=(citation(),))
    *_, sources, more = render_text(answer).split("\n\n")
    assert sources.startswith("Sources:\n[1] Law 42")
    assert more == "There is more: /more"
    assert "Sources:" not in render_text(answer, sources=False)


def test_json_has_the_text_and_all_but_what_is_for_later() -> None:
    fields = render_json(reply(claims=(claim("A."),), rest=(claim("B."),)))
    assert (fields["kind"], fields["text"]) == ("answer", "A. [1]")
    assert not {"rest", "rest_citations", "considered"} & fields.keys()


def test_a_claim_bears_its_numbers() -> None:
    assert render_claim(claim("A.", Role.LEAD, 2, 5)) == "A. [2] [5]"


def test_a_citation_says_how_its_source_was_seen_unless_it_was_read() -> None:
    def shown(seen: Seen | None, quoted_by: str = "") -> str:
        return render_source(citation(url="", seen=seen, quoted_by=quoted_by), "en")

    plain = "[1] Law 42, Parliament, 1 September 2026"
    assert shown(Seen.READ) == shown(None) == plain
    assert shown(Seen.EXCERPT) == f"{plain}, read in part"
    assert shown(Seen.QUOTED, "Gazette Online") == f"{plain}, as quoted by Gazette Online"
    assert shown(Seen.UNREAD) == f"{plain}, not read by us"
    assert shown(Seen.OWN) == f"{plain}, our own"
