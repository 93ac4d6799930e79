"""What goes wrong between a bot and Telegram: the final message arrives all the same."""

from __future__ import annotations

import json
import time
import urllib.request

import pytest

from bot.question import Question
from bot.replies.reply import Reply
from bot.telegram.updates.backlog import select_answerable
from tests.fake_telegram.server import BotApi
from tests.fake_telegram.webhook_call import post_update
from tests.support.assistants import FakeAssistant
from tests.support.fast_time import FAST_WITH_PROGRESS, REAL
from tests.support.telegram_bot import ADMIN, ANNA, BORIS, Serve

TURKISH = "Can I pay my Turkish supplier in USDT?"
SECRET = "s" * 40


@pytest.fixture
def slow() -> FakeAssistant:
    return FakeAssistant(holds=lambda text: text.startswith("slow"))


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 429, "retry_after": 1},
        {"status": 500},
        {"status": 502},
        {"status": 200, "html": "<html>Log in to this network</html>"},
        {"disconnect": "before"},
        {"disconnect": "after"},
        {"status": 500, "times": 3},
    ],
    ids=str,
)
def test_the_final_message_arrives_whatever_befalls_it(
    api: BotApi, serve: Serve, fault: dict[str, object]
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        api.faults.next("sendMessage", **fault)
        anna.says(chat, TURKISH)
        assert api.wait(lambda: chat.replies, 15)
        time.sleep(0.2)
    assert "cannot pay" in chat.last.text
    # Only an answer that was lost on its way back may lead to the same words twice.
    assert len(chat.replies) == (2 if fault.get("disconnect") == "after" else 1)


def test_a_chat_that_is_told_to_wait_delays_no_other(api: BotApi, serve: Serve) -> None:
    one, two = api.user(ANNA), api.user(BORIS)
    first, second = api.private(one), api.private(two)
    with serve(timer=REAL):
        api.faults.next("sendMessage", status=429, retry_after=1, chat=first.id)
        one.says(first, TURKISH)
        api.wait(lambda: any(call.status == 429 for call in api.calls))
        two.says(second, TURKISH)
        assert api.wait(lambda: second.replies)
        assert not first.replies
        assert api.wait(lambda: first.replies, 10)


def test_a_server_without_drafts_or_commands_does_not_matter(
    api: BotApi, serve: Serve, slow: FakeAssistant
) -> None:
    chat = api.private(anna := api.user(ANNA))
    api.faults.lacks("sendMessageDraft", "setMyCommands", "sendChatAction")
    with serve(slow, timer=FAST_WITH_PROGRESS):
        anna.says(chat, "slow one")
        assert slow.at_work.wait(5)
        assert api.wait(lambda: api.called("sendMessage", chat.id))
        slow.go_on.set()
        assert api.wait(lambda: chat.replies and chat.last.text == "You said: slow one")


def test_a_draft_is_shown_meanwhile_and_ends_in_one_message(
    api: BotApi, serve: Serve, slow: FakeAssistant
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(slow, timer=FAST_WITH_PROGRESS):
        anna.says(chat, "slow one")
        assert api.wait(lambda: api.called("sendMessageDraft", chat.id), 5)
        slow.go_on.set()
        assert api.wait(lambda: chat.replies)
    methods = [call.method for call in api.calls if call.params.get("chat_id")]
    assert methods.count("sendMessage") == 1
    assert methods[-1] == "sendMessage"
    assert not api.violations


def test_a_refusal_of_the_third_edit_costs_the_answer_nothing(
    api: BotApi, serve: Serve, slow: FakeAssistant
) -> None:
    anna = api.user(ANNA)
    group = api.group(-56, "Desk")
    anna.adds_bot(group, "administrator")
    with serve(slow, timer=FAST_WITH_PROGRESS):
        anna.says(group, "/ask slow one")
        assert api.wait(lambda: len(api.called("editMessageText", group.id)) == 2, 10)
        assert group.last.text == "One moment … ··"
        api.faults.next("editMessageText", status=429, retry_after=2, chat=group.id)
        assert api.wait(lambda: len(api.called("editMessageText", group.id)) == 3, 10)
        slow.go_on.set()
        assert api.wait(lambda: group.last.text == "You said: slow one", 10)
        assert api.wait(lambda: len(group.replies) == 1, 10)
    assert not api.violations


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


def test_cancel_ends_the_answer_in_the_making_and_frees_the_chat(
    api: BotApi, serve: Serve, slow: FakeAssistant
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(slow):
        anna.says(chat, "slow one")
        assert slow.at_work.wait(5)
        anna.says(chat, "/cancel")
        anna.says(chat, "two")
        assert api.wait(lambda: len(chat.replies) == 2)
        slow.go_on.set()
        anna.says(chat, "/cancel")
        assert api.wait(lambda: len(chat.replies) == 3)
    assert {m.text for m in chat.replies[:2]} == {"Cancelled.", "You said: two"}
    assert chat.last.text == "There is nothing to cancel."


def test_an_answer_that_takes_too_long_is_given_up_with_a_word(
    api: BotApi, serve: Serve, slow: FakeAssistant
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(slow, answer_seconds=0.3):
        anna.says(chat, "slow one")
        assert api.wait(lambda: chat.replies)
        slow.go_on.set()
    assert "longer than" in chat.last.text


class Broken(FakeAssistant):
    """Fails over every question."""

    def answer(self, question: Question) -> Reply:
        raise ZeroDivisionError("of 12345678:AAE-abcdefghijklmnopqrstuvwxyz_0123456")


def test_an_error_is_told_with_a_reference_and_no_trace(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(Broken()) as service:
        anna.says(chat, "broken")
        assert api.wait(lambda: chat.replies)
        assert service.metrics.errors == 1
    assert "reference" in chat.last.text
    assert "ZeroDivision" not in chat.last.text


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


def test_a_blocked_bot_goes_on_with_the_others(
    api: BotApi, serve: Serve, slow: FakeAssistant
) -> None:
    anna, boris = api.user(ANNA), api.user(BORIS)
    one, two = api.private(anna), api.private(boris)
    with serve(slow):
        anna.says(one, "slow one")
        assert slow.at_work.wait(5)
        anna.blocks()
        slow.go_on.set()
        boris.says(two, "two")
        assert api.wait(lambda: two.replies)
    assert not one.replies


def test_a_group_that_became_a_supergroup_gets_its_answer_there(
    api: BotApi, serve: Serve, slow: FakeAssistant
) -> None:
    anna = api.user(ANNA)
    group = api.group(-55, "Desk")
    anna.adds_bot(group, "administrator")
    with serve(slow):
        anna.says(group, "/ask slow one")
        assert slow.at_work.wait(5)
        larger = anna.turns_into_supergroup(group, -100055)
        slow.go_on.set()
        assert api.wait(lambda: larger.replies)
    assert larger.last.text == "You said: slow one"


def test_a_webhook_takes_updates_from_whoever_knows_the_secret(
    api: BotApi, serve: Serve, free_port: int
) -> None:
    chat = api.private(anna := api.user(ANNA))
    url = f"http://127.0.0.1:{free_port}/hook"
    with serve(
        webhook_url=url, webhook_secret=SECRET, webhook_listen=f"127.0.0.1:{free_port}"
    ) as service:
        anna.says(chat, TURKISH)
        assert api.wait(lambda: chat.replies)
        before = service.metrics.updates.total()
        update = json.dumps({"update_id": 999999}).encode()
        assert post_update(url, update, None) == 403
        assert post_update(url, update, "s" * 39 + "x") == 403
        assert post_update(url, b"no json", SECRET) == 400
        assert post_update(url.replace("hook", "other"), update, SECRET) == 404
        assert service.metrics.updates.total() == before
    assert "cannot pay" in chat.last.text


def test_health_and_counts_are_served_on_loopback(
    api: BotApi, serve: Serve, free_port: int
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(health_port=free_port):
        anna.says(chat, TURKISH)
        assert api.wait(lambda: chat.replies)
        base = f"http://127.0.0.1:{free_port}"
        with urllib.request.urlopen(f"{base}/readyz", timeout=5) as answer:
            assert answer.read() == b"ok\n"
        with urllib.request.urlopen(f"{base}/metrics", timeout=5) as answer:
            told = answer.read().decode()
    assert 'tradewind_updates_total{kind="message"} 1' in told
    assert 'tradewind_replies_total{kind="answer"} 1' in told


def test_two_processes_with_one_token_are_told_apart_in_the_log(
    api: BotApi, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        api.faults.next("getUpdates", status=409)
        anna.says(chat, "hello")
        anna.says(chat, "thanks")
        assert api.wait(lambda: len(chat.replies) == 2, 10)
        assert api.wait(lambda: "another process asks for this bot's updates" in caplog.text, 10)
