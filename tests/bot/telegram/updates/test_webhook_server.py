"""The server of the webhook: who is let in, and what is answered."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from bot.telegram.settings import TelegramSettings
from bot.telegram.updates.webhook_server import MAX_BODY_BYTES, start_webhook_server
from tests.fake_telegram.webhook_call import post_update

SECRET = "s" * 40
T = TypeVar("T")


class Hook:
    """A webhook, open or closing, and what it received."""

    def __init__(self, port: int, *, has_room: bool = True) -> None:
        self.received: list[Any] = []
        self._has_room = has_room
        self._port = port
        self.url = f"http://127.0.0.1:{port}/hook"
        self._settings = TelegramSettings.model_validate(
            {
                "TELEGRAM_BOT_TOKEN": "7:" + "a" * 35, "webhook_secret": SECRET,
                "webhook_url": self.url.replace("http:", "https:"),
                "webhook_listen": f"127.0.0.1:{port}",
            }
        )  # fmt: skip

    async def _receive(self, data: Any) -> None:
        self.received.append(data)

    def post(self, body: bytes, secret: str | None = SECRET, path: str = "hook") -> int:
        url = self.url.replace("hook", path)
        return self._serve_while(lambda: post_update(url, body, secret))

    def open(self, head: str) -> str:
        """The first line of the answer to headers that are followed by nothing."""

        def ask() -> str:
            with socket.create_connection(("127.0.0.1", self._port), timeout=20) as line:
                line.sendall(head.encode())
                return line.recv(1000).decode().partition("\r\n")[0]

        return self._serve_while(ask)

    def _serve_while(self, work: Callable[[], T]) -> T:
        async def serve() -> T:
            server = start_webhook_server(self._settings, self._receive, lambda: self._has_room)
            try:
                return await asyncio.to_thread(work)
            finally:
                server.stop()
                await server.close_all_connections()

        return asyncio.run(serve())


def test_an_update_with_the_secret_is_received(free_port: int) -> None:
    hook = Hook(free_port)
    assert hook.post(b'{"update_id": 7}') == 200
    assert hook.received == [{"update_id": 7}]


@pytest.mark.parametrize(
    ("body", "secret", "path", "status"),
    [
        (b"{}", None, "hook", 403),
        (b"{}", "s" * 39 + "x", "hook", 403),
        (b"{}", "é" * 40, "hook", 403),
        (b"no json", SECRET, "hook", 400),
        (b"[" * 200_000, SECRET, "hook", 400),
        (b"{}", SECRET, "other", 404),
        (b"x" * (MAX_BODY_BYTES + 1), SECRET, "hook", 400),
    ],
    ids=["no secret", "a wrong one", "not ASCII", "no JSON", "deep JSON", "elsewhere", "too much"],
)
def test_anything_else_is_refused(
    free_port: int, body: bytes, secret: str | None, path: str, status: int
) -> None:
    hook = Hook(free_port)
    try:
        assert hook.post(body, secret, path) == status
    except OSError:
        assert len(body) > MAX_BODY_BYTES  # the connection is cut while it still sends
    assert not hook.received


@pytest.mark.parametrize("length", ["Content-Length: 900000", "Transfer-Encoding: chunked"])
@pytest.mark.parametrize(
    ("line", "secret", "status"),
    [
        ("POST /hook", "", "403"),
        ("POST /hook", "X-Telegram-Bot-Api-Secret-Token: wrong\r\n", "403"),
        ("POST /other", "", "404"),
        ("PUT /hook", "", "403"),
    ],
)
def test_who_does_not_know_the_secret_is_refused_before_a_body_is_read(
    free_port: int, line: str, secret: str, status: str, length: str
) -> None:
    head = f"{line} HTTP/1.1\r\nHost: a\r\n{secret}{length}\r\n\r\n"
    assert Hook(free_port).open(head).split()[1] == status


def test_while_it_closes_or_is_crowded_telegram_is_asked_to_come_again(free_port: int) -> None:
    hook = Hook(free_port, has_room=False)
    assert hook.post(b'{"update_id": 7}') == 503
    assert not hook.received
