"""Opening a list's files, from URLs or this disk; a download is complete before it is read."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from indexer.redirects import MAX_REDIRECTS, RedirectGuard
from knowledge.errors import RefusedAddressError, SanctionsListError
from knowledge.http_body import (
    ACCEPT_ENCODING,
    BodyDecoder,
    OversizedBodyError,
    UndecodableBodyError,
)

_CHUNK_BYTES = 1 << 20
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class DownloadLimits:
    """How large a file may be, packed and unpacked, and how long it may take.

    The longest list has 130 MB. ``idle_s`` is the longest wait for the next bytes, ``total_s`` the
    time for all of them: ten minutes less than the service has for all its lists.
    """

    max_bytes: int = 1 << 30
    idle_s: float = 60.0
    total_s: float = 20 * 60.0


DEFAULT_LIMITS = DownloadLimits()


@contextlib.contextmanager
def open_sources(
    place: str, on_progress: Progress, limits: DownloadLimits = DEFAULT_LIMITS
) -> Iterator[tuple[BinaryIO, ...]]:
    """The files of a source, open for reading; SanctionsListError if one cannot be opened.

    ``on_progress`` is called with the bytes received, as they were sent, and their total, which is
    0 when it is unknown.
    """
    with contextlib.ExitStack() as stack:
        yield tuple(
            stack.enter_context(_open_source(part, on_progress, limits))
            for part in split_sources(place)
        )


def split_sources(place: str) -> tuple[str, ...]:
    """The paths or URLs in a source: one, or several separated by commas."""
    if "," not in place or (not is_url(place) and Path(place).expanduser().exists()):
        return (place,)
    return tuple(part for part in map(str.strip, place.split(",")) if part)


def is_url(place: str) -> bool:
    """Whether a source is a URL and not a file."""
    return place.startswith(("http://", "https://"))


@contextlib.contextmanager
def _open_source(place: str, on_progress: Progress, limits: DownloadLimits) -> Iterator[BinaryIO]:
    if is_url(place):
        with tempfile.TemporaryFile() as aside:
            _download(place, aside, on_progress, limits)
            aside.seek(0)
            yield aside
        return
    try:
        file = Path(place).expanduser().open("rb")
    except OSError as error:
        reason = (error.strerror or "no such file").lower()
        raise SanctionsListError(f"{place} cannot be read ({reason}).") from None
    with file:
        yield file


def _download(address: str, aside: BinaryIO, on_progress: Progress, limits: DownloadLimits) -> None:
    import httpx2

    received = 0

    def count(done: int, total: int) -> None:
        nonlocal received
        received = done
        on_progress(done, total)

    try:
        asyncio.run(_receive(address, aside, count, limits))
    except TimeoutError:
        raise SanctionsListError(
            f"{address} was not received within {limits.total_s / 60:g} minutes.",
            fix="Try again, or fetch it in another way and give the file.",
        ) from None
    except RefusedAddressError as error:
        raise SanctionsListError(str(error)) from None
    except OversizedBodyError:
        size = f"{limits.max_bytes / 2**30:g} GB"
        raise SanctionsListError(f"{address} is larger than any list ({size}).") from None
    except UndecodableBodyError:
        raise SanctionsListError(
            f"{address} is damaged, or packed in another way than gzip; try again."
        ) from None
    except httpx2.HTTPError as error:
        name = type(error).__name__
        if received:
            raise SanctionsListError(
                f"{address} broke off after {received:,} bytes ({name}); try again."
            ) from None
        raise SanctionsListError(f"{address} cannot be reached ({name}).") from None
    except (httpx2.InvalidURL, ValueError):
        raise SanctionsListError(f"{address} is no address of a file.") from None
    except OSError as error:
        raise SanctionsListError(
            f"{address} cannot be kept in {tempfile.gettempdir()} ({error.strerror}).",
            fix="Make room there, or name another folder in TMPDIR.",
        ) from None


async def _receive(
    address: str, aside: BinaryIO, on_progress: Progress, limits: DownloadLimits
) -> None:
    """Write the content of a response into a file, as fast as it comes."""
    import httpx2

    client = httpx2.AsyncClient(
        timeout=limits.idle_s,
        headers={"User-Agent": "tradewind", "Accept-Encoding": ACCEPT_ENCODING},
        follow_redirects=True,
        max_redirects=MAX_REDIRECTS,
        event_hooks={"request": [RedirectGuard().check]},
    )
    async with (
        asyncio.timeout(limits.total_s),
        client,
        client.stream("GET", address) as response,
    ):
        if response.status_code != httpx2.codes.OK:
            raise SanctionsListError(f"{address} answered {response.status_code}.")
        announced = response.headers.get("content-length", "")
        total = int(announced) if announced.isascii() and announced.isdigit() else 0
        encoding = response.headers.get("content-encoding", "")
        decoder = BodyDecoder(encoding, limits.max_bytes)
        async for raw in response.aiter_raw(_CHUNK_BYTES):
            aside.writelines(decoder.decode(raw))
            on_progress(decoder.raw_bytes, total)
        decoder.finish()
