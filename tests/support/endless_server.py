"""A server on loopback that sends one head and then the same bytes for as long as it is read."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# More than this was never read: the client had no limit.
MAX_SENT_BYTES = 256 * 2**20


class EndlessServer:
    """Answers one connection after the other; ``sent_bytes`` counts what was taken after heads."""

    def __init__(self, head: bytes, piece: bytes, pause_s: float, most_bytes: int) -> None:
        """Wait ``pause_s`` before each ``piece``; close after ``most_bytes``."""
        self._head, self._piece, self._pause_s = head, piece, pause_s
        self._most_bytes = most_bytes
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._stopped = threading.Event()
        self.sent_bytes = 0
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self._stopped.set()
        with socket.create_connection(self._socket.getsockname()):
            pass
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while not self._stopped.is_set():
            connection, _ = self._socket.accept()
            with connection:
                connection.settimeout(5.0)
                self._send(connection)

    def _send(self, connection: socket.socket) -> None:
        try:
            if not connection.recv(65536):
                return
            connection.sendall(self._head)
            while self.sent_bytes < self._most_bytes and not self._stopped.wait(self._pause_s):
                connection.sendall(self._piece)
                self.sent_bytes += len(self._piece)
        except OSError:
            return


@contextmanager
def sending(
    head: bytes, piece: bytes, *, pause_s: float = 0.0, most_bytes: int = MAX_SENT_BYTES
) -> Iterator[EndlessServer]:
    """A server for as long as the block lasts."""
    server = EndlessServer(head, piece, pause_s, most_bytes)
    try:
        yield server
    finally:
        server.close()
