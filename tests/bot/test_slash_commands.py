"""Commands that work on the conversation itself."""

from __future__ import annotations

import pytest

from bot.messages import message
from bot.replies.reply import Considered, Reply, ReplyKind, Role
from bot.session import Session
from bot.slash_commands import MORE_CLAIMS, NAMES, run_command
from bot.understand.text.slash_command import parse_slash_command
from knowledge.models import Citation
from tests.support.claims import claim

CITATION = Citation(
    n=1, source_id="a", passage_id="a-1", title="A law", publisher="A state", url="",
    date="2026", as_of="2026-11-01", language="en", quote="No.", start=0, end=3,
)  # fmt: skip


def run(text: str, session: Session | None = None) -> Reply:
    command = parse_slash_command(text)
    assert command is not None
    return run_command(command, session or Session(), "en")


def answered(further: int) -> Session:
    """A session whose last answer leaves that many claims for /more."""
    session = Session()
    reply = Reply(
        kind=ReplyKind.ANSWER, language="en",
        claims=(claim("No."),), citations=(CITATION,),
        rest=tuple(claim(f"Further claim {n}.", Role.SUPPORT) for n in range(further)),
        rest_citations=(CITATION,),
    )  # fmt: skip
    session.remember_reply(reply)
    return session


def test_more_shows_the_further_claims_in_parts_and_then_says_that_there_are_none() -> None:
    session = answered(MORE_CLAIMS + 1)
    first, second, third = (run("/more", session) for _ in range(3))
    assert [len(first.claims), len(second.claims), len(third.claims)] == [MORE_CLAIMS, 1, 0]
    assert first.citations == (CITATION,)
    assert first.rest
    assert not second.rest
    assert third.opening == message("nothing_more", "en")


@pytest.mark.parametrize("text", ["/more", "/sources", "/why"])
def test_without_an_answer_it_asks_for_a_question_first(text: str) -> None:
    assert run(text).opening == message("no_last", "en")


def test_sources_are_those_of_the_last_answer() -> None:
    assert run("/sources", answered(0)).citations == (CITATION,)


def test_why_names_the_notes_that_were_weighed() -> None:
    session = answered(0)
    assert run("/why", session).opening == message("why_none", "en")
    considered = Considered(
        source_id="a", title="A law", score=1, meaning=0.5, words=0.5, asked=0.5, passage="Text."
    )
    assert session.reply is not None
    session.reply = session.reply.model_copy(update={"considered": (considered,)})
    assert "A law" in run("/why", session).opening
    assert "Text." in run("/why", session).opening


def test_the_language_chosen_stays_when_the_conversation_is_reset() -> None:
    session = answered(0)
    assert run("/lang RU", session).language == "ru"
    run("/reset", session)
    assert (session.language, session.reply) == ("ru", None)
    assert "en, ru" in run("/lang klingon", session).opening
    assert session.language == "ru"


def test_an_unknown_command_is_named() -> None:
    assert "/fly" in run("/fly me").opening
    assert "/help" in NAMES
