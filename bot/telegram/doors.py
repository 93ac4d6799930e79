"""Doors into the bot's process: Telegram's webhook, and on loopback its health and counts."""

from __future__ import annotations

import hmac
import json
import socket
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import ExtBot
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.telegram.counts import Counts
from knowledge.errors import ConfigError

LARGEST = 1 << 20


class _Hook(RequestHandler):
    """Takes an update from whoever knows the secret; tells nothing to anybody else."""

    def initialize(
        self, bot: ExtBot[Any], secret: bytes, take: Callable[[Update], Awaitable[None]]
    ) -> None:
        self._bot, self._secret, self._take = bot, secret, take

    async def post(self) -> None:
        given = self.request.headers.get("X-Telegram-Bot-Api-Secret-Token", "").encode()
        if not hmac.compare_digest(given, self._secret):
            self.set_status(403)
            return
        try:
            update = Update.de_json(json.loads(self.request.body), self._bot)
        except (ValueError, TypeError, KeyError, AttributeError):
            self.set_status(400)
            return
        await self._take(update)

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_status(status_code)
        self.finish()


class _Health(RequestHandler):
    """Whether the process lives, whether it can answer, and what it counts."""

    def initialize(self, counts: Counts, ready: Callable[[], bool]) -> None:
        self._counts, self._ready = counts, ready

    def get(self, what: str) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        if what == "metrics":
            self.write(self._counts.prometheus())
        elif what == "healthz" or self._ready():
            self.write("ok\n")
        else:
            self.set_status(503)
            self.write("not ready\n")


def webhook(
    bot: ExtBot[Any],
    secret: str,
    take: Callable[[Update], Awaitable[None]],
    listen: str,
    path: str,
    certificate: tuple[Path, Path] | None,
) -> HTTPServer:
    """A server that takes updates at ``path``; behind a proxy, or with its own certificate.

    ConfigError when the certificate cannot be used or the address is taken.
    """
    host, _, port = listen.rpartition(":")
    made = {"bot": bot, "secret": secret.encode(), "take": take}
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        try:
            context.load_cert_chain(*certificate)
        except OSError as error:  # ssl.SSLError is one
            raise ConfigError(
                f"The certificate of the webhook cannot be used ({error.strerror or error}).",
                mend="Check TRADEWIND_WEBHOOK_CERTIFICATE and TRADEWIND_WEBHOOK_KEY.",
            ) from None
    application = Application([(path or "/", _Hook, made)], log_function=lambda _: None)
    server = HTTPServer(application, ssl_options=context, max_body_size=LARGEST)
    return _listening(server, host, int(port), "TRADEWIND_WEBHOOK_LISTEN")


def health(port: int, counts: Counts, ready: Callable[[], bool]) -> HTTPServer:
    """A server on loopback for /healthz, /readyz and /metrics."""
    made = {"counts": counts, "ready": ready}
    routes = [(r"/(healthz|readyz|metrics)", _Health, made)]
    server = HTTPServer(Application(routes, log_function=lambda _: None))
    return _listening(server, "127.0.0.1", port, "TRADEWIND_HEALTH_PORT")


def _listening(server: HTTPServer, host: str, port: int, setting: str) -> HTTPServer:
    # Tornado's own way leaves a socket open when the address is taken.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host.strip("[]"), port), family=family)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise ConfigError(
            f"Nobody can listen on {host}:{port} ({why}).", mend=f"Choose another {setting}."
        ) from None
    listener.setblocking(False)
    server.add_socket(listener)
    return server
