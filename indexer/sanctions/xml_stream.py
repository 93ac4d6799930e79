"""Streaming the elements of a large XML file in constant memory."""

from __future__ import annotations

import codecs
import datetime as dt
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from knowledge.errors import SanctionsListError

# The longest real entries, with hundreds of aliases, take a tenth of it.
MAX_ENTRY_BYTES = 4 << 20
MAX_DEPTH = 64
_OPENING_BYTES = 512


def stream_elements(
    file: BinaryIO, root: str, wanted: frozenset[str]
) -> Iterator[tuple[str, Element]]:
    """The root as it begins, then each wanted element, whole, by its name without namespace.

    An element is emptied once the next is asked for. SanctionsListError says why a file is not
    the list: a web page, cut off, another schema, entity declarations, an entry too large or too
    deeply nested.
    """
    _check_opening(file)
    try:
        yield from _parse(_BoundedFile(file), root, wanted)
    except DefusedXmlException:
        raise SanctionsListError(
            "The file declares entities of its own, which no official list does."
        ) from None
    except (ParseError, LookupError, ValueError) as error:
        line = getattr(error, "position", (0, 0))[0]
        where = f" (line {line})" if line else ""
        raise SanctionsListError(f"The file is cut off or is no sound XML{where}.") from None


def _parse(file: _BoundedFile, root: str, wanted: frozenset[str]) -> Iterator[tuple[str, Element]]:
    open_elements: list[Element] = []
    wanted_open = 0
    # No DTD at all: official lists have none, and without one no entity can be declared.
    for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
        name = _local_name(element)
        if event == "start":
            if not open_elements:
                _check_root(name, root)
                yield name, element
            open_elements.append(element)
            wanted_open += name in wanted
            if len(open_elements) > MAX_DEPTH:
                raise SanctionsListError("The file is nested deeper than any list.")
            continue
        open_elements.pop()
        if name in wanted:
            wanted_open -= 1
            yield name, element
        if not wanted_open:
            # Neither the element nor its parent may keep the memory.
            element.clear()
            if open_elements:
                open_elements[-1].clear()
            file.bytes_since_entry = 0


def _check_root(name: str, expected: str) -> None:
    if name != expected:
        raise SanctionsListError(f"The file begins with <{name[:40]}>, not <{expected}>.")


def _local_name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def find_text(element: Element, path: str) -> str:
    """The text of a descendant, named without namespace; empty when there is none."""
    return next((_flatten(found) for found in find_all(element, path)), "")


def find_all(element: Element, path: str) -> Iterator[Element]:
    """The descendants along a path of names, without namespaces: ``Names/Name``."""
    name, _, rest = path.partition("/")
    for child in element:
        if isinstance(child.tag, str) and _local_name(child) == name:
            if rest:
                yield from find_all(child, rest)
            else:
                yield child


def iterate_descendants(element: Element) -> Iterator[tuple[str, Element]]:
    """All descendants in document order, each with its name without namespace."""
    for below in element.iter():
        if isinstance(below.tag, str) and below is not element:
            yield _local_name(below), below


def find_texts(element: Element, path: str) -> Iterator[str]:
    """The texts of the descendants along a path that are not empty."""
    return filter(None, map(_flatten, find_all(element, path)))


def parse_date(written: str) -> dt.date | None:
    """A date written 2022-04-05T… or 05/04/2022; None for anything else."""
    for form, length in (("%Y-%m-%d", 10), ("%d/%m/%Y", 10)):
        try:
            return dt.datetime.strptime(written.strip()[:length], form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _flatten(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _check_opening(file: BinaryIO) -> None:
    """Refuse what is plainly no XML, with a clearer message than the parser's."""
    opening = file.read(_OPENING_BYTES)
    file.seek(0)
    opening = opening.removeprefix(codecs.BOM_UTF8)
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
    """A file whose reading is stopped by an entry larger than ``MAX_ENTRY_BYTES``."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.bytes_since_entry = 0

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self.bytes_since_entry += len(content)
        if self.bytes_since_entry > MAX_ENTRY_BYTES:
            raise SanctionsListError("An entry of the file is larger than any real one.")
        return content
