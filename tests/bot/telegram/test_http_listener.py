"""Listening on a port."""

from __future__ import annotations

import asyncio
import socket

import pytest
from tornado.web import Application

from bot.telegram.bounded_http_server import BoundedHttpServer, HttpLimits
from bot.telegram.http_listener import listen_on
from knowledge.errors import ConfigError

LIMITS = HttpLimits(connections=8, body_bytes=1000)


def listen(host: str, port: int) -> tuple[str, int]:
    """The address that a client reached while it was listened on."""

    async def work() -> tuple[str, int]:
        server = listen_on(
            BoundedHttpServer(Application(), LIMITS, name="test"), host, port, "TRADEWIND_SOME_PORT"
        )
        with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
            reached: tuple[str, int] = client.getpeername()
        server.stop()
        return reached

    return asyncio.run(work())


def test_it_can_be_reached(free_port: int) -> None:
    assert listen("127.0.0.1", free_port) == ("127.0.0.1", free_port)


@pytest.mark.parametrize("host", ["127.0.0.1", "no.such.host.invalid"])
def test_an_address_that_cannot_be_had_is_named_with_its_setting(host: str, free_port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port))
        taken.listen()
        with pytest.raises(ConfigError, match=str(free_port)) as caught:
            listen(host, free_port)
    assert "TRADEWIND_SOME_PORT" in str(caught.value.fix)


def test_a_port_that_is_none_is_named() -> None:
    with pytest.raises(ConfigError, match="70000"):
        listen("127.0.0.1", 70000)
