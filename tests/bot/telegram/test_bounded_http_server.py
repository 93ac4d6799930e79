"""What strangers can do to a port of the bot: little, and not for long."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from tornado.web import Application, RequestHandler

from bot.telegram.bounded_http_server import REPORT_INTERVAL_S, BoundedHttpServer, HttpLimits
from bot.telegram.http_listener import listen_on
from tests.support.clocks import Clock
from tests.support.paths import ROOT

WAIT_S = 20.0
LIMITS = HttpLimits(connections=8, body_bytes=1000, header_bytes=2000, header_s=WAIT_S)
HEAD = b"POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"


class Page(RequestHandler):
    """Says "ok"; on /trusted it trusts the connection."""

    def get(self, path: str) -> None:
        server = self.settings["servers"][0]
        if path == "trusted":
            server.trust(self.request.connection)
        self.write("ok")

    post = get


class Served:
    """A server in a thread, for as long as a block lasts."""

    def __init__(self, port: int, limits: HttpLimits, clock: Callable[[], float]) -> None:
        self.port, self._limits, self._clock = port, limits, clock
        self._loop: asyncio.AbstractEventLoop | None = None
        self._started, self._thread = threading.Event(), threading.Thread(target=self._run)

    def __enter__(self) -> Served:
        self._thread.start()
        assert self._started.wait(WAIT_S)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(WAIT_S)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        servers: list[BoundedHttpServer] = []
        pages = Application([("/(.*)", Page)], servers=servers, log_function=lambda _: None)
        self.server = BoundedHttpServer(pages, self._limits, name="test", clock=self._clock)
        servers.append(listen_on(self.server, "127.0.0.1", self.port, "A_SETTING"))
        self._started.set()
        await self._ended.wait()
        self.server.stop()
        await self.server.close_all_connections()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=WAIT_S)

    def get(self, path: str = "/") -> tuple[http.client.HTTPConnection, int]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_S)
        line.request("GET", path)
        answer = line.getresponse()
        answer.read()
        return line, answer.status


@pytest.fixture
def serving(free_port: int) -> Callable[..., Served]:
    def make(clock: Callable[[], float] | None = None, **limits: float) -> Served:
        return Served(free_port, replace(LIMITS, **limits), clock or Clock())

    return make


def is_ended(line: socket.socket) -> bool:
    """Whether the other side ends a connection, sooner or later."""
    try:
        while line.recv(1000):
            pass
    except ConnectionError:
        pass
    except TimeoutError:
        return False
    return True


def trickle(line: socket.socket, count: int = 400, pause_s: float = 0.05) -> int:
    """The bytes sent, one after the other, before the other side ended the connection."""
    line.settimeout(pause_s)
    for sent in range(count):
        try:
            line.sendall(b"x")
            if line.recv(1000) == b"":
                return sent
        except TimeoutError:
            continue
        except ConnectionError:
            return sent
    return count


def test_of_many_idle_connections_few_stay_open_and_others_are_served(
    serving: Callable[..., Served], caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    with serving(clock) as served:
        idle = [served.connect() for _ in range(40)]
        line, status = served.get()
        assert status == 200
        assert all(map(is_ended, idle[:32]))
        assert len(served.server._untrusted) == LIMITS.connections
        assert [record.getMessage() for record in caplog.records] == [
            "test: 1 connections refused (too many are open)"
        ]
        clock.now = REPORT_INTERVAL_S
        more, _ = served.get()
        assert "test: 33 connections refused" in caplog.records[-1].getMessage()
        for each in (*idle, more, line):
            each.close()
    assert len(caplog.records) == 2


def test_who_has_shown_the_secret_is_not_pushed_aside_by_a_crowd(
    serving: Callable[..., Served],
) -> None:
    with serving() as served:
        trusted, _ = served.get("/trusted")
        idle = [served.connect() for _ in range(40)]
        trusted.request("GET", "/")
        assert trusted.getresponse().read() == b"ok"
        lines = [served.get("/trusted")[0] for _ in range(LIMITS.connections - 1)]
        # All places are taken by those who are trusted.
        late = served.connect()
        assert is_ended(late)
        for line in (trusted, *lines):
            line.request("GET", "/")
            assert line.getresponse().read() == b"ok"
            line.close()
        for each in (late, *idle):
            each.close()
    assert not served.server._trusted
    assert not served.server._untrusted


@pytest.mark.parametrize("opening", [b"", b"GET / HTTP/1.1\r\nX: "], ids=["idle", "header"])
def test_a_header_that_comes_byte_by_byte_ends_the_connection(
    serving: Callable[..., Served], opening: bytes
) -> None:
    with serving(header_s=0.2) as served, served.connect() as line:
        line.sendall(opening)
        assert trickle(line) < 400 if opening else is_ended(line)


def test_a_body_that_comes_byte_by_byte_ends_the_connection(
    serving: Callable[..., Served],
) -> None:
    with serving(body_s=0.2) as served, served.connect() as line:
        line.sendall(HEAD)
        assert trickle(line) < 400


@pytest.mark.parametrize(
    "request_bytes",
    [b"GET / HTTP/1.1\r\nX: " + b"x" * 2100, HEAD.replace(b"1000", b"1001"), b"\0" * 3000],
    ids=["header", "body", "noise"],
)
def test_too_much_at_once_ends_the_connection(
    serving: Callable[..., Served], request_bytes: bytes
) -> None:
    with serving() as served, served.connect() as line:
        with contextlib.suppress(ConnectionError):
            line.sendall(request_bytes)
        assert is_ended(line)


# A process with few descriptors, all of which strangers have taken. It says how often it looked
# for news while that was so, and what it logged; then it serves again.
EXHAUSTED = """
import asyncio, json, logging, os, resource, selectors, sys
from tornado.web import Application, RequestHandler
from bot.telegram.bounded_http_server import BoundedHttpServer, HttpLimits
from bot.telegram.http_listener import listen_on

