"""Answers in threads."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.assistant import Assistant
from bot.question import Question
from tests.fake_telegram.server import BotApi
from tests.support.assistants import FakeAssistant
from tests.support.telegram_bot import ANNA, BORIS, Serve


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("pay 12000 USDT to Vietnam", True), ("price BTC", True), ("/price BTC EUR", True),
        ("сколько стоит отправить 500 USDT в Китай", True),
        ("Is the Russian crypto law of 2026 already in force?", False), ("hello", False),
        ("The listed person controls but owns 30%. Is the firm blocked?", False),
        ("pay 5 USDT " * 400, False),
    ],
)  # fmt: skip
def test_only_what_asks_the_market_goes_to_the_threads_that_wait(
    make_telegram_assistant: Callable[[], Assistant], text: str, waits: bool
) -> None:
    assert make_telegram_assistant().needs_market(Question(text=text, chat="1")) is waits


def test_a_search_that_hangs_blocks_neither_its_chat_nor_the_others(
    api: BotApi, serve: Serve, make_telegram_assistant: Callable[[], Assistant]
) -> None:
    hanging = FakeAssistant(holds=lambda text: "hang" in text)
    anna, boris = api.user(ANNA), api.user(BORIS)
    one, two = api.private(anna), api.private(boris)
    question = "Can I hang here?"
    # Words of a rule, which only the one thread that thinks answers.
    assert not hanging.needs_market(Question(text=question, chat="1"))
    with serve(hanging, answer_seconds=0.5):
        for _ in range(3):
            anna.says(one, question)
        assert api.wait(lambda: len(one.replies) == 3, 10)
        boris.says(two, "Can I pay here?")
        anna.says(one, "Can I go on?")
        assert api.wait(lambda: two.replies and len(one.replies) == 4)
        hanging.go_on.set()
    assert all("longer than" in reply.text for reply in one.replies[:3])
    assert one.last.text == "You said: Can I go on?"
    assert two.last.text == "You said: Can I pay here?"
