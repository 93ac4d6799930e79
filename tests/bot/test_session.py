"""Sessions of chats, in memory."""

from __future__ import annotations

from bot import session
from bot.replies.figure_reply import FigureReply
from bot.replies.reply import ReplyKind
from bot.session import Sessions
from bot.understand.request.draft import PaymentDraft


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_hour_of_silence_ends_a_conversation_but_keeps_the_language() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    chat = sessions.of("a")
    chat.question, chat.language = "Can I?", "ru"
    clock.now = session.SESSION_TTL_S - 1
    assert sessions.of("a").question == "Can I?"
    clock.now = 3 * session.SESSION_TTL_S
    assert (sessions.of("a").question, sessions.of("a").language) == ("", "ru")


def test_chats_do_not_see_each_other() -> None:
    sessions = Sessions(Clock())
    sessions.of("a").question = "Mine?"
    assert sessions.of("b").question == ""


def test_the_oldest_chat_makes_room() -> None:
    sessions = Sessions(Clock())
    for number in range(session.MAX_SESSIONS + 5):
        sessions.of(str(number)).question = "kept"
    assert len(sessions) == session.MAX_SESSIONS
    assert sessions.of("0").question == ""


def test_a_dropped_chat_is_forgotten() -> None:
    sessions = Sessions(Clock())
    sessions.of("a").question = "Mine?"
    sessions.drop("a")
    assert sessions.of("a").question == ""


def test_an_ended_conversation_leaves_memory_though_its_chat_never_writes_again() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    for number in range(50):
        sessions.of(str(number)).question = "kept"
    sessions.of("7").language = "ru"
    clock.now = session.SESSION_TTL_S + 1
    sessions.of("another")
    assert len(sessions) == 1
    assert (sessions.of("7").question, sessions.of("7").language) == ("", "ru")


def test_only_the_last_chats_hold_their_figures_and_all_can_go_on() -> None:
    sessions = Sessions(Clock())
    market = object()
    for number in range(session.MAX_FULL_SESSIONS + 3):
        one = sessions.of(str(number))
        one.snapshot, one.draft = market, PaymentDraft(direction="pay")  # type: ignore[assignment]
        one.reply = FigureReply(
            kind=ReplyKind.ESTIMATE, language="en", opening="40,000 EUR", body=("a table",)
        )
    old, new = sessions.of("0"), sessions.of(str(session.MAX_FULL_SESSIONS + 2))
    assert (old.snapshot, old.reply and old.reply.body) == (None, ())
    assert old.draft
    assert old.reply
    assert old.reply.kind is ReplyKind.ESTIMATE
    assert (new.snapshot, new.reply and new.reply.body) == (market, ("a table",))


def test_a_chat_that_is_renamed_goes_on() -> None:
    sessions = Sessions(Clock())
    sessions.of("-5").question = "Mine?"
    sessions.move("-5", "-1005")
    assert "-5" not in sessions
    assert sessions.of("-1005").question == "Mine?"
