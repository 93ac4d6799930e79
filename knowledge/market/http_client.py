"""Answers of outside APIs over HTTP, bounded in time and size.

Every failure is a ``SourceError``; no other exception leaves this module.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from knowledge.decimals import parse_decimal
from knowledge.errors import SourceError
from knowledge.http_body import (
    ACCEPT_ENCODING,
    BodyDecoder,
    OversizedBodyError,
    UndecodableBodyError,
)
from knowledge.market.failures import build_source_error
from knowledge.market.models import utc_now

if TYPE_CHECKING:
    import httpx2

ANSWER_TIMEOUT_S = 3.0
# The longest list of an exchange's markets, for ccxt. It is parsed in a third of a second.
MAX_ANSWER_BYTES = 8 * 2**20
# The values that a JSON answer may have: in memory one takes up to 120 bytes, in the text as few as
# three. The longest list of markets has some 300,000.
MAX_JSON_VALUES = 500_000
# As much of an error's body as is read for its reason.
_ERROR_TEXT_BYTES = 4096
MAX_DATE_CHARS = 64
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
MAX_RETRY_AFTER_S = 3600.0
# Words of a 403 that exchanges send to countries that they do not serve.
_GEO_BLOCK_WORDS = ("cloudfront", "country", "restricted location", "region")


@dataclass(frozen=True)
class HttpResponse:
    """An answer's body and when it arrived. ``skew_s`` is our clock minus the server's."""

    body: bytes
    received_at: dt.datetime
    skew_s: float | None = None
    source: str = ""

    def json(self) -> Any:
        """The body as JSON with decimals for floats; SourceError when it is no JSON."""
        if self.body.lstrip()[:1] == b"<":
            raise build_source_error(self.source, "web_page")
        # Counted before parsing: each value begins the text, a list, an object, or follows a comma.
        if sum(map(self.body.count, (b",", b"[", b"{"))) > MAX_JSON_VALUES:
            raise build_source_error(self.source, "other_shape")
        try:
            text = self.body.decode("utf-8-sig")
            answer = json.loads(text, parse_float=parse_decimal, parse_constant=_reject_constant)
            if _SURROGATE.search(text):
                # Half of a pair is no text: it could be neither shown nor saved.
                json.dumps(answer, ensure_ascii=False, default=str).encode()
            return answer
        except (ValueError, RecursionError):
            raise build_source_error(self.source, "no_json") from None


def _reject_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


@cache
def load_tls_context() -> ssl.SSLContext:
    """The trusted certificates; loading them takes a tenth of a second and blocks the loop."""
    import httpx2

    return httpx2.create_ssl_context()


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

        ``clock_skews`` holds our clock minus each server's, in seconds, by its last answer.
        """
        self._timeout_s, self._clock = timeout_s, clock
        self._headers = {
            "User-Agent": "tradewind",
            "Accept": "*/*",
            "Accept-Encoding": ACCEPT_ENCODING,
            **(headers or {}),
        }
        self._clients: dict[str, httpx2.AsyncClient] = {}
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

    def _client(self, source: str) -> httpx2.AsyncClient:
        from http.cookiejar import CookieJar, DefaultCookiePolicy

        import httpx2

        if source not in self._clients:
            self._clients[source] = httpx2.AsyncClient(
                verify=load_tls_context(),
                timeout=self._timeout_s,
                headers=self._headers,
                # Kept, the cookies that a source sets would grow with every answer.
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
                limits=httpx2.Limits(max_connections=16),
                follow_redirects=False,
            )
        return self._clients[source]

    async def _send(self, source: str, method: str, url: str, **options: Any) -> HttpResponse:
        import httpx2

        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._receive(source, method, url, **options)
        except (TimeoutError, httpx2.TimeoutException):
            seconds = f"{self._timeout_s:g}"
            raise build_source_error(source, "timeout", seconds=seconds) from None
        except OversizedBodyError:
            megabytes = MAX_ANSWER_BYTES // 2**20
            raise build_source_error(source, "too_large", megabytes=megabytes) from None
        except UndecodableBodyError:
            raise build_source_error(source, "undecodable") from None
        except httpx2.ConnectError as error:
            raise build_source_error(source, _classify_connect_error(error)) from None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            name = type(error).__name__
            raise build_source_error(source, "connection_broken", error=name) from None

    async def _receive(self, source: str, method: str, url: str, **options: Any) -> HttpResponse:
        async with self._client(source).stream(method, url, **options) as response:
            encoding = response.headers.get("content-encoding", "")
            decoder, body = BodyDecoder(encoding, MAX_ANSWER_BYTES), bytearray()
            async for raw in response.aiter_raw():
                for part in decoder.decode(raw):
                    body += part
                # Ten thousand tiny chunks come in one piece of the network: others want their turn,
                # and the time limit its own.
                await asyncio.sleep(0)
            decoder.finish()
        received_at = self._clock()
        skew_s = _measure_skew(response, received_at)
        if skew_s is not None:
            self.clock_skews[source] = skew_s
        error = _find_status_error(source, response, bytes(body[:_ERROR_TEXT_BYTES]))
        if error is not None:
            raise error
        return HttpResponse(bytes(body), received_at, skew_s, source)


def _find_status_error(source: str, response: httpx2.Response, start: bytes) -> SourceError | None:
    """The error that a status and the start of its body stand for; None for a usable answer."""
    status = response.status_code
    if 200 <= status < 300:
        return None
    text = start.decode("utf-8", "replace").lower()
    if status == 451 or (status == 403 and any(word in text for word in _GEO_BLOCK_WORDS)):
        return build_source_error(source, "geo_blocked")
    retry_after = _parse_retry_after(response)
    if status in (418, 429) or (status == 403 and "rate limit" in text):
        return build_source_error(source, "rate_limited", retry_after=retry_after)
    if status >= 500:
        return build_source_error(source, "server_error", retry_after=retry_after, status=status)
    if status == 404:
        return build_source_error(source, "not_found")
    # Several exchanges say in the body of a 400 what is wrong; their adapters read it.
    if status in (400, 422) and start.lstrip()[:1] in (b"{", b"["):
        return None
    return build_source_error(source, "request_refused", status=status)


def _parse_retry_after(response: httpx2.Response) -> float | None:
    header = response.headers.get("retry-after", "").strip()
    if header.isascii() and header.isdigit():
        return min(float(header), MAX_RETRY_AFTER_S)
    named = _parse_http_date(header)
    if named is None:
        return None
    return min(max((named - utc_now()).total_seconds(), 0.0), MAX_RETRY_AFTER_S)


def _parse_http_date(header: str) -> dt.datetime | None:
    """The time in a header; None when there is none that a clock could show."""
    try:
        named = parsedate_to_datetime(header[:MAX_DATE_CHARS])
    except (ValueError, TypeError, LookupError, OverflowError):
        return None
    return named if named.tzinfo else None


def _measure_skew(response: httpx2.Response, received_at: dt.datetime) -> float | None:
    sent_at = _parse_http_date(response.headers.get("date", ""))
    return None if sent_at is None else (received_at - sent_at).total_seconds()


def _classify_connect_error(error: httpx2.ConnectError) -> str:
    """The key of the failure."""
    text = str(error).lower()
    if isinstance(error.__cause__, ssl.SSLError) or "certificate" in text or "ssl" in text:
        return "unreachable_tls"
    if "name" in text or "getaddrinfo" in text or "resolve" in text:
        return "unreachable_dns"
    return "connection_refused"
