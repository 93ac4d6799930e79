"""The connection to the Bot API, which sometimes is a proxy's page of HTML."""

from __future__ import annotations

import json
from typing import Any

from telegram.request import HTTPXRequest

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
        """Status and body of an answer; of a call the body is JSON, whatever was sent."""
        status, body = await super().do_request(url, method, *args, **kwargs)
        if method == "GET":
            return status, body  # a file
        try:
            told = json.loads(body)
        except ValueError:
            told = None
        if isinstance(told, dict):
            return status, body
        # A page with status 200 is no answer either: whoever sent it is not the Bot API.
        status = status if status >= 400 else 502
        made = {"ok": False, "error_code": status, "description": "no answer of the Bot API"}
        return status, json.dumps(made).encode()
