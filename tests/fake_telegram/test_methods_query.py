"""Answers to buttons and inline queries."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fake_telegram.chats import Chat
from tests.fake_telegram.person import Person

Call = Any


def refused(answer: dict[str, Any]) -> str:
    assert not answer["ok"]
    return str(answer["description"])


def test_a_press_is_answered_once(chat: Chat, anna: Person, call: Call) -> None:
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    call("sendMessage", chat_id=1, text="Sure?", reply_markup=markup)
    press = anna.presses(chat.last, "Yes")
    query = call("getUpdates")["result"][0]["callback_query"]
    assert (query["id"], query["data"], query["from"]["id"]) == (press.id, "y", 1)
    assert not press.answered
    assert call("answerCallbackQuery", callback_query_id=press.id, text="Good")["ok"]
    assert press.answer == {"callback_query_id": press.id, "text": "Good"}
    again = refused(call("answerCallbackQuery", callback_query_id=press.id))
    assert again.startswith("Bad Request: query is too old")
    with pytest.raises(AssertionError, match="no button 'No'"):
        anna.presses(chat.last, "No")


def test_inline_results_are_checked_and_recorded(chat: Chat, anna: Person, call: Call) -> None:
    def article(key: int) -> dict[str, Any]:
        return {"type": "article", "id": str(key), "title": "T",
                "input_message_content": {"message_text": "m"}}  # fmt: skip

    asked = anna.inline("usdt")
    many = refused(call("answerInlineQuery", inline_query_id=asked.id,
                        results=[article(n) for n in range(51)]))  # fmt: skip
    assert many == "Bad Request: RESULTS_TOO_MUCH"
    twice = call("answerInlineQuery", inline_query_id=asked.id, results=[article(1), article(1)])
    assert refused(twice) == "Bad Request: RESULT_ID_DUPLICATE"
    assert call("answerInlineQuery", inline_query_id=asked.id, results=[article(1)])["ok"]
    assert [each["title"] for each in asked.results] == ["T"]
    assert anna.chooses(asked, 0, chat).text == "m"


def test_an_old_or_forged_button_can_still_be_pressed(chat: Chat, anna: Person, call: Call) -> None:
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    call("sendMessage", chat_id=1, text="Sure?", reply_markup=markup)
    asked = chat.last
    call("editMessageReplyMarkup", chat_id=1, message_id=asked.id)
    assert asked.buttons == []
    anna.presses(asked, "Yes", data="y")
    anna.deletes(asked)
    anna.presses(asked, "Yes", data="forged")
    first, second = [u["callback_query"] for u in call("getUpdates")["result"]]
    assert (first["data"], first["message"]["text"]) == ("y", "Sure?")
    assert (second["data"], second["message"]["date"]) == ("forged", 0)
