"""What the bot answers to presses, inline questions and calls as a guest."""

from __future__ import annotations

import re

from tests.fake_telegram import limits, markup_limits
from tests.fake_telegram.chats import Json
from tests.fake_telegram.schema import ApiError
from tests.fake_telegram.state import PendingQuery, ServerState

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer_callback(server: ServerState, call: Json, notes: list[str]) -> bool:
    """True: the person who pressed a button sees that it worked."""
    if limits.utf16_length(call.get("text", "")) > 200:
        raise ApiError("MESSAGE_TOO_LONG")
    _open(server, call["callback_query_id"]).answer = call
    return True


def answer_inline(server: ServerState, call: Json, notes: list[str]) -> bool:
    """True: the person who asked sees the results."""
    found = markup_limits.check_results(call["results"], notes)
    if len(call.get("next_offset", "").encode()) > 64:
        raise ApiError("NEXT_OFFSET_INVALID")
    start = call.get("button", {}).get("start_parameter")
    if start is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", start):
        raise ApiError("START_PARAM_INVALID")
    asked = _open(server, call["inline_query_id"])
    asked.answer, asked.results = call, found
    return True


def answer_guest(server: ServerState, call: Json, notes: list[str]) -> Json:
    """The identifier of the message that the bot left as a guest."""
    found = markup_limits.check_result(call["result"], notes)
    asked = _open(server, call["guest_query_id"])
    asked.answer, asked.results = call, [found]
    return {"inline_message_id": f"guest{asked.id}"}


def _open(server: ServerState, key: str) -> PendingQuery:
    asked = server.asked.get(key)
    if asked is None or asked.answered:
        raise ApiError(_TOO_OLD)
    return asked
