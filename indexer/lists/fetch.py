"""The file of a list, from an address or a folder, whole on this disk before it is looked at."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from knowledge.errors import ListFault

LARGEST = 1 << 30
SECONDS = 60.0
_CHUNK = 1 << 20
Progress = Callable[[int, int], None]


@contextlib.contextmanager
def opened(place: str, told: Progress) -> Iterator[BinaryIO]:
    """The file at a path or an http(s) address, open for reading; ListFault if there is none.

    ``told`` hears how many bytes have come, and of how many (0: nobody knows).
    """
    if is_address(place):
        with tempfile.TemporaryFile() as aside:
            _download(place, aside, told)
            aside.seek(0)
            yield aside
        return
    try:
        file = Path(place).expanduser().open("rb")
    except OSError as error:
        reason = (error.strerror or "no such file").lower()
        raise ListFault(f"{place} cannot be read ({reason}).") from None
    with file:
        yield file


def is_address(place: str) -> bool:
    """Whether a place is on the net, and no file here."""
    return place.startswith(("http://", "https://"))


def _download(address: str, aside: BinaryIO, told: Progress) -> None:
    import httpx

    came = 0
    try:
        with httpx.stream("GET", address, timeout=SECONDS, follow_redirects=True) as answer:
            if answer.status_code != httpx.codes.OK:
                raise ListFault(f"{address} answered {answer.status_code}.")
            promised = answer.headers.get("content-length", "")
            total = int(promised) if promised.isdigit() else 0
            for chunk in answer.iter_bytes(_CHUNK):
                came += len(chunk)
                if came > LARGEST:
                    raise ListFault(f"{address} is larger than any list (1 GB).")
                aside.write(chunk)
                told(came, total)
            if total and not answer.headers.get("content-encoding") and total != came:
                raise ListFault(f"{address} broke off after {came:,} bytes; try again.")
    except httpx.HTTPError as error:
        raise ListFault(f"{address} cannot be reached ({type(error).__name__}).") from None
    except (httpx.InvalidURL, ValueError):
        raise ListFault(f"{address} is no address of a file.") from None
