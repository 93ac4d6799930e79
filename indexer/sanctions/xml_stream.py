"""Elements of a large XML file, one at a time, in memory that does not grow with the file."""

from __future__ import annotations

import codecs
import datetime as dt
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from knowledge.errors import SanctionsListError

# What one entry may weigh: the longest real ones, with hundreds of aliases, take a tenth of it.
MAX_ENTRY_BYTES = 4 << 20
MAX_DEPTH = 64
_OPENING = 512


def stream_elements(
    file: BinaryIO, root: str, wanted: frozenset[str]
) -> Iterator[tuple[str, Element]]:
    """The root as it begins, then every wanted element, whole, by its name without namespace.

    An element is emptied once the next is asked for. ListFault says why a file is not the list:
    a web page, cut off, another schema, entity declarations, an entry or a depth out of measure.
    """
    _check_opening(file)
    open_tags: list[Element] = []
    guarded = _BoundedFile(file)
    inside = 0
    try:
        # No DTD at all: official lists have none, and without one no entity can be declared.
        events = iterparse(guarded, events=("start", "end"), forbid_dtd=True)
        for event, element in events:
            name = element.tag.rpartition("}")[2]
            if event == "start":
                if not open_tags:
                    if name != root:
                        raise SanctionsListError(
                            f"The file begins with <{name[:40]}>, not <{root}>."
                        )
                    yield name, element
                open_tags.append(element)
                inside += name in wanted
                if len(open_tags) > MAX_DEPTH:
                    raise SanctionsListError("The file is nested deeper than any list.")
                continue
            open_tags.pop()
            if name in wanted:
                inside -= 1
                yield name, element
            if not inside:
                # Done with, or never wanted; its parent must not keep it either.
                element.clear()
                if open_tags:
                    open_tags[-1].clear()
                guarded.since = 0
    except DefusedXmlException:
        raise SanctionsListError(
            "The file declares entities of its own, which no official list does."
        ) from None
    except (ParseError, LookupError, ValueError) as error:
        place = getattr(error, "position", (0, 0))[0]
        where = f" (line {place})" if place else ""
        raise SanctionsListError(f"The file is cut off or is no sound XML{where}.") from None


def find_text(element: Element, path: str) -> str:
    """The text of a descendant, named without namespace; empty when there is none."""
    return next((_flatten(found) for found in find_all(element, path)), "")


def find_all(element: Element, path: str) -> Iterator[Element]:
    """The descendants along a path of names, without namespaces: ``Names/Name``."""
    name, _, rest = path.partition("/")
    for child in element:
        if isinstance(child.tag, str) and child.tag.rpartition("}")[2] == name:
            if rest:
                yield from find_all(child, rest)
            else:
                yield child


def iterate_descendants(element: Element) -> Iterator[tuple[str, Element]]:
    """All descendants in their order, each by its name without namespace."""
    for below in element.iter():
        if isinstance(below.tag, str) and below is not element:
            yield below.tag.rpartition("}")[2], below


def find_texts(element: Element, path: str) -> Iterator[str]:
    """The text of every descendant along a path; none of them is empty."""
    return filter(None, map(_flatten, find_all(element, path)))


def parse_date(written: str) -> dt.date | None:
    """A date as lists write it, 2022-04-05T… or 05/04/2022; None when it is none."""
    for form, length in (("%Y-%m-%d", 10), ("%d/%m/%Y", 10)):
        try:
            return dt.datetime.strptime(written.strip()[:length], form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _flatten(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _check_opening(file: BinaryIO) -> None:
    """Refuse what is plainly no XML with a word that helps more than a parser's."""
    opening = file.read(_OPENING)
    file.seek(0)
    for mark in (codecs.BOM_UTF8,):
        opening = opening.removeprefix(mark)
    start = opening.lstrip().lower()
    if not start:
        raise SanctionsListError("The file is empty.")
    if start.startswith((b"<!doctype html", b"<html")):
        raise SanctionsListError("The file is a web page, not the list.", fix="Check the address.")
    if opening.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    if not start.startswith(b"<"):
        raise SanctionsListError("The file is not XML.")


class _BoundedFile:
    """A file whose reader is stopped when an entry does not end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.since = 0

    def read(self, size: int = -1) -> bytes:
        got = self._file.read(size)
        self.since += len(got)
        if self.since > MAX_ENTRY_BYTES:
            raise SanctionsListError("An entry of the file is larger than any real one.")
        return got
