"""The HTTP client for the Bot API."""

from __future__ import annotations

import io
import json
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.telegram.proxy import ssl_context

# Telegram takes thirty calls a second, each of which may last a second.
MAX_CONNECTIONS = 30
CONNECT_TIMEOUT_S, WRITE_TIMEOUT_S = 10.0, 20.0
# A hundred updates of the longest messages; a file of the size that is accepted, and a little more,
# so that its refusal can say why. A server of one's own would send two gigabytes.
MAX_ANSWER_BYTES = 16 * 2**20
MAX_FILE_BYTES = 21 * 2**20
# The largest file at 70 kB a second.
FILE_TIMEOUT_S = 300.0


class BotApiClient(BaseRequest):
    """Requests to the Bot API over aiohttp.

    A proxy's HTML error page becomes an ordinary error. The library's own client needs several
    times as much CPU per call, on the one thread that all chats share.
    """

    def __init__(
        self,
        connections: int = MAX_CONNECTIONS,
        timeout_s: float = 20.0,
        proxy: str | None = None,
        *,
        connect_timeout_s: float = CONNECT_TIMEOUT_S,
        write_timeout_s: float = WRITE_TIMEOUT_S,
        file_timeout_s: float = FILE_TIMEOUT_S,
    ) -> None:
        """Wait ``timeout_s`` for an answer, and as long for a free connection."""
        self._connections, self._timeout_s, self._proxy = connections, timeout_s, proxy
        self._connect_timeout_s, self._write_timeout_s = connect_timeout_s, write_timeout_s
        self._file_timeout_s = file_timeout_s
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for the answer to a call that names no timeout."""
        return self._timeout_s

    async def initialize(self) -> None:
        """Open the session."""
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
        """Status and body of an answer; an answer that is not the Bot API's becomes a 502.

        TimedOut and NetworkError are raised as by the library's own client.
        """
        status, body = await self._send(url, method, request_data, read_timeout)
        if method == "GET":
            return status, body  # a file
        if _is_bot_api_answer(status, body):
            return status, body
        # A proxy's page says nothing about the token or the chat, whatever its status.
        error = {"ok": False, "error_code": 502, "description": "no answer of the Bot API"}
        return 502, json.dumps(error).encode()

    async def _send(
        self, url: str, method: str, data: RequestData | None, read_timeout: Any
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("the client was not initialized")
        timeout = self._timeouts(method, read_timeout)
        try:
            # Following a redirect would give the token to another host.
            async with self._session.request(
                method, url, **_request_body(data), timeout=timeout, allow_redirects=False,
            ) as answer:  # fmt: skip
                most = MAX_FILE_BYTES if method == "GET" else MAX_ANSWER_BYTES
                return answer.status, await _read_body(answer, most)
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as error:
            # The error's own text may contain the URL with the token, or a proxy's password.
            why = getattr(error, "strerror", None) or getattr(error, "status", None)
            name = type(error).__name__
            raise NetworkError(f"{name}: {why}" if why else name) from None

    def _timeouts(self, method: str, read_timeout: Any) -> aiohttp.ClientTimeout:
        read_s = read_timeout if isinstance(read_timeout, int | float) else self._timeout_s
        connect_s = self._timeout_s + self._connect_timeout_s
        # aiohttp has no timeout for sending a body, so a call is limited as a whole.
        total_s = connect_s + self._write_timeout_s + read_s
        if method == "GET":
            total_s = self._file_timeout_s
        return aiohttp.ClientTimeout(
            total=total_s, connect=connect_s, sock_connect=self._connect_timeout_s, sock_read=read_s
        )


async def _read_body(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """The body of an answer; NetworkError once it has more than ``most`` bytes, unpacked."""
    body = bytearray()
    async for part in answer.content.iter_any():
        body += part
        if len(body) > most:
            raise NetworkError(f"the answer is larger than {most // 2**20} MB")
    return bytes(body)


def _request_body(data: RequestData | None) -> dict[str, Any]:
    """The arguments for aiohttp: JSON, or a multipart form when there are files."""
    if data is None:
        return {}
    if not data.contains_files:
        return {"json": data.parameters}
    form = aiohttp.FormData(data.json_parameters)
    for name, (file_name, content, kind) in (data.multipart_data or {}).items():
        # A stream is sent piece by piece, bytes would be sent in one.
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=file_name, content_type=kind)
    return {"data": form}


def _is_bot_api_answer(status: int, body: bytes) -> bool:
    """Whether a body is the Bot API's: JSON whose ``ok`` agrees with the status."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if not isinstance(answer, dict):
        return False
    succeeded = answer.get("ok") is True and "result" in answer
    return succeeded if status < 300 else answer.get("ok") is False
