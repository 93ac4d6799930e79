"""Where a list may redirect to."""

from __future__ import annotations

import asyncio

import httpx2
import pytest

from indexer.redirects import RedirectGuard, resolve_host
from knowledge.errors import RefusedAddressError

ADDRESSES = {
    "lists.example": ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"),
    "storage.example": ("93.184.216.35",),
    "intranet.example": ("10.0.0.5",),
    "half.example": ("93.184.216.34", "127.0.0.1"),
}


async def resolve(host: str) -> tuple[str, ...]:
    return ADDRESSES.get(host, (host,))


def follow(*urls: str) -> list[str]:
    """Check the requests of one download, in their order; those that may be made."""
    allowed: list[str] = []

    async def work() -> None:
        guard = RedirectGuard(resolve)
        for url in urls:
            await guard.check(httpx2.Request("GET", url))
            allowed.append(url)

    asyncio.run(work())
    return allowed


@pytest.mark.parametrize(
    "urls",
    [
        ("https://lists.example/a",),
        ("https://lists.example/a", "https://lists.example/b", "https://storage.example/c?key=1"),
        ("http://127.0.0.1:8000/a",),
        ("http://localhost/a", "https://storage.example/c"),
        # The operator's own mirror, which redirects to itself.
        ("https://intranet.example/a", "https://intranet.example/b"),
    ],
)
def test_a_list_may_redirect_to_public_hosts_over_https(urls: tuple[str, ...]) -> None:
    assert follow(*urls) == list(urls)


@pytest.mark.parametrize(
    ("urls", "said"),
    [
        (("http://lists.example/a",), "not https"),
        (("ftp://lists.example/a",), "not https"),
        (("https://lists.example/a", "http://lists.example/a"), "not https"),
        (("https://lists.example/a", "http://127.0.0.1:9000/admin"), "not https"),
        (("http://127.0.0.1:1/a", "http://127.0.0.1:2/b"), "not https"),
        (("https://lists.example/a", "https://127.0.0.1/b"), "private network"),
        (("https://lists.example/a", "https://[::1]/b"), "private network"),
        (("https://lists.example/a", "https://[::ffff:127.0.0.1]/b"), "private network"),
        (("https://lists.example/a", "https://169.254.169.254/b"), "private network"),
        (("https://lists.example/a", "https://192.168.1.1/b"), "private network"),
        (("https://lists.example/a", "https://intranet.example/b"), "private network"),
        (("https://lists.example/a", "https://half.example/b"), "private network"),
    ],
)
def test_a_list_does_not_redirect_into_the_clear_or_behind_the_firewall(
    urls: tuple[str, ...], said: str
) -> None:
    with pytest.raises(RefusedAddressError, match=said):
        follow(*urls)


def test_a_name_is_resolved_as_the_system_does() -> None:
    assert asyncio.run(resolve_host("127.0.0.1")) == ("127.0.0.1",)
    assert asyncio.run(resolve_host("does-not-exist.invalid")) == ()
    assert asyncio.run(resolve_host("a" * 300)) == ()
