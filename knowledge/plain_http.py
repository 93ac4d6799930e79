"""Which addresses may be called over plain HTTP, where anybody on the way reads and changes it."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Whether a host name means this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_protected(url: str, plain_hosts: Collection[str] = ()) -> bool:
    """Whether a URL is https, or http to this machine or to one of ``plain_hosts``."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if not host or parts.scheme != "http":
        return bool(host) and parts.scheme == "https"
    # Libraries disagree about the host of such an address.
    is_plain_spoken = "\\" not in url and "@" not in parts.netloc
    return is_plain_spoken and (is_loopback(host) or host in plain_hosts)
