"""Conversations with the bot over a real Bot API server: what people type and what they see."""

from __future__ import annotations

from tests.telegram.at_work import ANNA, Serve
from tests.telegram.botapi import BotApi


def test_a_question_is_answered_with_its_source_as_a_link(api: BotApi, serve: Serve) -> None:
    anna = api.user(ANNA, first_name="Anna")
    chat = api.private(anna)
    with serve():
        anna.says(chat, "Can I pay my Turkish supplier in USDT?")
        assert api.wait(lambda: chat.replies)
    assert "A Turkish buyer cannot pay an invoice in crypto." in chat.last.text
    assert not api.violations
