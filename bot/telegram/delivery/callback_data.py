"""What a button carries: an action that only this chat and user may ask for, for a while.

The chat and the user are not in the data, which has 64 bytes; they are in what is signed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

KEEPS = 24 * 3600
_BYTES = 9


@dataclass(frozen=True)
class Action:
    """What a button asks for: ``name`` with an argument, about the chat's turn ``turn``."""

    name: str
    argument: str
    turn: int


class Stale(Exception):
    """The button is too old."""


class Forged(Exception):
    """The data was not made for whoever sent it."""


def sealed(action: Action, key: bytes, chat: str, user: int, now: float) -> str:
    """The data of a button; at most 64 bytes."""
    body = f"{action.name}|{action.argument}|{action.turn:x}|{int(now) + KEEPS:x}"
    data = f"{body}|{_signature(body, key, chat, user)}"
    if len(data.encode()) > 64:
        raise ValueError(f"the action {action.name!r} is too long for a button")
    return data


def opened(data: str, key: bytes, chat: str, user: int, now: float) -> Action:
    """The action in a button's data; Forged or Stale when it must not be done."""
    body, _, signature = data.rpartition("|")
    if not hmac.compare_digest(signature.encode(), _signature(body, key, chat, user).encode()):
        raise Forged
    name, argument, turn, expires = body.split("|")
    if now > int(expires, 16):
        raise Stale
    return Action(name, argument, int(turn, 16))


def _signature(body: str, key: bytes, chat: str, user: int) -> str:
    digest = hmac.digest(key, f"{chat}|{user}|{body}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:_BYTES]).decode()
