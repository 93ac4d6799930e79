"""A real HTTP server on loopback whose answers a test sets."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass
class Answer:
    """What is sent for a path. ``body`` may be a function of the request's path and body.

    ``delay_s`` is waited before the answer; ``drop`` closes the connection instead of it.
    """

    body: bytes | Callable[[str, bytes], bytes | tuple[int, bytes]] = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    drop: bool = False


class Loopback:
    """Answers by path (the longest prefix that fits) and records what was requested, and how."""

    def __init__(self) -> None:
        self.requested: list[str] = []
        self.headers: list[Message] = []
        # What is done to each body, by the path, before it is sent.
        self.change: Callable[[str, bytes], bytes] = lambda path, body: body
        self._answers: dict[str, Answer] = {}
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                owner._serve(self, b"")

            def do_POST(self) -> None:
                size = int(self.headers.get("content-length") or 0)
                owner._serve(self, self.rfile.read(size))

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            # Many clients at once must not wait for the kernel to try again.
            request_queue_size = 256

            def handle_error(self, *_: object) -> None:
                # A client may break off.
                if not isinstance(sys.exception(), ConnectionError):
                    raise

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        """The server's base address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def answer(
        self,
        path: str,
        body: bytes | str | Callable[[str, bytes], bytes | tuple[int, bytes]] = b"",
        status: int = 200,
        headers: dict[str, str] | None = None,
        delay_s: float = 0.0,
        drop: bool = False,
    ) -> None:
        """From now on, send this for every path that begins with ``path``."""
        raw = body.encode() if isinstance(body, str) else body
        self._answers[path] = Answer(raw, status, headers or {}, delay_s, drop)

    def forget(self, path: str) -> None:
        """Forget the answers for every path that begins with ``path``."""
        self._answers = {k: v for k, v in self._answers.items() if not k.startswith(path)}

    def count(self, path: str) -> int:
        """How often paths that begin with ``path`` were requested."""
        return sum(requested.startswith(path) for requested in self.requested)

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _serve(self, request: BaseHTTPRequestHandler, sent: bytes) -> None:
        self.requested.append(request.path)
        self.headers.append(request.headers)
        path = urlsplit(request.path).path
        fits = [key for key in self._answers if request.path.startswith(key) or path == key]
        answer = self._answers[max(fits, key=len)] if fits else Answer(b"no such path", 404)
        time.sleep(answer.delay_s)
        if answer.drop:
            request.close_connection = True
            request.connection.close()
            return
        content = answer.body(request.path, sent) if callable(answer.body) else answer.body
        status, body = content if isinstance(content, tuple) else (answer.status, content)
        body = self.change(request.path, body)
        try:
            request.send_response(status)
            for name, value in answer.headers.items():
                request.send_header(name, value)
            request.send_header("content-length", str(len(body)))
            request.end_headers()
            request.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            request.close_connection = True


@contextmanager
def serving() -> Iterator[Loopback]:
    """A server for as long as the block lasts."""
    server = Loopback()
    try:
        yield server
    finally:
        server.close()
