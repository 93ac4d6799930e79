"""What the bot changes about messages that are there: edits and deletions."""

from __future__ import annotations

from tests.fake_telegram import limits, markup_limits
from tests.fake_telegram.chats import Json, Message
from tests.fake_telegram.methods_send import caption_of, text_of
from tests.fake_telegram.schema import ApiError
from tests.fake_telegram.state import ServerState

_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


def edit_text(server: ServerState, call: Json, notes: list[str]) -> Json | bool:
    """The message with its new text."""
    message = _own(server, call)
    if message.has_file:
        raise ApiError("there is no text in the message to edit")
    return _changed(server, message, call, *text_of(call, notes))


def edit_caption(server: ServerState, call: Json, notes: list[str]) -> Json | bool:
    """The message with its new caption."""
    message = _own(server, call)
    if not message.has_file:
        raise ApiError("there is no caption in the message to edit")
    return _changed(server, message, call, *caption_of(call, notes))


def edit_markup(server: ServerState, call: Json, notes: list[str]) -> Json | bool:
    """The message with its new buttons."""
    message = _own(server, call)
    return _changed(server, message, call, message.text, message.entities)


def delete_message(server: ServerState, call: Json, notes: list[str]) -> bool:
    """True: the message is gone."""
    chat = server.chat(call["chat_id"])
    message = chat.find(call["message_id"])
    if message is None:
        raise ApiError("message to delete not found")
    if not message.from_bot and chat.type != "private" and chat.bot_is != "administrator":
        raise ApiError("message can't be deleted")
    chat.remove(message)
    return True


def _own(server: ServerState, call: Json) -> Message:
    """The bot's message that is to be edited."""
    markup_limits.check_buttons(call.get("reply_markup"))
    if inline := call.get("inline_message_id"):
        if inline not in server.inline_messages:
            raise ApiError("MESSAGE_ID_INVALID")
        return server.inline_messages[inline]
    if "chat_id" not in call:
        raise ApiError("chat_id is empty")
    if "message_id" not in call:
        raise ApiError("message identifier is not specified")
    message = server.chat(call["chat_id"]).find(call["message_id"])
    if message is None:
        raise ApiError("message to edit not found")
    if not message.from_bot:
        raise ApiError("message can't be edited")
    return message


def _changed(
    server: ServerState, message: Message, call: Json, text: str, entities: limits.Entities
) -> Json | bool:
    # An edit that names no buttons takes them away.
    markup = call.get("reply_markup")
    buttons = (markup or {}).get("inline_keyboard") or None
    before = (message.reply_markup or {}).get("inline_keyboard") or None
    if (text, entities, buttons) == (message.text, message.entities, before):
        raise ApiError(_SAME)
    message.text, message.entities = text, entities
    message.reply_markup = markup if buttons else None
    message.edited = True
    message.edits += 1
    inline = "inline_message_id" in call
    return True if inline else message.json()
