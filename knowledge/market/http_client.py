"""Answers of outside APIs over HTTP: decoded, bounded in time and size, failing in one way.

Whatever goes wrong becomes a ``SourceError`` with a readable sentence; no other exception leaves.
"""

from __future__ import annotations

import datetime as dt
import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from knowledge.market.models import utc_now
from knowledge.market.sources import Fault, SourceError

if TYPE_CHECKING:
    import httpx

ANSWER_TIMEOUT_S = 3.0
MAX_ANSWER_BYTES = 8 * 2**20
# Exchanges answer thus to countries that they do not serve; asking again cannot help.
_GEO_BLOCK_WORDS = ("cloudfront", "country", "restricted location", "region")


@dataclass(frozen=True)
class HttpResponse:
    """An answer's body and the moment it came. ``skew`` is our clock minus theirs, in seconds."""

    body: bytes
    received_at: dt.datetime
    skew: float | None = None
    source: str = ""

    def json(self) -> Any:
        """The body as JSON, every number with a point as a Decimal; SourceError when it is none."""
        start = self.body.lstrip()[:1]
        if start == b"<":
            raise SourceError(
                self.source, Fault.MALFORMED, "sent a web page instead of data; a wall stands there"
            )
        try:
            return json.loads(self.body, parse_float=Decimal, parse_constant=_reject_constant)
        except (ValueError, RecursionError):
            raise SourceError(self.source, Fault.MALFORMED, "sent no valid JSON") from None


def _reject_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


class HttpClient:
    """Connections to outside APIs, a small pool for each source.

    One pool for all would look through every connection at every request.
    """

    def __init__(
        self,
        *,
        timeout_s: float = ANSWER_TIMEOUT_S,
        clock: Callable[[], dt.datetime] = utc_now,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Allow ``timeout_s`` for each answer, from the first byte sent to the last received.

        ``clock_skews`` holds our clock minus each server's, in seconds, as of its last answer.
        """
        self._timeout_s, self._clock = timeout_s, clock
        self._headers = {"User-Agent": "tradewind", "Accept": "*/*", **(headers or {})}
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._tls_context: ssl.SSLContext | None = None
        self.clock_skews: dict[str, float] = {}

    async def get(
        self, source: str, url: str, params: Mapping[str, str | int] | None = None
    ) -> HttpResponse:
        """The answer to a GET."""
        return await self._send(source, "GET", url, params=params)

    async def post(self, source: str, url: str, payload: Any) -> HttpResponse:
        """The answer to a POST of JSON."""
        return await self._send(source, "POST", url, json=payload)

    async def aclose(self) -> None:
        """Close every connection."""
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()

    def load_tls_context(self) -> None:
        """Load what every connection needs: a tenth of a second, better before a loop runs."""
        import httpx

        self._tls_context = self._tls_context or httpx.create_ssl_context()

    def _client(self, source: str) -> httpx.AsyncClient:
        import httpx

        if source not in self._clients:
            self.load_tls_context()
            self._clients[source] = httpx.AsyncClient(
                verify=self._tls_context or True, timeout=self._timeout_s, headers=self._headers,
                limits=httpx.Limits(max_connections=16), follow_redirects=False,
            )  # fmt: skip
        return self._clients[source]

    async def _send(self, source: str, method: str, url: str, **what: Any) -> HttpResponse:
        import asyncio

        import httpx

        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._receive(source, method, url, **what)
        except (TimeoutError, httpx.TimeoutException):
            raise SourceError(
                source, Fault.TIMEOUT, f"did not answer within {self._timeout_s:g} s"
            ) from None
        except httpx.ConnectError as error:
            raise SourceError(source, Fault.UNREACHABLE, _classify_connect_error(error)) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            sentence = f"broke the connection ({type(error).__name__})"
            raise SourceError(source, Fault.UNREACHABLE, sentence) from None

    async def _receive(self, source: str, method: str, url: str, **what: Any) -> HttpResponse:
        async with self._client(source).stream(method, url, **what) as answer:
            body = bytearray()
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > MAX_ANSWER_BYTES:
                    sentence = f"sent more than {MAX_ANSWER_BYTES // 2**20} MB"
                    raise SourceError(source, Fault.MALFORMED, sentence)
        at = self._clock()
        skew = _measure_skew(answer, at)
        if skew is not None:
            self.clock_skews[source] = skew
        _raise_for_status(source, answer, bytes(body[:4096]))
        return HttpResponse(bytes(body), at, skew, source)


def _raise_for_status(source: str, answer: httpx.Response, start: bytes) -> None:
    """Raise what the status says, in words."""
    status = answer.status_code
    if 200 <= status < 300:
        return
    text = start.decode("utf-8", "replace").lower()
    if status == 451 or (status == 403 and any(word in text for word in _GEO_BLOCK_WORDS)):
        raise SourceError(source, Fault.GEO_BLOCKED, "does not serve the place we ask from")
    if status in (418, 429) or (status == 403 and "rate limit" in text):
        raise SourceError(
            source,
            Fault.RATE_LIMITED,
            "asks us to slow down",
            retry_after=_parse_retry_after(answer),
        )
    if status >= 500:
        sentence = f"is out of service (HTTP {status})"
        raise SourceError(
            source, Fault.UNAVAILABLE, sentence, retry_after=_parse_retry_after(answer)
        )
    if status == 404:
        raise SourceError(source, Fault.EMPTY, "has nothing under that address (HTTP 404)")
    # Several exchanges say what is wrong in the body of a 400: let their adapters read it.
    if status in (400, 422) and start.lstrip()[:1] in (b"{", b"["):
        return
    raise SourceError(source, Fault.UNAVAILABLE, f"refused the request (HTTP {status})")


def _parse_retry_after(answer: httpx.Response) -> float | None:
    said = answer.headers.get("retry-after", "").strip()
    if said.isdigit():
        return float(min(int(said), 3600))
    try:
        wait = (parsedate_to_datetime(said) - utc_now()).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(wait, 0.0), 3600.0)


def _measure_skew(answer: httpx.Response, at: dt.datetime) -> float | None:
    try:
        theirs = parsedate_to_datetime(answer.headers["date"])
        return (at - theirs).total_seconds()
    except (KeyError, ValueError, TypeError):
        return None


def _classify_connect_error(error: httpx.ConnectError) -> str:
    text = str(error).lower()
    if isinstance(error.__cause__, ssl.SSLError) or "certificate" in text or "ssl" in text:
        return "could not prove who it is (TLS)"
    if "name" in text or "getaddrinfo" in text or "resolve" in text:
        return "cannot be found (no network, or DNS)"
    return "refused the connection"
