"""Sessions of chats, in memory."""

from __future__ import annotations

from bot import session
from bot.replies.figure_reply import FigureReply
from bot.replies.reply import ReplyKind
from bot.session import Sessions
from bot.understand.request.draft import PaymentDraft
from tests.support.clocks import Clock


def test_an_hour_of_silence_ends_a_conversation_but_keeps_the_language() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    chat = sessions.get_or_create("a")
    chat.question, chat.language = "Can I?", "ru"
    clock.now = session.SESSION_TTL_S - 1
    assert sessions.get_or_create("a").question == "Can I?"
    clock.now = 3 * session.SESSION_TTL_S
    assert (sessions.get_or_create("a").question, sessions.get_or_create("a").language) == (
        "",
        "ru",
    )


def test_chats_do_not_see_each_other() -> None:
    sessions = Sessions(Clock())
    sessions.get_or_create("a").question = "Mine?"
    assert sessions.get_or_create("b").question == ""


def test_the_oldest_chat_makes_room() -> None:
    sessions = Sessions(Clock())
    for number in range(session.MAX_SESSIONS + 5):
        sessions.get_or_create(str(number)).question = "kept"
    assert len(sessions) == session.MAX_SESSIONS
    assert sessions.get_or_create("0").question == ""


def test_a_dropped_chat_is_forgotten() -> None:
    sessions = Sessions(Clock())
    sessions.get_or_create("a").question = "Mine?"
    sessions.delete("a")
    assert sessions.get_or_create("a").question == ""


def test_an_ended_conversation_leaves_memory_though_its_chat_never_writes_again() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    for number in range(50):
        sessions.get_or_create(str(number)).question = "kept"
    sessions.get_or_create("7").language = "ru"
    clock.now = session.SESSION_TTL_S + 1
    sessions.get_or_create("another")
    assert len(sessions) == 1
    assert (sessions.get_or_create("7").question, sessions.get_or_create("7").language) == (
        "",
        "ru",
    )


def test_only_the_last_chats_hold_their_figures_and_all_can_go_on() -> None:
    sessions = Sessions(Clock())
    market = object()
    for number in range(session.MAX_FULL_SESSIONS + 3):
        one = sessions.get_or_create(str(number))
        one.snapshot, one.draft = market, PaymentDraft(direction="pay")  # type: ignore[assignment]
        one.reply = FigureReply(
            kind=ReplyKind.ESTIMATE, language="en", opening="40,000 EUR", body=("a table",)
        )
    old, new = (
        sessions.get_or_create("0"),
        sessions.get_or_create(str(session.MAX_FULL_SESSIONS + 2)),
    )
    assert (old.snapshot, old.reply and old.reply.body) == (None, ())
    assert old.draft
    assert old.reply
    assert old.reply.kind is ReplyKind.ESTIMATE
    assert (new.snapshot, new.reply and new.reply.body) == (market, ("a table",))


def test_a_chat_that_is_renamed_goes_on() -> None:
    sessions = Sessions(Clock())
    sessions.get_or_create("-5").question = "Mine?"
    sessions.rename("-5", "-1005")
    assert "-5" not in sessions
    assert sessions.get_or_create("-1005").question == "Mine?"