class Page(RequestHandler):
    def get(self):
        self.write("ok")

class Counting(selectors.DefaultSelector):
    looks = 0
    def select(self, timeout=None):
        self.looks += 1
        return super().select(timeout)

class Lines(logging.Handler):
    said = []
    def emit(self, record):
        self.said.append(record.getMessage())

async def work(selector):
    logging.getLogger().addHandler(Lines())
    limits = HttpLimits(connections=1000, body_bytes=0, pause_s=0.05)
    server = BoundedHttpServer(Application([("/", Page)]), limits, name="test")
    listen_on(server, "127.0.0.1", int(sys.argv[1]), "A_SETTING")
    used = len(os.listdir("/dev/fd"))
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + 20, hard))
    print("ready", flush=True)
    while not Lines.said:
        await asyncio.sleep(0.01)
    before = selector.looks
    await asyncio.sleep(1.0)
    print(json.dumps([selector.looks - before, Lines.said]), flush=True)
    await asyncio.to_thread(sys.stdin.read)

selector = Counting()
loop = asyncio.SelectorEventLoop(selector)
loop.run_until_complete(work(selector))
"""


@contextlib.contextmanager
def exhausted(port: int) -> Iterator[subprocess.Popen[str]]:
    """The process above."""
    process = subprocess.Popen(
        [sys.executable, "-c", EXHAUSTED, str(port)], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.communicate()


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts descriptors in /dev/fd")
def test_without_a_free_descriptor_it_waits_says_so_once_and_serves_again_later(
    free_port: int,
) -> None:
    with exhausted(free_port) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        address = ("127.0.0.1", free_port)
        idle = [socket.create_connection(address, timeout=WAIT_S) for _ in range(60)]
        looks, said = json.loads(process.stdout.readline())
        for line in idle:
            line.close()
        answer = http.client.HTTPConnection(*address, timeout=WAIT_S)
        answer.request("GET", "/")
        assert answer.getresponse().read() == b"ok"
        answer.close()
    assert said == ["test: 1 connections refused (Too many open files)"]
    # Twenty pauses; without them it looks tens of thousands of times.
    assert looks < 500
