"""What the bot sends: texts, photos, documents, drafts, signs that it is busy."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from tests.fake_telegram import limits, markup_limits
from tests.fake_telegram.chats import Chat, Draft, Json, Message
from tests.fake_telegram.parameters import Upload
from tests.fake_telegram.schema import ApiError
from tests.fake_telegram.state import ServerState

_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def send_message(server: ServerState, call: Json, notes: list[str]) -> Json:
    """The sent text message."""
    chat = _place(server, call)
    text, entities = text_of(call, notes)
    return _show(server, chat, server.bot_message(chat, text, entities, call))


def send_photo(server: ServerState, call: Json, notes: list[str]) -> Json:
    """The sent photo."""
    chat = _place(server, call)
    text, entities = caption_of(call, notes)
    told, body, _ = _file(server, call["photo"])
    width, height = limits.picture_size(body)
    message = server.bot_message(chat, text, entities, call)
    message.photo = body
    message.more["photo"] = [told | {"width": width, "height": height}]
    return _show(server, chat, message)


def send_document(server: ServerState, call: Json, notes: list[str]) -> Json:
    """The sent document."""
    chat = _place(server, call)
    text, entities = caption_of(call, notes)
    told, body, name = _file(server, call["document"])
    message = server.bot_message(chat, text, entities, call)
    message.document, message.file_name = body, name
    message.more["document"] = told | {"file_name": name}
    return _show(server, chat, message)


def send_chat_action(server: ServerState, call: Json, notes: list[str]) -> bool:
    """True: people see what the bot is busy with."""
    chat = _place(server, call)
    if call["action"] not in _ACTIONS:
        raise ApiError("wrong parameter action in request")
    chat.actions.append(call["action"])
    return True


def send_draft(server: ServerState, call: Json, notes: list[str]) -> bool:
    """True: the person sees the beginning of an answer."""
    chat = _place(server, call)
    if chat.type != "private":
        raise ApiError("TEXTDRAFT_PEER_INVALID")
    if call["draft_id"] == 0:
        raise ApiError("RANDOM_ID_INVALID")
    limits.refuse_markup(call)
    text, entities = limits.check_text(call.get("text", ""), call.get("entities", []), notes)
    chat.draft = Draft(
        call["draft_id"], text, entities, call.get("message_thread_id"), time.monotonic()
    )
    chat.drafts.append(chat.draft)
    return True


def _place(server: ServerState, call: Json) -> Chat:
    """The chat to speak in, once everything about where to speak is right."""
    chat = server.chat(call["chat_id"])
    thread = call.get("message_thread_id")
    if thread is not None and thread not in chat.threads:
        raise ApiError("message thread not found")
    connection = call.get("business_connection_id")
    if connection is not None and connection not in server.business:
        raise ApiError("business connection not found")
    markup_limits.check_buttons(call.get("reply_markup"))
    if preview := call.get("link_preview_options"):
        url = preview.get("url")
        if url and not limits.is_link(url):
            raise ApiError("WEBPAGE_URL_INVALID")
    return chat


def text_of(call: Json, notes: list[str]) -> tuple[str, limits.Entities]:
    """The text of a call and its entities, within their limits."""
    limits.refuse_markup(call)
    if not call["text"].strip():
        raise ApiError("message text is empty")
    return limits.check_text(call["text"], call.get("entities", []), notes)


def caption_of(call: Json, notes: list[str]) -> tuple[str, limits.Entities]:
    """The caption of a call and its entities, within their limits."""
    limits.refuse_markup(call)
    entities = call.get("caption_entities", [])
    return limits.check_text(
        call.get("caption", ""), entities, notes, most=limits.MAX_CAPTION_UNITS
    )


def _file(server: ServerState, given: Upload | str) -> tuple[Json, bytes, str]:
    if isinstance(given, Upload):
        if not given.body:
            raise ApiError("file must be non-empty")
        return server.keep(given.name, given.body), given.body, given.name
    if given not in server.files:
        raise ApiError("wrong file identifier/HTTP URL specified")
    name, body, size = server.files[given]
    return {"file_id": given, "file_unique_id": f"u{given}", "file_size": size}, body, name


def _show(server: ServerState, chat: Chat, message: Message) -> Json:
    call = message.call
    message.reply_markup = call.get("reply_markup")
    message.message_thread_id = call.get("message_thread_id")
    message.more |= {k: call[k] for k in ("business_connection_id",) if k in call}
    if reply := call.get("reply_parameters"):
        _answering(server, chat, message, reply)
    return chat.add(message).json()


def _answering(server: ServerState, chat: Chat, message: Message, reply: Mapping[str, Any]) -> None:
    source = server.chat(reply.get("chat_id", chat.id))
    message.reply_to = source.find(reply["message_id"])
    if message.reply_to is None:
        if not reply.get("allow_sending_without_reply"):
            raise ApiError("message to be replied not found")
    elif (quote := reply.get("quote")) is not None and quote not in message.reply_to.text:
        raise ApiError("QUOTE_TEXT_INVALID")
