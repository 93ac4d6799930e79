"""Opening a list's files, from URLs or this disk; a download is complete before it is read."""

from __future__ import annotations

import contextlib
import ipaddress
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from knowledge.errors import SanctionsListError

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 1 << 30
TIMEOUT_S = 60.0
_CHUNK_BYTES = 1 << 20
Progress = Callable[[int, int], None]


@contextlib.contextmanager
def open_sources(place: str, on_progress: Progress) -> Iterator[tuple[BinaryIO, ...]]:
    """The files of a source, open for reading; SanctionsListError if one cannot be opened.

    ``on_progress`` is called with the bytes received and the total (0 when unknown).
    """
    with contextlib.ExitStack() as stack:
        yield tuple(
            stack.enter_context(_open_source(part, on_progress)) for part in split_sources(place)
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
def _open_source(place: str, on_progress: Progress) -> Iterator[BinaryIO]:
    if is_url(place):
        with tempfile.TemporaryFile() as aside:
            _download(place, aside, on_progress)
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


def _download(address: str, aside: BinaryIO, on_progress: Progress) -> None:
    import httpx

    received = 0
    hooks = {"request": [_require_https]}
    try:
        with (
            httpx.Client(timeout=TIMEOUT_S, follow_redirects=True, event_hooks=hooks) as client,
            client.stream("GET", address) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise SanctionsListError(f"{address} answered {response.status_code}.")
            announced = response.headers.get("content-length", "")
            total = int(announced) if announced.isdigit() else 0
            for chunk in response.iter_bytes(_CHUNK_BYTES):
                received += len(chunk)
                if received > MAX_BYTES:
                    raise SanctionsListError(f"{address} is larger than any list (1 GB).")
                aside.write(chunk)
                on_progress(received, total)
            if total and not response.headers.get("content-encoding") and total != received:
                raise SanctionsListError(
                    f"{address} broke off after {received:,} bytes; try again."
                )
    except httpx.HTTPError as error:
        raise SanctionsListError(f"{address} cannot be reached ({type(error).__name__}).") from None
    except (httpx.InvalidURL, ValueError):
        raise SanctionsListError(f"{address} is no address of a file.") from None


def _require_https(request: httpx.Request) -> None:
    """Refuse a URL, or its redirect, over an unprotected connection to another machine."""
    if request.url.scheme != "https" and not _is_loopback(request.url.host):
        raise SanctionsListError(
            f"{request.url} is not https: anybody on the way could change the list.",
            fix="Give the https address, or a file.",
        )


def _is_loopback(host: str) -> bool:
    """Whether a host name means this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
