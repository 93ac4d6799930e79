"""An HTTP server that strangers may reach: connections, their time and their size are bounded."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from tornado.http1connection import HTTP1Connection, HTTP1ServerConnection
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPConnection
from tornado.iostream import IOStream
from tornado.web import Application

from bot.logs import get_logger

_LOG = get_logger(__name__)
# Connections accepted in a row, before other work has its turn.
ACCEPTS_AT_ONCE = 16
# Refused connections are reported once in this time, whatever their number.
REPORT_INTERVAL_S = 60.0
# A request and what the network reads ahead of it.
_READ_AHEAD_BYTES = 1 << 16


@dataclass(frozen=True)
class HttpLimits:
    """The limits of a server: connections, sizes and times.

    ``connections`` are open at once. ``header_s`` passes from the opening of a connection, or
    from the last answer, to the end of the next request's headers, ``body_s`` from there to the
    end of its body, however slowly either comes. ``pause_s`` passes before the next connection is
    accepted when the process has no descriptor left for one.
    """

    connections: int
    body_bytes: int
    header_bytes: int = 16_384
    header_s: float = 20.0
    body_s: float = 10.0
    pause_s: float = 1.0


class BoundedHttpServer(HTTPServer):
    """A server within ``HttpLimits``.

    When too many connections are open, of those that are not trusted the oldest gives way to the
    new one, so that nobody can shut out others by keeping connections open.
    """

    def initialize(  # type: ignore[override]
        self,
        application: Application,
        limits: HttpLimits,
        *,
        name: str,
        clock: Callable[[], float] = time.monotonic,
        **options: Any,
    ) -> None:
        """Serve ``application``; ``name`` stands in the log. ``options`` are Tornado's."""
        super().initialize(
            application,
            max_header_size=limits.header_bytes, idle_connection_timeout=limits.header_s,
            max_body_size=limits.body_bytes, body_timeout=limits.body_s,
            max_buffer_size=limits.body_bytes + limits.header_bytes + _READ_AHEAD_BYTES,
            **options,
        )  # fmt: skip
        self._limits, self._name, self._clock = limits, name, clock
        self._untrusted: OrderedDict[IOStream, None] = OrderedDict()
        self._trusted: set[IOStream] = set()
        self._refused, self._reported_at = 0, float("-inf")
        self._listener: socket.socket | None = None
        self._resumption: asyncio.TimerHandle | None = None

    def accept_from(self, listener: socket.socket) -> None:
        """Accept connections from a listening socket, which is closed by ``stop``."""
        listener.setblocking(False)
        self._listener = listener
        self._resume()

    def trust(self, connection: HTTPConnection) -> None:
        """Never close a connection in favour of a new one: its client has shown the secret."""
        stream = cast("HTTP1Connection", connection).stream
        if stream in self._untrusted:
            del self._untrusted[stream]
            self._trusted.add(stream)

    def handle_stream(self, stream: IOStream, address: Any) -> None:
        """Serve a new connection, if need be in place of another."""
        if len(self._untrusted) + len(self._trusted) >= self._limits.connections:
            self._report("too many are open")
            if not self._untrusted:
                stream.close()
                return
            oldest, _ = self._untrusted.popitem(last=False)
            oldest.close()
        self._untrusted[stream] = None
        super().handle_stream(stream, address)

    def on_close(self, server_conn: object) -> None:
        """Forget a connection that was closed."""
        stream = cast("HTTP1ServerConnection", server_conn).stream
        self._untrusted.pop(stream, None)
        self._trusted.discard(stream)
        super().on_close(server_conn)

    def stop(self) -> None:
        """Accept no more connections; those that are open go on."""
        if self._resumption:
            self._resumption.cancel()
        if self._listener:
            asyncio.get_running_loop().remove_reader(self._listener)
            self._listener.close()
            self._listener = None
        super().stop()

    def _resume(self) -> None:
        if self._listener:
            asyncio.get_running_loop().add_reader(self._listener, self._accept, self._listener)

    def _accept(self, listener: socket.socket) -> None:
        for _ in range(ACCEPTS_AT_ONCE):
            try:
                connection, address = listener.accept()
            except BlockingIOError:
                return
            except ConnectionAbortedError:
                continue
            except OSError as error:
                # No descriptor or no memory is left. The listener stays readable, so that
                # trying again at once would use up the processor.
                self._report(error.strerror or type(error).__name__)
                loop = asyncio.get_running_loop()
                loop.remove_reader(listener)
                self._resumption = loop.call_later(self._limits.pause_s, self._resume)
                return
            try:
                self._handle_connection(connection, address)
            except OSError:  # it was closed before TLS could begin
                connection.close()

    def _report(self, why: str) -> None:
        """Log that connections are refused, at most once in ``REPORT_INTERVAL_S``."""
        self._refused += 1
        now = self._clock()
        if now - self._reported_at >= REPORT_INTERVAL_S:
            _LOG.warning("%s: %d connections refused (%s)", self._name, self._refused, why)
            self._refused, self._reported_at = 0, now
