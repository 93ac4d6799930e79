"""The way from here to a server: through which proxy, and whose word to take for who it is.

As for every other outside API, which httpx sees to; aiohttp would look both up at every call.
"""

from __future__ import annotations

import ssl
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from knowledge.errors import ConfigError


def find_proxy(address: str) -> str | None:
    """The proxy that the environment names for an address, if any.

    ConfigError when it cannot be used, such as one for SOCKS.
    """
    there, known = urlsplit(address), getproxies()
    proxy = known.get(there.scheme) or known.get("all")
    if not proxy or proxy_bypass(there.hostname or ""):
        return None
    # Without a scheme, as in "proxy.example:3128", it is one for HTTP.
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    if not _is_usable(proxy):
        raise ConfigError(
            f"The proxy that is named for {there.scheme} cannot be used.",
            fix="Name it as http://host:port in HTTPS_PROXY, a password percent-encoded.",
        )
    return proxy


def _is_usable(proxy: str) -> bool:
    try:
        named = urlsplit(proxy)
        return named.scheme in ("http", "https") and bool(named.hostname) and named.port != 0
    except ValueError:
        return False


def ssl_context() -> ssl.SSLContext:
    """Whom to believe who a server is: a bundle in the package, or SSL_CERT_FILE's."""
    return httpx.create_ssl_context()
