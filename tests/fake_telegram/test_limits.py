"""Limits of texts, entities and pictures."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fake_telegram.chats import Chat
from tests.fake_telegram.server import BotApi

Call = Any


def refused(answer: dict[str, Any]) -> str:
    assert not answer["ok"]
    return str(answer["description"])


def test_a_text_of_exactly_the_greatest_length_is_sent(chat: Chat, call: Call) -> None:
    assert call("sendMessage", chat_id=1, text="😀" * 2048)["ok"]


@pytest.mark.parametrize(
    ("entity", "said"),
    [
        ({"type": "bold", "offset": 0, "length": 4}, "ends after the end of the text at UTF-16"),
        ({"type": "bold", "offset": 1, "length": 1}, "in a middle of a UTF-16 symbol"),
        ({"type": "bold", "offset": -1, "length": 2}, "ENTITY_BOUNDS_INVALID"),
        ({"type": "shout", "offset": 0, "length": 2}, "Unsupported type specified"),
        ({"type": "text_link", "offset": 0, "length": 2}, 'field "url" must be given'),
        ({"type": "text_link", "offset": 0, "length": 2, "url": "http://localhost/x"},
         "Wrong HTTP URL"),
        ({"type": "bold", "offset": 0}, 'field "length" must be given'),
    ],
)  # fmt: skip
def test_entities_must_lie_within_the_text(
    api: BotApi, chat: Chat, call: Call, entity: dict[str, Any], said: str
) -> None:
    assert said in refused(call("sendMessage", chat_id=1, text="😀b", entities=[entity]))
    assert len(api.violations) == 1


def test_entities_move_with_a_text_whose_white_space_is_cut_off(chat: Chat, call: Call) -> None:
    bold = {"type": "bold", "offset": 2, "length": 3}
    assert call("sendMessage", chat_id=1, text="\n  hey ", entities=[bold])["ok"]
    assert (chat.last.text, chat.last.marked("bold")) == ("hey", ["he"])


def test_entities_that_cross_are_noted_but_sent(api: BotApi, chat: Chat, call: Call) -> None:
    crossing = [{"type": "bold", "offset": 0, "length": 3},
                {"type": "italic", "offset": 2, "length": 3}]  # fmt: skip
    assert call("sendMessage", chat_id=1, text="abcdef", entities=crossing)["ok"]
    assert "crosses" in api.violations[0].reason
    many = [{"type": "bold", "offset": 0, "length": 1}] * 101
    assert "ENTITIES_TOO_LONG" in refused(call("sendMessage", chat_id=1, text="a", entities=many))
