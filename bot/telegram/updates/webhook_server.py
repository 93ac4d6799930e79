"""The HTTP server that receives Telegram's webhook."""

from __future__ import annotations

import hmac
import json
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.telegram.http_listener import listen_on
from bot.telegram.settings import TelegramSettings
from knowledge.errors import ConfigError

MAX_BODY_BYTES = 1 << 20

ReceiveUpdate = Callable[[Any], Awaitable[None]]


class _WebhookEndpoint(RequestHandler):
    """Receives an update from a caller who knows the secret; says nothing to any other."""

    def initialize(
        self, secret: bytes, receive: ReceiveUpdate, is_open: Callable[[], bool]
    ) -> None:
        self._secret, self._receive, self._is_open = secret, receive, is_open

    async def post(self) -> None:
        secret = self.request.headers.get("X-Telegram-Bot-Api-Secret-Token", "").encode()
        if not hmac.compare_digest(secret, self._secret):
            self.set_status(403)
            return
        if not self._is_open():
            # Connections outlive the listener; Telegram sends this update again later.
            self.set_status(503)
            return
        try:
            data = json.loads(self.request.body)
        except (ValueError, RecursionError):
            self.set_status(400)
            return
        await self._receive(data)

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_status(status_code)
        self.finish()


def start_webhook_server(
    settings: TelegramSettings, receive: ReceiveUpdate, is_open: Callable[[], bool]
) -> HTTPServer:
    """A server for the webhook of the settings: behind a proxy, or with its own certificate.

    ConfigError when the certificate cannot be used or the address is taken.
    """
    host, _, port = settings.webhook_listen.rpartition(":")
    path = urlsplit(settings.webhook_url).path or "/"
    arguments = {
        "secret": settings.webhook_secret.get_secret_value().encode(),
        "receive": receive,
        "is_open": is_open,
    }
    application = Application([(path, _WebhookEndpoint, arguments)], log_function=lambda _: None)
    context = None
    if settings.webhook_certificate and settings.webhook_key:
        context = _tls_context(settings.webhook_certificate, settings.webhook_key)
    server = HTTPServer(application, ssl_options=context, max_body_size=MAX_BODY_BYTES)
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
