"""Updates on their way in: none lost, none answered twice, in order, the newest of a backlog."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.telegram.updates.backlog import select_answerable
from tests.fake_telegram.actions import buttons
from tests.fake_telegram.server import BotApi
from tests.support.assistants import FakeAssistant
from tests.support.telegram_bot import ADMIN, ANNA, BORIS, Serve, server

TURKISH = "Can I pay my Turkish supplier in USDT?"


@pytest.fixture
def held() -> FakeAssistant:
    """An assistant that holds every answer."""
    return FakeAssistant(holds=lambda _: True)


@pytest.fixture
def slow() -> FakeAssistant:
    """An assistant that holds the answers to "slow ..."."""
    return FakeAssistant(holds=lambda text: text.startswith("slow"))


def test_every_question_of_a_batch_is_written_down_before_telegram_forgets_it(
    api: BotApi, serve: Serve, held: FakeAssistant
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(held) as service:
        with api.together():
            for i in range(3):
                anna.says(chat, f"Can I ask {i}?")
        assert api.wait(lambda: held.asked)
        # The next question for updates has confirmed all three; one is being answered.
        assert api.wait(lambda: not api.server.updates.waiting)
        kept = [update["message"]["text"] for update in service.store.unfinished_updates()]
        assert kept == ["Can I ask 0?", "Can I ask 1?", "Can I ask 2?"]
        held.go_on.set()
        assert api.wait(lambda: len(chat.replies) == 3)
        assert api.wait(lambda: not service.store.unfinished_updates())


def test_an_update_that_cannot_be_read_costs_no_other_and_is_named_in_the_log(
    api: BotApi, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        with api.together():
            bad = api.server.updates.push("message", {"message_id": 1, "chat": {"id": "?"}})
            anna.says(chat, "hello")
        assert api.wait(lambda: chat.replies)
    assert bad
    assert f"update {bad['update_id']} cannot be read (ValidationError)" in caplog.text
    with serve():
        anna.says(chat, "hello again")
        assert api.wait(lambda: len(chat.replies) == 2)


def test_updates_in_disorder_are_answered_in_order_and_none_twice(
    api: BotApi, serve: Serve, held: FakeAssistant
) -> None:
    held.go_on.set()
    chat = api.private(anna := api.user(ANNA))
    with serve(held):
        api.faults.reverse_updates(1)
        with api.together():
            for i in range(5):
                anna.says(chat, f"number {i}")
        assert api.wait(lambda: len(chat.replies) == 5, 15)
        assert api.wait(lambda: not api.server.updates.waiting)
    assert [reply.text for reply in chat.replies] == [f"You said: number {i}" for i in range(5)]


def test_two_bots_with_one_token_lose_no_question_and_say_in_the_log_what_is_wrong(
    api: BotApi,
    serve: Serve,
    make_telegram_assistant: Callable[[], Assistant],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    chat = api.private(anna := api.user(ANNA))
    other = server(api, tmp_path / "other", make_telegram_assistant)
    with serve() as one, other() as two:
        assert api.wait(lambda: "another process asks for this bot's updates" in caplog.text, 10)
        for number in range(3):
            anna.says(chat, f"hello {number}")
            assert api.wait(lambda number=number: len(chat.replies) > number, 20)  # type: ignore[misc]
        assert one.metrics.errors == two.metrics.errors == 0


def test_a_group_gets_its_answer_whatever_was_said_after_the_question(
    api: BotApi, serve: Serve
) -> None:
    anna, boris = api.user(ANNA), api.user(BORIS)
    group = api.group(-77, "Desk")
    anna.adds_bot(group, "administrator")
    anna.says(group, f"/ask {TURKISH}")
    boris.says(group, "lunch?")
    with serve():
        assert api.wait(lambda: group.replies)
    assert "cannot pay" in group.last.text


def test_what_was_to_be_forgotten_is_forgotten_though_more_was_said_since(
    api: BotApi, serve: Serve
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        anna.says(chat, TURKISH)
        assert api.wait(lambda: chat.replies)
    anna.says(chat, "/forget")
    anna.says(chat, "hello")
    with serve() as service:
        assert api.wait(lambda: len(chat.replies) == 3)
        assert service.store.load_session(str(chat.id)) is None or "Turkish" not in str(
            service.store.load_session(str(chat.id))
        )
    assert "Deleted" in chat.replies[1].text


def test_after_a_restart_with_300_updates_an_old_button_is_said_to_be_old(
    api: BotApi, serve: Serve
) -> None:
    people = [api.user(n) for n in (ADMIN, ANNA, BORIS)]
    chats = [api.private(person) for person in people]
    with serve():
        people[1].says(chats[1], TURKISH)
        assert api.wait(lambda: chats[1].replies)
    (more,) = [word for word in buttons(chats[1].last) if word == "Sources"]
    pressed = people[1].presses(chats[1].last, more)
    for i in range(300):
        people[i % 3].says(chats[i % 3], f"number {i}")
    with serve():
        assert api.wait(lambda: pressed.answered)
        assert api.wait(lambda: all(chat.replies for chat in chats) and len(chats[1].replies) == 2)
    assert pressed.answer
    assert "earlier answer" in pressed.answer["text"]
    assert [len(chat.replies) for chat in chats] == [1, 2, 1]


def test_an_update_that_comes_twice_is_answered_once(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        api.faults.repeat_updates(1)
        anna.says(chat, "hello")
        anna.says(chat, "thanks")
        assert api.wait(lambda: len(chat.replies) == 2)
        time.sleep(0.3)
    assert len(chat.replies) == 2


def test_after_a_pause_only_the_newest_message_of_each_chat_is_answered(
    api: BotApi, serve: Serve, slow: FakeAssistant
) -> None:
    people = [api.user(n) for n in (ADMIN, ANNA, BORIS)]
    chats = [api.private(person) for person in people]
    for i in range(300):
        people[i % 3].says(chats[i % 3], f"number {i}")
    with serve(slow):
        assert api.wait(lambda: all(chat.replies for chat in chats))
        time.sleep(0.3)
    assert [m.text for chat in chats for m in chat.replies] == [
        "You said: number 297", "You said: number 298", "You said: number 299"
    ]  # fmt: skip
    assert select_answerable([], lambda _: True) == []


def test_an_update_that_a_crash_cut_short_is_answered_after_it(
    api: BotApi, serve: Serve, slow: FakeAssistant
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(slow) as service:
        anna.says(chat, "slow one")
        assert slow.at_work.wait(5)
        # As a kill would leave it: begun, never finished, and known to Telegram as delivered.
        (kept,) = service.store.unfinished_updates()
        finish = service.store.finish_update
        service.store.finish_update = lambda n: (  # type: ignore[method-assign]
            None if n == kept["update_id"] else finish(n)
        )
        anna.says(chat, "/cancel")
        assert api.wait(lambda: chat.replies)
        slow.go_on.set()
    with serve(slow):
        assert api.wait(lambda: len(chat.replies) == 2)
    assert chat.last.text == "You said: slow one"


def test_messages_of_a_chat_are_answered_in_order_and_chats_side_by_side(
    api: BotApi, serve: Serve, slow: FakeAssistant
) -> None:
    anna, boris = api.user(ANNA), api.user(BORIS)
    one, two = api.private(anna), api.private(boris)
    with serve(slow):
        # It waits for a market, and not for its turn to be thought about.
        anna.says(one, "slow market: pay 100 USDT to Vietnam")
        anna.says(one, "two")
        boris.says(two, "three")
        assert api.wait(lambda: two.replies)
        assert not one.replies
        slow.go_on.set()
        assert api.wait(lambda: len(one.replies) == 2)
    assert [m.text for m in one.replies] == [
        "You said: slow market: pay 100 USDT to Vietnam", "You said: two",
    ]  # fmt: skip


def test_two_processes_with_one_token_are_distinguished_in_the_log(
    api: BotApi, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        api.faults.next("getUpdates", status=409)
        anna.says(chat, "hello")
        anna.says(chat, "thanks")
        assert api.wait(lambda: len(chat.replies) == 2, 10)
        assert api.wait(lambda: "another process asks for this bot's updates" in caplog.text, 10)
