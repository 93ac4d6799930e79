"""What a button carries: an action that only this chat and user may ask for, for a while.

The chat and the user are not in the data, which has 64 bytes; they are in what is signed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

LIFETIME_S = 24 * 3600
_SIGNATURE_BYTES = 9


@dataclass(frozen=True)
class ButtonAction:
    """What a button asks for: ``name`` with an argument, about the chat's turn ``turn``."""

    name: str
    argument: str
    turn: int


class ExpiredButtonError(Exception):
    """The button is too old."""


class ForgedButtonError(Exception):
    """The data was not made for whoever sent it."""


def encode(action: ButtonAction, key: bytes, chat: str, user: int, now: float) -> str:
    """The data of a button; at most 64 bytes."""
    body = f"{action.name}|{action.argument}|{action.turn:x}|{int(now) + LIFETIME_S:x}"
    data = f"{body}|{_signature(body, key, chat, user)}"
    if len(data.encode()) > 64:
        raise ValueError(f"the action {action.name!r} is too long for a button")
    return data


def decode(data: str, key: bytes, chat: str, user: int, now: float) -> ButtonAction:
    """The action in a button's data; Forged or Stale when it must not be done."""
    body, _, signature = data.rpartition("|")
    if not hmac.compare_digest(signature.encode(), _signature(body, key, chat, user).encode()):
        raise ForgedButtonError
    name, argument, turn, expires = body.split("|")
    if now > int(expires, 16):
        raise ExpiredButtonError
    return ButtonAction(name, argument, int(turn, 16))


def _signature(body: str, key: bytes, chat: str, user: int) -> str:
    digest = hmac.digest(key, f"{chat}|{user}|{body}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:_SIGNATURE_BYTES]).decode()
