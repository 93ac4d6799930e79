"""Inline: the newest words of the person who types, a share for everybody, and never an error."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.assistant import Assistant
from tests.fake_telegram.actions import say
from tests.fake_telegram.server import BotApi
from tests.support.assistants import FakeAssistant
from tests.support.telegram_bot import ANNA, BORIS, Serve

TURKISH = "can I pay my Turkish supplier in USDT"


@pytest.fixture
def typed(make_telegram_assistant: Callable[[], Assistant]) -> FakeAssistant:
    return FakeAssistant(make_telegram_assistant(), holds=lambda text: text.startswith("hang"))


def test_of_what_is_typed_letter_by_letter_only_the_last_is_answered(
    api: BotApi, serve: Serve, typed: FakeAssistant
) -> None:
    anna, boris = api.user(ANNA), api.user(BORIS)
    with serve(typed):
        with api.together():
            for end in range(len(TURKISH) - 13, len(TURKISH)):
                anna.inline(TURKISH[:end])
            last, other = anna.inline(TURKISH), boris.inline(TURKISH)
        assert api.wait(lambda: last.answered and other.answered)
    assert typed.texts == [TURKISH, TURKISH]
    assert len(last.results) == len(other.results) == 1


def test_who_asks_inline_too_much_is_warned_above_the_results(
    api: BotApi, serve: Serve, typed: FakeAssistant
) -> None:
    anna = api.user(ANNA, language_code="ru")
    chat = api.private(anna)
    with serve(typed, per_hour=1):
        first = anna.inline(TURKISH)
        assert api.wait(lambda: first.answered)
        second = anna.inline(f"{TURKISH} or USDC")
        assert api.wait(lambda: second.answered)
        # It is one quota, however a user asks.
        assert "60 min" in say(api, anna, chat, TURKISH).text
    assert len(first.results) == 1
    assert second.results == []
    assert "60 мин" in (second.answer or {})["button"]["text"]
    assert not api.violations


def test_an_inline_answer_that_hangs_is_given_up(
    api: BotApi, serve: Serve, typed: FakeAssistant
) -> None:
    anna = api.user(ANNA)
    with serve(typed, answer_seconds=0.3) as service:
        hung = anna.inline("hang over these words")
        assert api.wait(lambda: hung.answered)
        typed.go_on.set()
        again = anna.inline(TURKISH)
        assert api.wait(lambda: again.answered)
    assert (hung.results, len(again.results)) == ([], 1)
    assert service.metrics.errors == 0


def test_a_query_that_is_too_old_to_be_answered_is_no_error(
    api: BotApi, serve: Serve, typed: FakeAssistant
) -> None:
    anna = api.user(ANNA)
    with serve(typed) as service:
        api.faults.next(
            "answerInlineQuery", status=400,
            description="Bad Request: query is too old and response timeout expired",
        )  # fmt: skip
        old = anna.inline(TURKISH)
        assert api.wait(lambda: any(call.status == 400 for call in api.calls))
        new = anna.inline(TURKISH)
        assert api.wait(lambda: new.answered)
    assert not old.answered
    assert len(new.results) == 1
    assert service.metrics.errors == 0


def test_an_estimate_fits_an_inline_card(api: BotApi, serve: Serve) -> None:
    anna = api.user(ANNA)
    with serve():
        asked = anna.inline("12000 USDT to VND")
        assert api.wait(lambda: asked.answered, 15)
        nothing = anna.inline("hi")
        assert api.wait(lambda: nothing.answered)
    (card,) = asked.results
    assert card["title"] == "12000 USDT to VND"
    assert "VND" in card["input_message_content"]["message_text"]
    assert "SAMPLE DATA" in card["input_message_content"]["message_text"]
    assert nothing.results == []
    assert not api.violations
