"""The data behind a button: a signed action that one user may request in one chat for a day.

Telegram allows 64 bytes. The chat and the user are therefore signed but not part of the data.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

LIFETIME_S = 24 * 3600
MAX_BYTES = 64
_SIGNATURE_BYTES = 9


@dataclass(frozen=True)
class ButtonAction:
    """What a button does: ``name`` with an argument, applied to turn ``turn`` of the chat."""

    name: str
    argument: str
    turn: int


class ExpiredButtonError(Exception):
    """The button is older than its lifetime."""


class ForgedButtonError(Exception):
    """The data was not signed for this chat and user."""


def encode_action(action: ButtonAction, key: bytes, chat: str, user: int, now: float) -> str:
    """The data for a button; ValueError when it exceeds Telegram's limit."""
    body = f"{action.name}|{action.argument}|{action.turn:x}|{int(now) + LIFETIME_S:x}"
    data = f"{body}|{_sign(body, key, chat, user)}"
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"the action {action.name!r} is too long for a button")
    return data


def decode_action(data: str, key: bytes, chat: str, user: int, now: float) -> ButtonAction:
    """The action in a button's data; ForgedButtonError or ExpiredButtonError if not valid."""
    body, _, signature = data.rpartition("|")
    if not hmac.compare_digest(signature.encode(), _sign(body, key, chat, user).encode()):
        raise ForgedButtonError
    name, argument, turn, expires = body.split("|")
    if now > int(expires, 16):
        raise ExpiredButtonError
    return ButtonAction(name, argument, int(turn, 16))


def _sign(body: str, key: bytes, chat: str, user: int) -> str:
    digest = hmac.digest(key, f"{chat}|{user}|{body}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:_SIGNATURE_BYTES]).decode()
