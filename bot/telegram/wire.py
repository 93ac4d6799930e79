"""The connection to the Bot API, which sometimes is a proxy's page of HTML."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.telegram.outgoing.pace import Weight

# The pool looks through all its connections at every call; Telegram takes thirty calls a second.
CONNECTIONS = 6


class Wire(HTTPXRequest):
    """Requests to the Bot API; an error page of a proxy becomes an error like any other."""

    def __init__(self, connections: int = CONNECTIONS, seconds: float = 20.0) -> None:
        """Allow ``seconds`` for an answer, and as long for a free connection."""
        super().__init__(
            connection_pool_size=connections, read_timeout=seconds, write_timeout=seconds,
            connect_timeout=10.0, pool_timeout=seconds,
        )  # fmt: skip

    async def do_request(
        self, url: str, method: str, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        """Status and body of an answer; of a call the body is the Bot API's, whatever was sent."""
        status, body = await super().do_request(url, method, *args, **kwargs)
        if method == "GET":
            return status, body  # a file
        if _from_the_api(status, body):
            return status, body
        # Whoever sent it is not the Bot API: it says nothing about the token or the chat.
        made = {"ok": False, "error_code": 502, "description": "no answer of the Bot API"}
        return 502, json.dumps(made).encode()


def _from_the_api(status: int, body: bytes) -> bool:
    """Whether it is an answer of the Bot API: JSON that says whether all is well, as the status."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if not isinstance(told, dict):
        return False
    well = told.get("ok") is True and "result" in told
    return well if status < 300 else told.get("ok") is False


class RawBot(ExtBot[Weight]):
    """The library's bot, which can also ask for updates without reading them."""

    async def raw_updates(
        self, offset: int | None, limit: int, patience: int, kinds: Sequence[str]
    ) -> list[Any]:
        """The next updates as they were sent, after waiting so many seconds for one.

        The library reads a batch as a whole: one update that it cannot read would cost all.
        """
        data = {"offset": offset, "limit": limit, "timeout": patience,
                "allowed_updates": list(kinds)}  # fmt: skip
        found = await self._post("getUpdates", data, read_timeout=patience + 5.0)
        return found if isinstance(found, list) else []
