"""Buttons: whose they are, how long they work, and what pressing them again does."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.telegram.delivery import callback_data
from bot.telegram.delivery.callback_data import ButtonAction
from bot.telegram.handlers.service_quota import SERVICE_BURST
from tests.fake_telegram.actions import buttons, press, say
from tests.fake_telegram.server import BotApi
from tests.support.assistants import FakeAssistant
from tests.support.telegram_bot import ADMIN, ANNA, BORIS, Serve

TURKISH = "Can I pay my Turkish supplier in USDT?"
INVOICE = "40,000 EUR invoice from Germany to Tbilisi"
OLD = "That button is from an earlier answer. Please ask again."


@pytest.fixture(autouse=True)
def nothing_sent_against_the_rules(api: BotApi) -> object:
    yield
    assert not api.violations


def test_after_thanks_the_buttons_of_the_answer_still_work(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve() as service:
        say(api, anna, chat, INVOICE, 2)
        estimate = chat.last
        say(api, anna, chat, "thanks")
        assert press(api, anna, estimate, "👍") == "Thank you."
        assert service.store.count_rows("feedback") == 1
        count = len(chat.replies)
        assert press(api, anna, estimate, "Swap sides") == ""
        assert api.wait(lambda: len(chat.replies) == count + 2, 20)


def test_anothers_question_in_a_group_closes_only_what_goes_on_from_an_answer(
    api: BotApi, serve: Serve
) -> None:
    anna, boris = api.user(ANNA), api.user(BORIS)
    group = api.group(-91, "Desk")
    anna.adds_bot(group, "administrator")
    with serve():
        cited = say(api, anna, group, "/estimate 40,000 EUR invoice from Germany to Istanbul", 2)
        say(api, boris, group, f"/ask {TURKISH}")
        count = len(group.replies)
        assert press(api, anna, cited, "Sources") == ""
        assert api.wait(lambda: len(group.replies) == count + 1)
        assert group.last.marked("text_link")
        assert press(api, anna, cited, "👎") == "Thank you."
        assert press(api, anna, cited, "Refresh") == OLD
        assert "person who asked" in press(api, boris, cited, "Sources")


def test_what_is_forgotten_by_reset_cannot_be_gone_on_from(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        estimate = say(api, anna, chat, INVOICE, 2)
        say(api, anna, chat, "/reset")
        assert press(api, anna, estimate, "Refresh") == OLD
        assert press(api, anna, estimate, "👍") == "Thank you."


def test_a_thumb_pressed_five_times_is_one_verdict_and_the_other_thumb_replaces_it(
    api: BotApi, serve: Serve, make_telegram_assistant: Callable[[], Assistant]
) -> None:
    recorded = FakeAssistant(make_telegram_assistant())
    chat = api.private(anna := api.user(ANNA))
    with serve(recorded) as service:
        answer = say(api, anna, chat, TURKISH)
        for _ in range(5):
            assert press(api, anna, answer, "👍") == "Thank you."
        assert (service.store.count_rows("feedback"), recorded.thumbs) == (1, ["up"])
        press(api, anna, answer, "👎")
        assert (service.store.count_rows("feedback"), recorded.thumbs) == (1, ["up", "down"])


def test_a_pressed_button_answers_in_the_language_of_the_answer_above_it(
    api: BotApi, serve: Serve
) -> None:
    chat = api.private(boris := api.user(BORIS, language_code="en"))
    with serve():
        estimate = say(api, boris, chat, "заплатить 40000 EUR из Германии в Стамбул", 2)
        press(api, boris, estimate, "Обновить")
        assert api.wait(lambda: len(chat.replies) == 4, 20)
        assert "Обновить" in buttons(chat.last)
        assert "Самый дешёвый из разрешённых" in chat.last.text


def test_presses_count_against_what_a_user_may_ask(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(per_hour=3):
        answer = say(api, anna, chat, TURKISH)
        assert press(api, anna, answer, "Sources") == ""
        assert press(api, anna, answer, "Sources") == ""
        assert "limit of questions" in press(api, anna, answer, "Sources")
        assert "limit of questions" in press(api, anna, answer, "👍")
    assert len(chat.replies) == 3


def test_only_the_last_twenty_answers_keep_their_buttons(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(a_second=1000):
        first = say(api, anna, chat, TURKISH)
        second = say(api, anna, chat, TURKISH)
        with api.together():
            for _ in range(19):
                anna.says(chat, TURKISH)
        assert api.wait(lambda: len(chat.replies) == 21, 60)
        assert press(api, anna, first, "👍") == OLD
        assert press(api, anna, second, "👍") == "Thank you."


def test_a_button_of_yesterday_is_refused_kindly(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve() as service:
        answer = say(api, anna, chat, TURKISH)
        pressed = buttons(answer).index("👍")
        data = (answer.reply_markup or {})["inline_keyboard"][0][pressed]["callback_data"]
        number = int(data.split("|")[2], 16)
        long_ago = time.time() - callback_data.LIFETIME_S - 1
        action, key = ButtonAction("vote", "up", number), service.store.signing_key
        old = callback_data.encode_action(action, key, f"{chat.id}", ANNA, long_ago)
        assert press(api, anna, answer, "👍", old) == OLD
        assert service.store.count_rows("feedback") == 0
        assert press(api, anna, answer, "👍") == "Thank you."


def test_a_button_is_released_also_beyond_the_quota_of_refusals(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        answer = say(api, anna, chat, TURKISH)
        texts = [press(api, anna, answer, "👍", "forged") for _ in range(int(SERVICE_BURST) + 20)]
    assert texts[0]
    assert texts[-1] == ""


def test_a_button_pressed_while_the_bot_was_away_is_refused_kindly(
    api: BotApi, serve: Serve
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        answer = say(api, anna, chat, INVOICE, 2)
    away: list[Any] = [anna.presses(answer, "Refresh"), anna.presses(answer, "👍")]
    with serve():
        assert api.wait(lambda: all(asked.answered for asked in away))
    assert [asked.answer["text"] for asked in away] == [OLD, OLD]
    assert len(chat.replies) == 2


def test_who_is_no_admin_any_more_keeps_no_document(
    api: BotApi, serve: Serve, tmp_path: Path
) -> None:
    admin = api.user(ADMIN)
    desk, folder = api.private(admin), tmp_path / "sources"
    with serve(sources=str(folder)):
        admin.sends_document(desk, b"Rules.", "rules.txt")
        assert api.wait(lambda: desk.replies)
    with serve(sources=str(folder), admins="", allowed=f"{ADMIN}"):
        assert press(api, admin, desk.last, "Store") == "Only an admin can do that."
        assert press(api, admin, desk.last, "Discard") == "Only an admin can do that."
    assert not folder.exists()
    assert len(desk.replies) == 1
