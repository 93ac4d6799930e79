"""Updates as the Bot API sends them, made by hand, and as the library reads them."""

from __future__ import annotations

from typing import Any

from telegram import Message, Update, User

ANNA_JSON = {"id": 2, "is_bot": False, "first_name": "Anna"}
GROUP_JSON = {"id": -5, "type": "group", "title": "Desk"}
BOT_USER = User(7, "Tradewind", is_bot=True, username="tradewind_bot")


def message_json(
    number: int, text: str = "", chat: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """An update with a message of Anna, in private unless another chat is given."""
    message = {
        "message_id": number, "date": 1, "from": ANNA_JSON,
        "chat": chat or {"id": ANNA_JSON["id"], "type": "private"},
        **({"text": text} if text else {}), **more,
    }  # fmt: skip
    return {"update_id": number, "message": message}


def read(data: dict[str, Any]) -> Update:
    """An update as the library reads it."""
    update = Update.de_json(data, None)
    assert update
    return update


def message_update(
    number: int, text: str = "", chat: dict[str, Any] | None = None, **more: Any
) -> Update:
    """The same as the library reads it."""
    return read(message_json(number, text, chat, **more))


def message_of(
    text: str = "", chat: dict[str, Any] | None = None, number: int = 1, **more: Any
) -> Message:
    """The message alone."""
    message = message_update(number, text, chat, **more).message
    assert message
    return message
