"""Which addresses a download may ask: the one that the operator gave, and where it redirects."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from knowledge.errors import RefusedAddressError
from knowledge.plain_http import is_loopback

if TYPE_CHECKING:
    import httpx2

Resolver = Callable[[str], Awaitable[tuple[str, ...]]]
# Publishers redirect once, to their storage.
MAX_REDIRECTS = 5


async def resolve_host(host: str) -> tuple[str, ...]:
    """The IP addresses of a host; none when its name is unknown here, as behind a proxy."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(str(address[0]) for *_, address in found)


class RedirectGuard:
    """Checks every request of one download before it is sent."""

    def __init__(self, resolve: Resolver = resolve_host, *, plain_http: bool = False) -> None:
        """Ask ``resolve`` for the addresses of a host that another one redirects to.

        ``plain_http`` is for content that nothing relies on.
        """
        self._resolve, self._plain_http = resolve, plain_http
        self._first_host = ""

    async def check(self, request: httpx2.Request) -> None:
        """RefusedAddressError for a request that may not be made.

        The first may go to https anywhere, or to this machine. A redirect may go to https only,
        and to no other host of this machine or its network: a publisher must not make us
        ask the services behind our firewall.
        """
        url, host = request.url, request.url.host
        is_first = not self._first_host
        self._first_host = self._first_host or host
        is_plain = url.scheme == "http" and self._plain_http
        if url.scheme != "https" and not is_plain and not (is_first and is_loopback(host)):
            raise RefusedAddressError(
                f"{url} is not https: anybody on the way could change the content.",
                fix="Give the https address, or a file.",
            )
        if is_first or host == self._first_host:
            return
        if not all(map(_is_public, await self._resolve(host))):
            raise RefusedAddressError(
                f"{url} is in a private network, where no publisher redirects to.",
                fix="Give that address itself, or a file.",
            )


def _is_public(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_global
