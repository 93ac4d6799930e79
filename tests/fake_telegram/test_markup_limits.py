"""Limits of buttons and inline results."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fake_telegram.chats import Chat
from tests.fake_telegram.server import BotApi

Call = Any


def refused(answer: dict[str, Any]) -> str:
    assert not answer["ok"]
    return str(answer["description"])


@pytest.mark.parametrize(
    ("button", "said"),
    [
        ({"text": "Go", "callback_data": "ж" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "Go"}, "Text buttons are unallowed"),
        ({"text": " ", "callback_data": "x"}, "Text must be non-empty"),
        ({"text": "Go", "url": "ftp://x"}, "URL 'ftp://x' is invalid: Wrong HTTP URL"),
        ({"text": "Go", "callback_data": "x", "url": "https://a.example"}, "exactly one"),
    ],
)
def test_buttons_have_limits(
    chat: Chat, call: Call, button: dict[str, Any], said: str
) -> None:  # fmt: skip
    markup = {"inline_keyboard": [[button]]}
    assert said in refused(call("sendMessage", chat_id=1, text="x", reply_markup=markup))


def test_a_misspelt_field_of_a_button_is_recorded(api: BotApi, chat: Chat, call: Call) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "x", "colour": "red"}]]}
    assert call("sendMessage", chat_id=1, text="x", reply_markup=markup)["ok"]
    assert [v.reason for v in api.violations] == ["unknown field InlineKeyboardButton.colour"]
