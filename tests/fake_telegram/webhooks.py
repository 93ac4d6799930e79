"""Delivery of updates to the bot's own address."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from tests.fake_telegram.chats import Json
from tests.fake_telegram.schema import ApiError
from tests.fake_telegram.state import ServerState, Webhook
from tests.fake_telegram.updates import Update

LOOPBACK = frozenset({"127.0.0.1", "localhost"})
_PATIENCE = 10.0
_AGAIN = 0.2


class WebhookDeliverer:
    """A thread that calls the webhook for each update, and again until it answers 2xx."""

    def __init__(self, server: ServerState) -> None:
        self._server = server
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def join(self) -> None:
        """Wait for the end; the queue must have been closed before."""
        self._thread.join()

    def _run(self) -> None:
        server = self._server
        while True:
            with server.changed:
                server.changed.wait_for(self._due)
                if server.updates.closed:
                    return
                batch = server.updates.batch(100)
            for update in batch:
                if not self._delivered(update):
                    break

    def _due(self) -> bool:
        updates = self._server.updates
        return updates.closed or bool(self._server.webhook.url and updates.ready)

    def _delivered(self, update: Update) -> bool:
        server, hook = self._server, self._server.webhook
        try:
            status = deliver(hook.url, hook.secret, update)
            said = f"Wrong response from the webhook: {status}"
        except (OSError, http.client.HTTPException) as error:
            status, said = 0, str(error)
        with server.changed:
            server.deliveries.append((update["update_id"], status))
            if 200 <= status < 300:
                server.updates.drop(update)
                return True
            hook.error, hook.error_at = said, int(time.time())
            server.changed.notify_all()
            server.changed.wait_for(lambda: server.updates.closed, _AGAIN)
            return False


def deliver(url: str, secret: str, update: Update) -> int:
    """The status that the bot's address answers with."""
    where = urlsplit(url)
    if where.scheme != "http" or where.hostname not in LOOPBACK:
        raise ConnectionRefusedError(f"this server delivers only to plain loopback, not to {url}")
    line = http.client.HTTPConnection(where.hostname or "", where.port or 80, timeout=_PATIENCE)
    headers = {"Content-Type": "application/json"}
    if secret:
        headers["X-Telegram-Bot-Api-Secret-Token"] = secret
    path = (where.path or "/") + (f"?{where.query}" if where.query else "")
    try:
        line.request("POST", path, json.dumps(update).encode(), headers)
        answer = line.getresponse()
        answer.read()
        return answer.status
    finally:
        line.close()


def set_webhook(server: ServerState, call: Json, notes: list[str]) -> bool:
    """True: updates are delivered to an address from now on."""
    url = urlsplit(call["url"])
    # The real server wants HTTPS; on loopback a test may do without.
    if call["url"] and url.scheme != "https" and url.hostname not in LOOPBACK:
        raise ApiError("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.get("secret_token", "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise ApiError("secret token contains unallowed characters")
    if not 1 <= call.get("max_connections", 40) <= 100:
        notes.append("max_connections must be 1-100")
    _forget(server, call)
    server.updates.allow(call.get("allowed_updates"), notes)
    server.webhook = Webhook(call["url"], secret, call.get("max_connections", 40),
                             own_certificate="certificate" in call)  # fmt: skip
    if call["url"]:
        server.updates.interrupt()
    return True


def delete_webhook(server: ServerState, call: Json, notes: list[str]) -> bool:
    """True: updates wait for the next poll."""
    _forget(server, call)
    server.webhook = Webhook()
    return True


def _forget(server: ServerState, call: Json) -> None:
    if call.get("drop_pending_updates"):
        server.updates.drop()


def webhook_info(server: ServerState, call: Json, notes: list[str]) -> Json:
    """Where updates are delivered, and how many wait."""
    hook = server.webhook
    told: dict[str, Any] = {"url": hook.url, "has_custom_certificate": hook.own_certificate,
                            "pending_update_count": len(server.updates.waiting)}  # fmt: skip
    if hook.url:
        told |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
    if hook.error:
        told |= {"last_error_date": hook.error_at, "last_error_message": hook.error}
    if server.updates.allowed:
        told["allowed_updates"] = server.updates.allowed
    return told
