"""Edits that say nothing new."""

from __future__ import annotations

import pytest

from bot.telegram.handlers.edit_dedup import MAX_MESSAGES, EditDeduplicator
from tests.fake_telegram.actions import say
from tests.fake_telegram.server import BotApi
from tests.support.telegram_bot import ANNA, Serve
from tests.support.telegram_updates import message_of

TURKISH = "Can I pay my Turkish supplier in USDT?"


@pytest.fixture(autouse=True)
def nothing_sent_against_the_rules(api: BotApi) -> object:
    yield
    assert not api.violations


def test_an_edit_that_changes_no_word_is_no_question(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        asked = anna.says(chat, TURKISH)
        assert api.wait(lambda: chat.replies)
        anna.edits(asked, TURKISH)
        anna.edits(asked, TURKISH)
        said = say(api, anna, chat, "thanks")
        assert "welcome" in said.text
        assert chat.replies[1:] == [said]
        anna.edits(asked, "Can a Russian company pay a foreign supplier in bitcoin?")
        assert api.wait(lambda: len(chat.replies) == 3)
    assert "Russian importer" in chat.last.text


def test_a_live_location_that_moves_is_answered_once(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        place = anna.sends_location(chat, 41.0, 29.0)
        assert api.wait(lambda: chat.replies)
        for step in range(5):
            anna.moves(place, 41.0, 29.1 + step)
        assert "welcome" in say(api, anna, chat, "thanks").text
    with serve():
        anna.moves(place, 42.0, 30.0)
        assert "welcome" in say(api, anna, chat, "thanks").text
    assert "text only" in chat.replies[0].text
    assert len(chat.replies) == 3


def test_the_same_words_are_a_repeat_only_in_an_edit_of_the_same_message() -> None:
    edits = EditDeduplicator()
    assert not edits.is_repeat(message_of("hello"), "hello")
    assert not edits.is_repeat(message_of("hello"), "hello")
    assert edits.is_repeat(message_of("hello", edit_date=2), "hello")
    assert not edits.is_repeat(message_of("hello", number=2, edit_date=2), "hello")
    assert not edits.is_repeat(message_of("goodbye", edit_date=2), "goodbye")
    assert edits.is_repeat(
        message_of("", edit_date=2, location={"latitude": 1, "longitude": 2}), ""
    )


def test_the_oldest_messages_are_forgotten() -> None:
    edits = EditDeduplicator()
    for number in range(MAX_MESSAGES + 1):
        edits.is_repeat(message_of("hello", number=number), "hello")
    assert edits.is_repeat(message_of("hello", number=1, edit_date=2), "hello")
    assert not edits.is_repeat(message_of("hello", number=0, edit_date=2), "hello")
