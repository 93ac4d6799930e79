"""What the bot answers to presses, inline questions and calls as a guest."""

from __future__ import annotations

import re

from tests.fake_telegram import limits, markup_limits
from tests.fake_telegram.chats import Json
from tests.fake_telegram.schema import Refused
from tests.fake_telegram.state import Asked, Messenger

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def callback(server: Messenger, call: Json, notes: list[str]) -> bool:
    """True: whoever pressed a button sees that it worked."""
    if limits.units(call.get("text", "")) > 200:
        raise Refused("MESSAGE_TOO_LONG")
    _open(server, call["callback_query_id"]).answer = call
    return True


def inline(server: Messenger, call: Json, notes: list[str]) -> bool:
    """True: whoever asked sees the results."""
    found = markup_limits.results(call["results"], notes)
    if len(call.get("next_offset", "").encode()) > 64:
        raise Refused("NEXT_OFFSET_INVALID")
    start = call.get("button", {}).get("start_parameter")
    if start is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", start):
        raise Refused("START_PARAM_INVALID")
    asked = _open(server, call["inline_query_id"])
    asked.answer, asked.results = call, found
    return True


def guest(server: Messenger, call: Json, notes: list[str]) -> Json:
    """The identifier of the message that the bot left as a guest."""
    found = markup_limits.result(call["result"], notes)
    asked = _open(server, call["guest_query_id"])
    asked.answer, asked.results = call, [found]
    return {"inline_message_id": f"guest{asked.id}"}


def _open(server: Messenger, key: str) -> Asked:
    asked = server.asked.get(key)
    if asked is None or asked.answered:
        raise Refused(_TOO_OLD)
    return asked
