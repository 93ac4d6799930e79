from __future__ import annotations

from bot import session
from bot.session import Sessions


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_hour_of_silence_ends_a_conversation_but_keeps_the_language() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    chat = sessions.of("a")
    chat.question, chat.language = "Can I?", "ru"
    clock.now = session.EXPIRES - 1
    assert sessions.of("a").question == "Can I?"
    clock.now = 3 * session.EXPIRES
    assert (sessions.of("a").question, sessions.of("a").language) == ("", "ru")


def test_chats_do_not_see_each_other() -> None:
    sessions = Sessions(Clock())
    sessions.of("a").question = "Mine?"
    assert sessions.of("b").question == ""


def test_the_oldest_chat_makes_room() -> None:
    sessions = Sessions(Clock())
    for number in range(session.MOST + 5):
        sessions.of(str(number)).question = "kept"
    assert len(sessions) == session.MOST
    assert sessions.of("0").question == ""


def test_a_dropped_chat_is_forgotten() -> None:
    sessions = Sessions(Clock())
    sessions.of("a").question = "Mine?"
    sessions.drop("a")
    assert sessions.of("a").question == ""
