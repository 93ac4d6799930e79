"""The HTTP server that receives Telegram's webhook."""

from __future__ import annotations

import hmac
import json
import re
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tornado.httputil import HTTPConnection
from tornado.web import Application, RequestHandler, stream_request_body

from bot.telegram.bounded_http_server import BoundedHttpServer, HttpLimits
from bot.telegram.http_listener import listen_on
from bot.telegram.settings import TelegramSettings
from knowledge.errors import ConfigError

# Telegram opens up to 40 connections, a proxy as many as it has requests. With an update of at
# most 1 MiB in each, which is read only from those who know the secret, that is 128 MiB.
MAX_BODY_BYTES = 1 << 20
WEBHOOK_LIMITS = HttpLimits(connections=128, body_bytes=MAX_BODY_BYTES)
# A refused request's body up to this size is read and dropped, so that the refusal can be read;
# with a larger one the connection is closed at once.
MAX_DROPPED_BYTES = 1 << 14

ReceiveUpdate = Callable[[Any], Awaitable[None]]


@stream_request_body
class _WebhookEndpoint(RequestHandler):
    """Receives an update from a caller who knows the secret; says nothing to any other.

    The headers are checked before the body is read.
    """

    def initialize(
        self,
        path: str,
        secret: bytes,
        receive: ReceiveUpdate,
        has_room: Callable[[], bool],
        trust: Callable[[HTTPConnection], None],
    ) -> None:
        self._path, self._secret = path, secret
        self._receive, self._has_room, self._trust = receive, has_room, trust
        self._body = bytearray()
        self._refusal = 0

    def prepare(self) -> None:
        self._refusal = self._find_refusal()
        if self._refusal and not self._has_small_body():
            self._end_with(self._refusal)

    def data_received(self, chunk: bytes) -> None:
        if not self._refusal:
            self._body += chunk

    async def post(self) -> None:
        if self._refusal:
            self._end_with(self._refusal)
            return
        try:
            data = json.loads(self._body)
        except (ValueError, RecursionError):
            self._end_with(400)
            return
        await self._receive(data)

    def write_error(self, status_code: int, **_: Any) -> None:
        self._end_with(status_code)

    def _find_refusal(self) -> int:
        """The status with which a request is refused by its headers; 0 if it is not."""
        if self.request.path != self._path:
            return 404
        secret = self.request.headers.get("X-Telegram-Bot-Api-Secret-Token", "").encode()
        if not hmac.compare_digest(secret, self._secret):
            return 403
        if self.request.connection:
            self._trust(self.request.connection)
        # Telegram sends the update again later: it is closing, or too much is waiting.
        return 0 if self._has_room() else 503

    def _has_small_body(self) -> bool:
        length = self.request.headers.get("Content-Length", "")
        return re.fullmatch("[0-9]{1,9}", length) is not None and int(length) <= MAX_DROPPED_BYTES

    def _end_with(self, status: int) -> None:
        self.set_status(status)
        self.finish()


def start_webhook_server(
    settings: TelegramSettings,
    receive: ReceiveUpdate,
    has_room: Callable[[], bool],
    limits: HttpLimits = WEBHOOK_LIMITS,
) -> BoundedHttpServer:
    """A server for the webhook of the settings: behind a proxy, or with its own certificate.

    While it has no room for updates, Telegram is asked to send them later. ConfigError when the
    certificate cannot be used or the address is taken.
    """
    host, _, port = settings.webhook_listen.rpartition(":")
    arguments: dict[str, Any] = {
        "path": urlsplit(settings.webhook_url).path or "/",
        "secret": settings.webhook_secret.get_secret_value().encode(),
        "receive": receive,
        "has_room": has_room,
    }
    # One handler for every path, so that no body is read before the secret is known.
    application = Application([(".*", _WebhookEndpoint, arguments)], log_function=lambda _: None)
    context = None
    if settings.webhook_certificate and settings.webhook_key:
        context = _tls_context(settings.webhook_certificate, settings.webhook_key)
    server = BoundedHttpServer(application, limits, name="webhook", ssl_options=context)
    arguments["trust"] = server.trust
    return listen_on(server, host, int(port), "TRADEWIND_WEBHOOK_LISTEN")


def _tls_context(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, key)
    except OSError as error:  # ssl.SSLError is one
        raise ConfigError(
            f"The certificate of the webhook cannot be used ({error.strerror or error}).",
            fix="Check TRADEWIND_WEBHOOK_CERTIFICATE and TRADEWIND_WEBHOOK_KEY.",
        ) from None
    return context
