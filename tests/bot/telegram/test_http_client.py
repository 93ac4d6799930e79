"""The connection itself, against servers that do what servers and proxies do."""

from __future__ import annotations

import asyncio
import gzip
import json
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from telegram import InputFile
from telegram.error import NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.telegram.http_client import BotApiClient
from bot.telegram.proxy import find_proxy
from tests.support.endless_server import sending

WELL = json.dumps({"ok": True, "result": True}).encode()

Answer = Callable[[bytes], bytes | None]


def answer(body: bytes = WELL, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Listener:
    """A server's address and what was asked of it."""

    def __init__(self, port: int) -> None:
        self.url, self.asked, self.connections = f"http://127.0.0.1:{port}", list[bytes](), 0


@asynccontextmanager
async def listening(answers: Answer, *, closes: bool = False) -> AsyncIterator[Listener]:
    """A server that answers each request as told, or (None) ends the connection."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        here.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
                asked = head + await reader.readexactly(int(length or 0))
                here.asked.append(asked)
                said = answers(asked)
                if said is None:
                    break
                writer.write(said)
                await writer.drain()
                if closes:
                    break
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    here = Listener(server.sockets[0].getsockname()[1])
    async with server:
        yield here


@asynccontextmanager
async def client(
    timeout_s: float = 5.0, proxy: str | None = None, **timeouts_s: float
) -> AsyncIterator[BotApiClient]:
    """A client, ready for calls."""
    made = BotApiClient(connections=2, timeout_s=timeout_s, proxy=proxy, **timeouts_s)
    await made.initialize()
    try:
        yield made
    finally:
        await made.shutdown()


ASKED = RequestData([RequestParameter("chat_id", 1, None), RequestParameter("text", "“ä”", None)])


def test_a_call_is_json_over_a_connection_that_is_kept() -> None:
    async def work() -> None:
        async with listening(lambda _: answer()) as there, client() as line:
            for _ in range(3):
                assert await line.do_request(f"{there.url}/x", "POST", ASKED) == (200, WELL)
            assert there.connections == 1
        head, _, body = there.asked[0].partition(b"\r\n\r\n")
        assert b"content-type: application/json" in head.lower()
        assert json.loads(body) == {"chat_id": 1, "text": "“ä”"}

    asyncio.run(work())


def test_a_connection_that_the_server_has_closed_meanwhile_costs_no_call() -> None:
    async def work() -> None:
        async with listening(lambda _: answer(), closes=True) as there, client() as line:
            for _ in range(3):
                assert await line.do_request(f"{there.url}/x", "POST", ASKED) == (200, WELL)
                await asyncio.sleep(0.05)
            assert there.connections == 3

    asyncio.run(work())


def test_nobody_can_send_us_and_our_token_elsewhere() -> None:
    async def work() -> None:
        async with listening(lambda _: answer()) as thief:
            moved = answer(b"", "302 Found", f"Location: {thief.url}/bot7:secret/getMe")
            async with listening(lambda _: moved) as there, client() as line:
                status, body = await line.do_request(f"{there.url}/x", "POST", ASKED)
                assert status == 502
                assert b"no answer of the Bot API" in body
        assert thief.connections == 0

    asyncio.run(work())


def test_a_late_answer_and_a_broken_one_are_distinguished() -> None:
    async def work() -> None:
        half = answer()[:-5]
        async with listening(lambda _: half) as there, client(timeout_s=0.2) as line:
            with pytest.raises(TimedOut):
                await line.do_request(f"{there.url}/x", "POST", ASKED)
            with pytest.raises(TimedOut):
                await line.do_request(f"{there.url}/x", "POST", ASKED, read_timeout=0.1)
        async with listening(lambda _: None) as there, client() as line:
            with pytest.raises(NetworkError, match="Disconnected"):
                await line.do_request(f"{there.url}/x", "POST", ASKED)
        async with (
            listening(lambda _: b"220 mail.example ESMTP\r\n\r\n") as there,
            client() as line,
        ):
            with pytest.raises(NetworkError):
                await line.do_request(f"{there.url}/x", "POST", ASKED)
        async with client() as line:  # nobody is there any more
            with pytest.raises(NetworkError, match="Connect"):
                await line.do_request(f"{there.url}/x", "POST", ASKED)

    asyncio.run(work())


def test_no_secret_stands_in_an_error() -> None:
    """What aiohttp says of some holds the address with the token, or the proxy's password."""
    token = "12345678:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    no = answer(b"", "407 Proxy Authentication Required")

    async def error_of(line: BotApiClient, url: str) -> str:
        with pytest.raises(NetworkError) as told:
            await line.do_request(f"{url}/bot{token}/getMe", "POST", ASKED)
        return "".join(traceback.format_exception(told.value))

    async def work() -> list[str]:
        errors = []
        async with (
            listening(lambda _: b"220 mail.example ESMTP\r\n\r\n") as there,
            client() as line,
        ):
            errors.append(await error_of(line, there.url))
        async with (
            listening(lambda _: no) as there,
            client(proxy=there.url.replace("//", "//me:hidden@")) as line,
        ):
            errors.append(await error_of(line, "https://api.example"))
        return errors

    bare, proxied = asyncio.run(work())
    for said in (bare, proxied):
        assert token not in said
        assert "hidden" not in said
    assert "ClientHttpProxyError: 407" in proxied


def test_a_server_that_stops_reading_holds_nobody_up_for_good() -> None:
    picture = InputFile(b"x" * (16 << 20), filename="a.png", attach=True)
    large = RequestData([RequestParameter.from_input("photo", picture)])

    async def work() -> None:
        taken: list[asyncio.StreamWriter] = []
        silent = await asyncio.start_server(lambda _, back: taken.append(back), "127.0.0.1", 0)
        port = silent.sockets[0].getsockname()[1]
        async with silent, client(0.1, connect_timeout_s=0.1, write_timeout_s=0.1) as line:
            with pytest.raises(TimedOut):
                await line.do_request(f"http://127.0.0.1:{port}/x", "POST", large)
            for writer in taken:
                writer.close()

    asyncio.run(asyncio.wait_for(work(), 10))


def test_calls_go_through_the_proxy_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)

    async def work() -> None:
        async with listening(lambda _: answer()) as proxy:
            monkeypatch.setenv("http_proxy", proxy.url.replace("//", "//me:hidden@"))
            through = find_proxy("http://api.example/bot7:x")
            async with client(proxy=through) as line:
                answered = await line.do_request("http://api.example/bot7:x/getMe", "POST", ASKED)
                assert answered == (200, WELL)
        assert proxy.asked[0].startswith(b"POST http://api.example/bot7:x/getMe HTTP/1.1")
        assert b"Proxy-Authorization: Basic" in proxy.asked[0]

    asyncio.run(work())
    monkeypatch.setenv("no_proxy", "api.example")
    assert find_proxy("http://api.example/bot7:x") is None
    assert find_proxy("http://other.example/bot7:x") is not None


