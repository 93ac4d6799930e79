"""What is remembered of conversations, over restarts and moves of groups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram import User

from bot.question import Question
from bot.replies.reply import Reply, ReplyKind
from bot.session import Sessions
from bot.telegram.handlers.conversation_store import MAX_MOVED_GROUPS, ConversationStore
from bot.telegram.store import Store

ANSWER = Reply(kind=ReplyKind.ANSWER, language="ru")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "s.sqlite")
    yield store
    store.close()


def test_a_saved_conversation_goes_on_after_a_restart(store: Store) -> None:
    sessions = Sessions()
    before = ConversationStore(sessions, store)
    sessions.get_or_create("1").places = ("TR",)
    before.save("1")
    later = Sessions()
    ConversationStore(later, store).load("1")
    assert later.get_or_create("1").places == ("TR",)


def test_loading_changes_nothing_that_is_in_memory_and_saving_nothing_that_is_not(
    store: Store,
) -> None:
    sessions = Sessions()
    conversations = ConversationStore(sessions, store)
    conversations.save("1")
    assert store.load_session("1") is None
    sessions.get_or_create("1").places = ("TR",)
    conversations.save("1")
    sessions.get_or_create("1").places = ("GE",)
    conversations.load("1")
    assert sessions.get_or_create("1").places == ("GE",)


def test_a_group_keeps_its_conversation_under_its_new_id(store: Store) -> None:
    sessions = Sessions()
    conversations = ConversationStore(sessions, store)
    sessions.get_or_create("-5").places = ("TR",)
    sessions.get_or_create("-5").reply = ANSWER
    turn = conversations.turns.add("-5", Question(text="?", chat="-5"), ANSWER)
    conversations.save("-5")
    for _ in range(2):  # both notices and the refused call say so
        conversations.move_group(-5, -1005)
    assert sessions.get_or_create("-1005").places == ("TR",)
    assert conversations.turns.newest("-1005") is turn
    assert (store.load_session("-5"), bool(store.load_session("-1005"))) == (None, True)
    assert conversations.current_key("-5") == "-1005"
    assert conversations.known_keys("-1005") == ("-1005", "-5")
    assert conversations.known_keys("7") == ("7",)


def test_what_is_forgotten_is_nowhere_any_more(store: Store) -> None:
    sessions = Sessions()
    conversations = ConversationStore(sessions, store)
    sessions.get_or_create("1").places = ("TR",)
    conversations.turns.add("1", Question(text="?", chat="1"), ANSWER)
    conversations.save("1")
    store.save_feedback("1", 2, "up", 1)
    conversations.forget("1", 2)
    assert "1" not in sessions
    assert conversations.turns.newest("1") is None
    assert store.load_session("1") is None
    assert store.count_rows("feedback") == 0


def test_the_moves_of_groups_that_are_remembered_are_bounded(store: Store) -> None:
    conversations = ConversationStore(Sessions(), store)
    for group in range(MAX_MOVED_GROUPS + 10):
        conversations.move_group(-group, -100_000 - group)
    assert len(conversations._current) == len(conversations._former) == MAX_MOVED_GROUPS
    assert conversations.current_key("-9") == "-9"
    assert conversations.current_key("-10") == "-100010"


def test_a_reset_ends_what_buttons_could_continue(store: Store) -> None:
    sessions = Sessions()
    conversations = ConversationStore(sessions, store)
    session = sessions.get_or_create("1")
    session.reply = ANSWER
    turn = conversations.turns.add("1", Question(text="?", chat="1"), ANSWER)
    conversations.save("1")
    assert conversations.turns.newest("1") is turn
    session.forget()
    conversations.save("1")
    assert conversations.turns.newest("1") is None


def test_the_language_is_as_chosen_else_as_written_else_as_in_the_app(store: Store) -> None:
    sessions = Sessions()
    conversations = ConversationStore(sessions, store)
    boris = User(3, "Boris", is_bot=False, language_code="uk")
    assert conversations.language("1", boris) == "ru"
    assert conversations.language("1", boris, "can I pay in coins") == "en"
    assert conversations.language("1", None, "можно ли платить") == "ru"
    assert conversations.language("1", None) == "en"
    sessions.get_or_create("1").reply = ANSWER
    assert conversations.language("1", None) == "ru"
    sessions.get_or_create("1").language = "en"
    assert conversations.language("1", boris, "можно ли платить") == "en"
