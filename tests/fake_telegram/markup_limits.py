"""The documented limits of what a person may press or choose: buttons and inline results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.fake_telegram import limits
from tests.fake_telegram.schema import ApiError, as_object

CALLBACK, RESULTS, BUTTONS = 64, 50, 100
_PRESSED = ("url", "callback_data", "web_app", "login_url", "switch_inline_query",
            "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
            "callback_game", "pay")  # fmt: skip
_RESULT_KINDS = frozenset(
    [
        "article",
        "photo",
        "gif",
        "mpeg4_gif",
        "video",
        "audio",
        "voice",
        "document",
        "location",
        "venue",
        "contact",
        "game",
        "sticker",
    ]
)


def check_buttons(markup: Mapping[str, Any] | None) -> list[list[dict[str, Any]]]:
    """The rows of an inline keyboard that may be shown."""
    rows: list[list[dict[str, Any]]] = (markup or {}).get("inline_keyboard", [])
    if sum(map(len, rows)) > BUTTONS:
        raise ApiError("reply markup is too long")
    for row in rows:
        for button in row:
            _button(button)
    return rows


def _button(button: Mapping[str, Any]) -> None:
    where = "can't parse inline keyboard button: "
    if not button["text"].strip():
        raise ApiError(where + "Text must be non-empty")
    kinds = [key for key in _PRESSED if key in button]
    if not kinds:
        raise ApiError(where + "Text buttons are unallowed in the inline keyboard")
    if len(kinds) > 1:
        raise ApiError(where + "exactly one of its optional fields must be used")
    if kinds == ["callback_data"] and not 0 < len(button["callback_data"].encode()) <= CALLBACK:
        raise ApiError("BUTTON_DATA_INVALID")
    if kinds == ["copy_text"] and not 0 < limits.utf16_length(button["copy_text"]["text"]) <= 256:
        raise ApiError("BUTTON_COPY_TEXT_INVALID")
    if kinds == ["url"] and not limits.is_link(button["url"]):
        raise ApiError(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if button.get("style", "primary") not in ("primary", "success", "danger"):
        raise ApiError("BUTTON_STYLE_INVALID")


def check_results(found: Sequence[Mapping[str, Any]], notes: list[str]) -> list[dict[str, Any]]:
    """Inline results that a person may choose from."""
    if len(found) > RESULTS:
        raise ApiError("RESULTS_TOO_MUCH")
    if len({each.get("id") for each in found}) < len(found):
        raise ApiError("RESULT_ID_DUPLICATE")
    return [check_result(each, notes) for each in found]


def check_result(given: Mapping[str, Any], notes: list[str]) -> dict[str, Any]:
    """One inline result, its text and its buttons within their limits."""
    where, kind = "can't parse inline query result: ", given.get("type", "")
    if kind not in _RESULT_KINDS:
        raise ApiError(f'{where}type "{kind}" is unsupported for the inline query result')
    if not 0 < len(str(given.get("id", "")).encode()) <= 64:
        raise ApiError("RESULT_ID_INVALID")
    if kind == "article" and not given.get("title"):
        raise ApiError(where + 'field "title" must be given')
    kept, content = dict(given), given.get("input_message_content")
    if kind == "article" and not content:
        raise ApiError("MESSAGE_EMPTY" if content == {} else where + "message content is not given")
    if content and "message_text" in content:
        text = as_object("InputTextMessageContent", content, notes)
        limits.refuse_markup(text)
        if not text["message_text"].strip():
            raise ApiError("message text is empty")
        text["message_text"], text["entities"] = limits.check_text(
            text["message_text"], text.get("entities", []), notes
        )
        kept["input_message_content"] = text
    if markup := given.get("reply_markup"):
        kept["reply_markup"] = as_object("InlineKeyboardMarkup", markup, notes)
        check_buttons(kept["reply_markup"])
    return kept
