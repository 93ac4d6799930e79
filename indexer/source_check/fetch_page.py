"""Fetching cited pages: a few at once, one at a time from each host, each within limits."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from indexer.redirects import MAX_REDIRECTS, RedirectGuard
from knowledge.errors import RefusedAddressError
from knowledge.http_body import (
    ACCEPT_ENCODING,
    BodyDecoder,
    OversizedBodyError,
    UndecodableBodyError,
)

if TYPE_CHECKING:
    import httpx2

# Laws as PDF have up to 20 MB.
MAX_PAGE_BYTES = 32 << 20
PAGE_LIMIT_S = 60.0
PAGES_AT_ONCE = 8
_GONE = frozenset({404, 410})
_MOVED_FOR_GOOD = frozenset({301, 308})
_SUFFIXES = {"application/pdf": ".pdf", "text/plain": ".txt", "text/markdown": ".md"}


@dataclass(frozen=True)
class FetchedPage:
    """What an address gave: a ``file`` with the page, or that it is gone, or a ``problem``."""

    file: Path | None = None
    is_gone: bool = False
    moved_to: str = ""
    problem: str = ""


OnPage = Callable[[str, FetchedPage], None]


async def fetch_pages(
    urls: Sequence[str], folder: Path, on_page: OnPage, limit_s: float = PAGE_LIMIT_S
) -> None:
    """Fetch each address into a file of ``folder`` and give it to ``on_page``, one by one.

    ``on_page`` runs in a thread and may remove the file. What an address does is a problem of that
    page alone.
    """
    at_once, turn = asyncio.Semaphore(PAGES_AT_ONCE), asyncio.Lock()
    hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def fetch(number: int, url: str) -> None:
        async with hosts[_host(url)], at_once:
            page = await _fetch_page(url, folder / str(number), limit_s)
            async with turn:
                await asyncio.to_thread(on_page, url, page)

    await asyncio.gather(*(fetch(number, url) for number, url in enumerate(urls)))


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


async def _fetch_page(url: str, target: Path, limit_s: float) -> FetchedPage:
    import httpx2

    client = httpx2.AsyncClient(
        timeout=limit_s,
        headers={"User-Agent": "tradewind", "Accept-Encoding": ACCEPT_ENCODING},
        follow_redirects=True,
        max_redirects=MAX_REDIRECTS,
        event_hooks={"request": [RedirectGuard(plain_http=True).check]},
    )
    try:
        async with asyncio.timeout(limit_s), client, client.stream("GET", url) as response:
            return await _receive(response, target)
    except TimeoutError:
        return FetchedPage(problem=f"was not received within {limit_s:g} s")
    except OversizedBodyError:
        return FetchedPage(problem=f"is larger than {MAX_PAGE_BYTES >> 20} MiB")
    except UndecodableBodyError:
        return FetchedPage(problem="is damaged, or packed in another way than gzip")
    except RefusedAddressError as error:
        return FetchedPage(problem=error.message)
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        return FetchedPage(problem=f"cannot be reached ({type(error).__name__})")


async def _receive(response: httpx2.Response, target: Path) -> FetchedPage:
    moved_to = _moved_to(response)
    if response.status_code in _GONE:
        return FetchedPage(is_gone=True, moved_to=moved_to)
    if not response.is_success:
        return FetchedPage(problem=f"answered {response.status_code}", moved_to=moved_to)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    file = target.with_suffix(_SUFFIXES.get(kind, ".html"))
    decoder = BodyDecoder(response.headers.get("content-encoding", ""), MAX_PAGE_BYTES)
    with file.open("wb") as out:
        async for raw in response.aiter_raw():
            out.writelines(decoder.decode(raw))
    decoder.finish()
    return FetchedPage(file=file, moved_to=moved_to)


def _moved_to(response: httpx2.Response) -> str:
    """The address that a page has moved to for good; empty when it has not."""
    permanent = [one.status_code in _MOVED_FOR_GOOD for one in response.history]
    return str(response.url) if permanent and all(permanent) else ""
