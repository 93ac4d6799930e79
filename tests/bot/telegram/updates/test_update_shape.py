"""The shape of updates: what is taken, and what would break something later."""

from __future__ import annotations

from typing import Any

import pytest

from bot.telegram.updates.update_shape import (
    MAX_ENTITIES,
    MAX_NUMBER,
    MAX_UPDATE_ID,
    check_shape,
    is_update_id,
)
from tests.support.telegram_updates import ANNA_JSON, GROUP_JSON, message_json

ENTITY = {"type": "bold", "offset": 10**6, "length": -1}
PRESSED = {"id": "1", "from": ANNA_JSON, "chat_instance": "1", "data": "x"}
GONE = {"message_id": 1, "date": 0, "chat": GROUP_JSON}


@pytest.mark.parametrize(
    "update",
    [
        message_json(1, "hello"),
        message_json(1, "half a letter \ud800", GROUP_JSON, entities=[ENTITY]),
        message_json(1, caption="x", document={"file_id": "f", "file_unique_id": "u"}),
        message_json(1, "x", reply_to_message=GONE, unknown_field={"deep": [[[]]]}),
        message_json(1, "x", GROUP_JSON, sender_chat=GROUP_JSON, is_topic_message=True),
        {"update_id": 1, "callback_query": PRESSED | {"message": GONE}},
        {"update_id": 1, "inline_query": {"id": "1", "from": ANNA_JSON, "query": "", "offset": ""}},
        {"update_id": 1, "a_kind_of_next_year": [1]},
        {"update_id": 1},
    ],
)
def test_what_telegram_sends_is_taken(update: dict[str, Any]) -> None:
    check_shape(update)
    assert is_update_id(update["update_id"])


@pytest.mark.parametrize(
    "update",
    [
        None,
        [],
        {},
        {"update_id": "1"},
        {"update_id": True},
        {"update_id": -1},
        {"update_id": MAX_UPDATE_ID + 1},
        message_json(1, "hello") | {"callback_query": []},
        message_json(1, text=["hello"]),
        message_json(1, "x", {"id": MAX_NUMBER + 1, "type": "private"}),
        message_json(1, "x", {"id": True, "type": "private"}),
        message_json(1, "x", {"id": [2], "type": "private"}),
        message_json(1, "x", {"id": 2}),
        message_json(1, "x", entities=[ENTITY | {"offset": None}]),
        message_json(1, "x", entities=[ENTITY] * (MAX_ENTITIES + 1)),
        message_json(1, "x", message_thread_id="4"),
        message_json(1, "x", reply_to_message={"from": {"id": "x"}}),
        message_json(1, "x", migrate_to_chat_id=10**30),
        {"update_id": 1, "callback_query": PRESSED | {"data": 5}},
        {"update_id": 1, "inline_query": {"id": "1", "from": ANNA_JSON, "query": None}},
        {"update_id": 1, "my_chat_member": {"chat": GROUP_JSON}},
    ],
)
def test_what_is_none_of_telegrams_is_not(update: Any) -> None:
    with pytest.raises(ValueError, match="validation error"):
        check_shape(update)


def test_numbers_of_updates_are_whole_and_of_bounded_size() -> None:
    assert is_update_id(0)
    assert is_update_id(MAX_UPDATE_ID)
    assert not any(map(is_update_id, (-1, MAX_UPDATE_ID + 1, True, 1.0, "1", None)))
