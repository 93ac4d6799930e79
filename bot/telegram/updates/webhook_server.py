"""Doors into the bot's process: Telegram's webhook, and on loopback its health and counts."""

from __future__ import annotations

import hmac
import json
import socket
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.telegram.metrics import Metrics
from knowledge.errors import ConfigError

MAX_BODY_BYTES = 1 << 20

Take = Callable[[Any], Awaitable[None]]


class _WebhookEndpoint(RequestHandler):
    """Takes an update from whoever knows the secret; tells nothing to anybody else."""

    def initialize(self, secret: bytes, take: Take, taking: Callable[[], bool]) -> None:
        self._secret, self._take, self._taking = secret, take, taking

    async def post(self) -> None:
        given = self.request.headers.get("X-Telegram-Bot-Api-Secret-Token", "").encode()
        if not hmac.compare_digest(given, self._secret):
            self.set_status(403)
            return
        if not self._taking():
            # Connections outlive the end of listening: what comes over them comes again later.
            self.set_status(503)
            return
        try:
            told = json.loads(self.request.body)
        except (ValueError, RecursionError):
            self.set_status(400)
            return
        await self._take(told)

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_status(status_code)
        self.finish()


class _HealthEndpoint(RequestHandler):
    """Whether the process lives, whether it can answer, and what it counts."""

    def initialize(self, counts: Metrics, ready: Callable[[], bool]) -> None:
        self._metrics, self._ready = counts, ready

    def get(self, what: str) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        if what == "metrics":
            self.write(self._metrics.prometheus())
        elif what == "healthz" or self._ready():
            self.write("ok\n")
        else:
            self.set_status(503)
            self.write("not ready\n")


def start_webhook_server(
    secret: str,
    take: Take,
    taking: Callable[[], bool],
    listen: str,
    path: str,
    certificate: tuple[Path, Path] | None,
) -> HTTPServer:
    """A server that takes updates at ``path`` while we are ``taking`` any.

    It stands behind a proxy, or has its own certificate.

    ConfigError when the certificate cannot be used or the address is taken.
    """
    host, _, port = listen.rpartition(":")
    made = {"secret": secret.encode(), "take": take, "taking": taking}
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        try:
            context.load_cert_chain(*certificate)
        except OSError as error:  # ssl.SSLError is one
            raise ConfigError(
                f"The certificate of the webhook cannot be used ({error.strerror or error}).",
                fix="Check TRADEWIND_WEBHOOK_CERTIFICATE and TRADEWIND_WEBHOOK_KEY.",
            ) from None
    application = Application([(path or "/", _WebhookEndpoint, made)], log_function=lambda _: None)
    server = HTTPServer(application, ssl_options=context, max_body_size=MAX_BODY_BYTES)
    return listen_on(server, host, int(port), "TRADEWIND_WEBHOOK_LISTEN")


def start_health_server(port: int, counts: Metrics, ready: Callable[[], bool]) -> HTTPServer:
    """A server on loopback for /healthz, /readyz and /metrics."""
    made = {"counts": counts, "ready": ready}
    routes = [(r"/(healthz|readyz|metrics)", _HealthEndpoint, made)]
    server = HTTPServer(Application(routes, log_function=lambda _: None))
    return listen_on(server, "127.0.0.1", port, "TRADEWIND_HEALTH_PORT")


def listen_on(server: HTTPServer, host: str, port: int, setting: str) -> HTTPServer:
    # Tornado's own way leaves a socket open when the address is taken.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host.strip("[]"), port), family=family)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise ConfigError(
            f"Nobody can listen on {host}:{port} ({why}).", fix=f"Choose another {setting}."
        ) from None
    listener.setblocking(False)
    server.add_socket(listener)
    return server
