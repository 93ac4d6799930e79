"""Opening a port for one of the bot's HTTP servers."""

from __future__ import annotations

import socket

from bot.telegram.bounded_http_server import BoundedHttpServer
from knowledge.errors import ConfigError

MAX_PORT = 65535


def listen_on(server: BoundedHttpServer, host: str, port: int, setting: str) -> BoundedHttpServer:
    """The server, listening; ConfigError that names ``setting`` when the address is taken."""
    # Tornado's own way leaves a socket open when the address is taken.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        if port > MAX_PORT:  # Python would leave its socket open
            raise OSError(f"no port above {MAX_PORT}")
        listener = socket.create_server((host.strip("[]"), port), family=family)
    except OSError as error:
        raise ConfigError(
            f"Cannot listen on {host}:{port} ({error.strerror or error}).",
            fix=f"Choose another {setting}.",
        ) from None
    server.accept_from(listener)
    return server
