"""Proxy and TLS trust for the Bot API, found as httpx2 finds them for all other APIs.

aiohttp would look both up again at every call.
"""

from __future__ import annotations

import ssl
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2

from knowledge.errors import ConfigError


def find_proxy(url: str) -> str | None:
    """The proxy that the environment names for a URL, or None.

    ConfigError when it cannot be used, such as a SOCKS proxy.
    """
    target, proxies = urlsplit(url), getproxies()
    proxy = proxies.get(target.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(target.hostname or ""):
        return None
    # "proxy.example:3128" without a scheme is an HTTP proxy.
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    if not _is_usable(proxy):
        raise ConfigError(
            f"The proxy that is set for {target.scheme} cannot be used.",
            fix="Set it as http://host:port in HTTPS_PROXY, with a percent-encoded password.",
        )
    return proxy


def _is_usable(proxy: str) -> bool:
    try:
        parts = urlsplit(proxy)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def ssl_context() -> ssl.SSLContext:
    """The TLS trust store: the system's, or what SSL_CERT_FILE or SSL_CERT_DIR names."""
    return httpx2.create_ssl_context()
