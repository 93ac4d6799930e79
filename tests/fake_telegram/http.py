"""The HTTP side of the server: connections, addresses, bytes."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from tests.fake_telegram.dispatch import Answer, Dispatcher
from tests.fake_telegram.parameters import UnreadableRequest, parse_parameters


class HttpServer:
    """Listens on loopback and gives each call to the dispatcher."""

    def __init__(self, dispatcher: Dispatcher, token: str) -> None:
        self._dispatcher = dispatcher
        self._token = token
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._closed = False
        http_server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self) -> None:
                super().setup()
                with http_server._lock:
                    http_server._connections.add(self.connection)
                    if http_server._closed:
                        # It was accepted while the others were being closed.
                        with contextlib.suppress(OSError):
                            self.connection.shutdown(socket.SHUT_RDWR)

            def finish(self) -> None:
                with http_server._lock:
                    http_server._connections.discard(self.connection)
                with contextlib.suppress(OSError):
                    super().finish()

            def do_GET(self) -> None:
                http_server._serve(self, b"")

            def do_POST(self) -> None:
                size = int(self.headers.get("content-length") or 0)
                http_server._serve(self, self.rfile.read(size))

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            # Many clients at once must not wait for the kernel to try again.
            request_queue_size = 256
            daemon_threads = False

            def handle_error(self, *_: object) -> None:
                pass  # A client that went away in the middle of a call is nothing to print.

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def port(self) -> int:
        """The port that the system chose."""
        return self._server.server_port

    def close(self) -> None:
        """Listen no more, end every connection and wait for those who served them."""
        self._server.shutdown()
        with self._lock:
            self._closed = True
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self._server.server_close()
        self._thread.join()

    def _serve(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        answer = self._answer(request, body)
        if answer is None:
            request.close_connection = True
            with contextlib.suppress(OSError):
                request.connection.shutdown(socket.SHUT_RDWR)
            return
        status, said = answer
        kind = "text/html" if isinstance(said, str) else "application/json"
        if isinstance(said, bytes):
            raw, kind = said, "application/octet-stream"
        else:
            raw = said.encode() if isinstance(said, str) else json.dumps(said).encode()
        try:
            request.send_response(status)
            request.send_header("content-type", kind)
            request.send_header("content-length", str(len(raw)))
            request.end_headers()
            request.wfile.write(raw)
        except OSError:
            request.close_connection = True

    def _answer(
        self, request: BaseHTTPRequestHandler, body: bytes
    ) -> Answer | tuple[int, bytes] | None:
        # The library writes the token's colon as %3A where it fetches a file.
        path = unquote(urlsplit(request.path).path)
        head, slash, rest = path.removeprefix("/file").removeprefix("/bot").partition("/")
        if not slash or head != self._token:
            return self._dispatcher.refuse(401, "Unauthorized")
        if path.startswith("/file/"):
            return self._file(rest)
        try:
            sent = parse_parameters(request.path, request.headers.get("content-type", ""), body)
        except (UnreadableRequest, UnicodeDecodeError) as error:
            return self._dispatcher.refuse(400, f"Bad Request: {error}")
        return self._dispatcher.answer(rest, sent, lambda: is_closed_by_client(request.connection))

    def _file(self, path: str) -> Answer | tuple[int, bytes]:
        key = path.rpartition("/")[2].partition(".")[0]
        kept = self._dispatcher.server.files.get(key)
        return (200, kept[1]) if kept else self._dispatcher.refuse(404, "Not Found: file not found")


def is_closed_by_client(connection: socket.socket) -> bool:
    """Whether the client has closed the connection."""
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
