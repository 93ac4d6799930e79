"""What goes wrong between a bot and Telegram: the final message arrives all the same."""

from __future__ import annotations

import time

import pytest

from bot.question import Question
from bot.replies.reply import Reply
from tests.fake_telegram.server import BotApi
from tests.support.assistants import FakeAssistant
from tests.support.fast_time import FAST_WITH_PROGRESS, REAL
from tests.support.full_disk import full
from tests.support.telegram_bot import ANNA, BORIS, STRANGER, Serve

TURKISH = "Can I pay my Turkish supplier in USDT?"


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
def test_the_final_message_arrives_despite_every_failure(
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


def test_a_chat_that_must_wait_delays_no_other(api: BotApi, serve: Serve) -> None:
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


class Broken(FakeAssistant):
    """Fails over every question."""

    def answer(self, question: Question) -> Reply:
        raise ZeroDivisionError("of 12345678:AAE-abcdefghijklmnopqrstuvwxyz_0123456")


def test_an_error_is_reported_with_a_reference_and_no_trace(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(Broken()) as service:
        anna.says(chat, "broken")
        assert api.wait(lambda: chat.replies)
        assert service.metrics.errors == 1
    assert "reference" in chat.last.text
    assert "ZeroDivision" not in chat.last.text


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


def test_a_full_disk_costs_no_answer_and_no_word_too_many(
    api: BotApi, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    anna, vera = api.user(ANNA), api.user(STRANGER)
    chat, door = api.private(anna), api.private(vera)
    with serve() as service:
        full(service.store)
        anna.says(chat, TURKISH)
        assert api.wait(lambda: len(chat.replies) == 1)
        pressed = anna.presses(chat.last, "👍")
        assert api.wait(lambda: pressed.answered)
        anna.says(chat, "since when?")
        assert api.wait(lambda: len(chat.replies) == 2)
        vera.says(door, "let me in")
        assert api.wait(lambda: door.replies)
        anna.says(chat, "/forget")
        assert api.wait(lambda: len(chat.replies) == 3)
    assert "cannot pay" in chat.replies[0].text
    assert "30 April 2021" in chat.replies[1].text
    assert "private" in door.last.text
    assert "full" in caplog.text
    assert service.metrics.errors == 0


@pytest.mark.parametrize("ago", [-86400.0, 86400.0 * 400], ids=["future", "long ago"])
def test_a_wrong_clock_at_either_end_costs_no_answer(api: BotApi, serve: Serve, ago: float) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        anna.says(chat, TURKISH, ago=ago)
        assert api.wait(lambda: chat.replies)
    assert "cannot pay" in chat.last.text
