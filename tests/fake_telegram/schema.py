"""The documented parameters of the Bot API's methods, and a call read by them.

A parameter is written ``name:kind``, with ``!`` when it is required. A kind is a plain one, the
name of an object below, or either of them in brackets for a list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from tests.fake_telegram.parameters import Upload

_TO = (
    "business_connection_id:str message_thread_id:int direct_messages_topic_id:int "
    "disable_notification:bool protect_content:bool allow_paid_broadcast:bool "
    "message_effect_id:str suggested_post_parameters:any reply_parameters:ReplyParameters "
    "reply_markup:Markup"
)
_CAPTION = "caption:str parse_mode:str caption_entities:[MessageEntity]"
_EDITED = "business_connection_id:str chat_id:chat message_id:int inline_message_id:str"
_COMMANDS = "scope:BotCommandScope language_code:str"

METHODS: Mapping[str, str] = {
    "getMe": "",
    "logOut": "",
    "close": "",
    "getUpdates": "offset:int limit:int timeout:int allowed_updates:[str]",
    "setWebhook": "url:str! certificate:file ip_address:str max_connections:int "
    "allowed_updates:[str] drop_pending_updates:bool secret_token:str",
    "deleteWebhook": "drop_pending_updates:bool",
    "getWebhookInfo": "",
    "sendMessage": "chat_id:chat! text:str! parse_mode:str entities:[MessageEntity] "
    f"link_preview_options:LinkPreviewOptions {_TO}",
    "sendPhoto": f"chat_id:chat! photo:file! {_CAPTION} show_caption_above_media:bool "
    f"has_spoiler:bool {_TO}",
    "sendDocument": f"chat_id:chat! document:file! thumbnail:file {_CAPTION} "
    f"disable_content_type_detection:bool {_TO}",
    "editMessageText": f"{_EDITED} text:str! parse_mode:str entities:[MessageEntity] "
    "link_preview_options:LinkPreviewOptions reply_markup:InlineKeyboardMarkup",
    "editMessageCaption": f"{_EDITED} {_CAPTION} show_caption_above_media:bool "
    "reply_markup:InlineKeyboardMarkup",
    "editMessageReplyMarkup": f"{_EDITED} reply_markup:InlineKeyboardMarkup",
    "deleteMessage": "chat_id:chat! message_id:int!",
    "sendChatAction": "business_connection_id:str chat_id:chat! message_thread_id:int action:str!",
    "sendMessageDraft": "chat_id:int! message_thread_id:int draft_id:int! text:str "
    "parse_mode:str entities:[MessageEntity]",
    "answerCallbackQuery": "callback_query_id:str! text:str show_alert:bool url:str cache_time:int",
    "answerInlineQuery": "inline_query_id:str! results:[InlineQueryResult]! cache_time:int "
    "is_personal:bool next_offset:str button:InlineQueryResultsButton",
    "answerGuestQuery": "guest_query_id:str! result:InlineQueryResult!",
    "setMyCommands": f"commands:[BotCommand]! {_COMMANDS}",
    "deleteMyCommands": _COMMANDS,
    "getMyCommands": _COMMANDS,
    "getFile": "file_id:str!",
    "getChat": "chat_id:chat!",
    "getChatMember": "chat_id:chat! user_id:int!",
    "leaveChat": "chat_id:chat!",
}

OBJECTS: Mapping[str, str] = {
    "MessageEntity": "type:str! offset:int! length:int! url:str user:any language:str "
    "custom_emoji_id:str unix_time:int date_time_format:str",
    "LinkPreviewOptions": "is_disabled:bool url:str prefer_small_media:bool "
    "prefer_large_media:bool show_above_text:bool",
    "ReplyParameters": "message_id:int! chat_id:chat allow_sending_without_reply:bool quote:str "
    "quote_parse_mode:str quote_entities:[MessageEntity] quote_position:int "
    "checklist_task_id:int poll_option_id:str",
    "InlineKeyboardMarkup": "inline_keyboard:[[InlineKeyboardButton]]!",
    "InlineKeyboardButton": "text:str! icon_custom_emoji_id:str style:str url:str "
    "callback_data:str web_app:any login_url:any switch_inline_query:str "
    "switch_inline_query_current_chat:str switch_inline_query_chosen_chat:any "
    "copy_text:CopyTextButton callback_game:any pay:bool",
    "CopyTextButton": "text:str!",
    "ReplyKeyboardMarkup": "keyboard:[[KeyboardButton]]! is_persistent:bool resize_keyboard:bool "
    "one_time_keyboard:bool input_field_placeholder:str selective:bool",
    "KeyboardButton": "text:str! icon_custom_emoji_id:str style:str request_users:any "
    "request_chat:any request_managed_bot:any request_contact:bool request_location:bool "
    "request_poll:any web_app:any",
    "ReplyKeyboardRemove": "remove_keyboard:bool! selective:bool",
    "ForceReply": "force_reply:bool! input_field_placeholder:str selective:bool",
    "BotCommand": "command:str! description:str!",
    "BotCommandScope": "type:str! chat_id:chat user_id:int",
    "InlineQueryResultsButton": "text:str! web_app:any start_parameter:str",
    "InputTextMessageContent": "message_text:str! parse_mode:str entities:[MessageEntity] "
    "link_preview_options:LinkPreviewOptions",
}
_MARKUPS = {"inline_keyboard": "InlineKeyboardMarkup", "keyboard": "ReplyKeyboardMarkup",
            "remove_keyboard": "ReplyKeyboardRemove", "force_reply": "ForceReply"}  # fmt: skip
_TRUE = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}
# What the server says when a required parameter is left out, where it has words of its own.
_LEFT_OUT = {"chat_id": "chat_id is empty", "text": "message text is empty",
             "photo": "there is no photo in the request",
             "document": "there is no document in the request",
             "message_id": "message identifier is not specified",
             "file_id": "file_id not specified"}  # fmt: skip


class ApiError(Exception):
    """What the server answers instead of doing what was asked."""

    def __init__(self, description: str, status: int = 400, **parameters: Any) -> None:
        prefix = {400: "Bad Request: ", 403: "Forbidden: ", 409: "Conflict: "}.get(status, "")
        super().__init__(prefix + description)
        self.status = status
        self.description = prefix + description
        self.parameters = parameters


def parse_call(method: str, sent: Mapping[str, Any], notes: list[str]) -> dict[str, Any]:
    """A call's parameters as numbers, truths, lists and objects.

    What the server overlooks but its documentation does not know is added to ``notes``.
    """
    # A part "attach://NAME" of a call stands in another of its parts.
    attached = {
        str(value)[9:]
        for value in sent.values()
        if isinstance(value, str) and value.startswith("attach://")
    }
    call = {key: value for key, value in sent.items() if key not in attached}
    for key, value in call.items():
        if isinstance(value, str) and value.startswith("attach://"):
            call[key] = sent.get(value[9:], value)
    return _fields(METHODS[method], call, notes, "")


def as_object(name: str, raw: Any, notes: list[str]) -> dict[str, Any]:
    """An object of a documented kind."""
    return _fields(OBJECTS[name], _json(name, raw, dict), notes, name)


def _fields(spec: str, given: Mapping[str, Any], notes: list[str], where: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    known = dict(part.split(":") for part in spec.split())
    owner = f"field {where}." if where else "parameter "
    notes += [f"unknown {owner}{key}" for key in given if key not in known]
    for name, written in known.items():
        kind = written.removesuffix("!")
        if given.get(name) is None:
            if written.endswith("!"):
                said = f'can\'t parse {where}: field "{name}" must be given'
                raise ApiError(said if where else _LEFT_OUT.get(name, f"{name} is not specified"))
            continue
        found[name] = _value(kind, given[name], notes, name)
    return found


def _value(kind: str, raw: Any, notes: list[str], name: str) -> Any:
    if kind.startswith("["):
        items = _json(name, raw, list)
        return [_value(kind[1:-1], item, notes, name) for item in items]
    if kind == "Markup":
        kind = next((n for key, n in _MARKUPS.items() if key in _json(name, raw, dict)), "")
        if not kind:
            raise ApiError("can't parse reply keyboard markup JSON object")
    if kind in OBJECTS:
        return as_object(kind, raw, notes)
    if kind == "InlineQueryResult":
        return _json(name, raw, dict)
    return _plain(kind, raw, name)


def _plain(kind: str, raw: Any, name: str) -> Any:
    is_text = isinstance(raw, str)
    if kind in ("int", "chat") and not isinstance(raw, bool):
        if isinstance(raw, int) or (is_text and re.fullmatch(r"-?\d+", raw)):
            return int(raw)
        if kind == "chat" and is_text and raw.startswith("@"):
            return raw
    if kind == "bool":
        if isinstance(raw, bool):
            return raw
        if is_text and raw.lower() in _TRUE:
            return _TRUE[raw.lower()]
    if (kind == "str" and is_text) or (kind == "file" and isinstance(raw, (str, Upload))):
        if is_text and any("\ud800" <= letter <= "\udfff" for letter in raw):
            raise ApiError("strings must be encoded in UTF-8")
        return raw
    if kind == "any":
        return raw
    raise ApiError(f"invalid {name} specified")


def _json(name: str, raw: Any, kind: type[Any]) -> Any:
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except ValueError:
            raise ApiError(f"can't parse {name} JSON object") from None
    if not isinstance(raw, kind):
        raise ApiError(f"can't parse {name}: {'object' if kind is dict else 'array'} expected")
    return raw