def test_a_file_is_given_as_it_is() -> None:
    async def work() -> None:
        page = b"<html>a file like any other</html>"
        async with listening(lambda _: answer(page)) as there, client() as line:
            assert await line.retrieve(f"{there.url}/file/a b.html") == page
        assert there.asked[0].startswith(b"GET /file/a%20b.html ")

    asyncio.run(work())


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_an_answer_is_given_up_once_it_is_too_large_packed_or_not(method: str) -> None:
    packed = answer(gzip.compress(bytes(64 << 20)), "200 OK", "Content-Encoding: gzip")

    async def work(url: str) -> None:
        async with client() as line:
            with pytest.raises(NetworkError, match="larger than"):
                await line.do_request(url, method, ASKED if method == "POST" else None)

    async def ask_for_packed() -> None:
        async with listening(lambda _: packed) as there:
            await work(there.url)

    asyncio.run(ask_for_packed())
    with sending(b"HTTP/1.1 200 OK\r\n\r\n", bytes(65536)) as server:
        asyncio.run(work(server.url))
        assert server.sent_bytes < 64 << 20


def test_a_file_that_comes_a_byte_at_a_time_is_given_up_as_a_whole() -> None:
    async def work(url: str) -> None:
        async with client(file_timeout_s=0.2) as line:
            with pytest.raises(TimedOut):
                await line.retrieve(url)

    with sending(b"HTTP/1.1 200 OK\r\n\r\n", b"x", pause_s=0.01) as server:
        asyncio.run(work(server.url))
