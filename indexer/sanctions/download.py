"""The files of a list, from addresses or a folder, whole on this disk before they are looked at."""

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
def open_sources(place: str, told: Progress) -> Iterator[tuple[BinaryIO, ...]]:
    """The files at a place, open for reading; ListFault if one is not there.

    ``told`` hears how many bytes of a file have come, and of how many (0: nobody knows).
    """
    with contextlib.ExitStack() as stack:
        yield tuple(stack.enter_context(_open_source(part, told)) for part in split_sources(place))


def split_sources(place: str) -> tuple[str, ...]:
    """The files that a place names: one, or several with commas between them."""
    if "," not in place or (not is_url(place) and Path(place).expanduser().exists()):
        return (place,)
    return tuple(part for part in map(str.strip, place.split(",")) if part)


def is_url(place: str) -> bool:
    """Whether a place is on the net, and no file here."""
    return place.startswith(("http://", "https://"))


@contextlib.contextmanager
def _open_source(place: str, told: Progress) -> Iterator[BinaryIO]:
    if is_url(place):
        with tempfile.TemporaryFile() as aside:
            _download(place, aside, told)
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


def _download(address: str, aside: BinaryIO, told: Progress) -> None:
    import httpx

    came = 0
    hooks = {"request": [_require_https]}
    try:
        with (
            httpx.Client(timeout=TIMEOUT_S, follow_redirects=True, event_hooks=hooks) as client,
            client.stream("GET", address) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise SanctionsListError(f"{address} answered {answer.status_code}.")
            promised = answer.headers.get("content-length", "")
            total = int(promised) if promised.isdigit() else 0
            for chunk in answer.iter_bytes(_CHUNK_BYTES):
                came += len(chunk)
                if came > MAX_BYTES:
                    raise SanctionsListError(f"{address} is larger than any list (1 GB).")
                aside.write(chunk)
                told(came, total)
            if total and not answer.headers.get("content-encoding") and total != came:
                raise SanctionsListError(f"{address} broke off after {came:,} bytes; try again.")
    except httpx.HTTPError as error:
        raise SanctionsListError(f"{address} cannot be reached ({type(error).__name__}).") from None
    except (httpx.InvalidURL, ValueError):
        raise SanctionsListError(f"{address} is no address of a file.") from None


def _require_https(request: httpx.Request) -> None:
    """Refuse an address, or what it redirects to, whose answer anybody on the way could change."""
    if request.url.scheme != "https" and not _is_loopback(request.url.host):
        raise SanctionsListError(
            f"{request.url} is not https: anybody on the way could change the list.",
            fix="Give the https address, or a file.",
        )


def _is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
