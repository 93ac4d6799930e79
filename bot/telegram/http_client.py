"""The connection to the Bot API, which sometimes is a proxy's page of HTML."""

from __future__ import annotations

import io
import json
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.telegram.proxy import ssl_context

# Of the thirty calls a second that Telegram takes each may last a second.
MAX_CONNECTIONS = 30
# Seconds to reach a server, and to send it what is asked.
CONNECT_TIMEOUT_S, WRITE_TIMEOUT_S = 10.0, 20.0


class BotApiClient(BaseRequest):
    """Requests to the Bot API; an error page of a proxy becomes an error like any other.

    The library's own client takes several times as long over a call, on the one thread that all
    chats share.
    """

    def __init__(
        self, connections: int = MAX_CONNECTIONS, seconds: float = 20.0, proxy: str | None = None
    ) -> None:
        """Allow ``seconds`` for an answer, and as long for a free connection."""
        self._connections, self._seconds, self._proxy = connections, seconds, proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds for an answer, of a call that names no others."""
        return self._seconds

    async def initialize(self) -> None:
        """Be ready for calls."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ssl=ssl_context()),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        """Close all connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        *_others: Any,
        **_timeouts: Any,
    ) -> tuple[int, bytes]:
        """Status and body of an answer; of a call the body is the Bot API's, whatever was sent.

        TimedOut and NetworkError as of the library's own client.
        """
        status, body = await self._exchange(url, method, request_data, read_timeout)
        if method == "GET":
            return status, body  # a file
        if _is_bot_api_answer(status, body):
            return status, body
        # Whoever sent it is not the Bot API: it says nothing about the token or the chat.
        made = {"ok": False, "error_code": 502, "description": "no answer of the Bot API"}
        return 502, json.dumps(made).encode()

    async def _exchange(
        self, url: str, method: str, asked: RequestData | None, seconds: Any
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("the wire was not initialized")
        read = seconds if isinstance(seconds, int | float) else self._seconds
        connect = self._seconds + CONNECT_TIMEOUT_S
        # Of a call all of it is limited, as nothing else limits how long it takes to send a body;
        # a file may come slowly, as long as it comes.
        whole = None if method == "GET" else connect + WRITE_TIMEOUT_S + read
        patience = aiohttp.ClientTimeout(
            total=whole, connect=connect, sock_connect=CONNECT_TIMEOUT_S, sock_read=read
        )
        try:
            # Nobody may send us, and our token, elsewhere.
            async with self._session.request(
                method, url, **_request_body(asked), timeout=patience, allow_redirects=False,
            ) as answer:  # fmt: skip
                return answer.status, await answer.read()
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as broken:
            # Its own words may hold the address with our token, or a proxy's password.
            why = getattr(broken, "strerror", None) or getattr(broken, "status", None)
            name = type(broken).__name__
            raise NetworkError(f"{name}: {why}" if why else name) from None


def _request_body(asked: RequestData | None) -> dict[str, Any]:
    """What is asked as aiohttp takes it: JSON, or a form when there are files."""
    if asked is None:
        return {}
    if not asked.contains_files:
        return {"json": asked.parameters}
    form = aiohttp.FormData(asked.json_parameters)
    for name, (file, content, kind) in (asked.multipart_data or {}).items():
        # As a file, which is sent piece by piece.
        sent = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, sent, filename=file, content_type=kind)
    return {"data": form}


def _is_bot_api_answer(status: int, body: bytes) -> bool:
    """Whether it is an answer of the Bot API: JSON that says whether all is well, as the status."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if not isinstance(told, dict):
        return False
    well = told.get("ok") is True and "result" in told
    return well if status < 300 else told.get("ok") is False
