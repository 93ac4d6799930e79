"""XML documents of central banks, read with suspicion."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element, ParseError, XMLParser

from knowledge.market.sources import Fault, SourceError


def parse_document(source: str, body: bytes, tag: str) -> Element:
    """The document's root element; SourceError unless it is whole and called ``tag``.

    The parser gets bytes, so that the encoding that the document declares is used. A document
    type declaration is refused, and with it every trick with entities.
    """
    start = body.lstrip()[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise SourceError(source, Fault.MALFORMED, "sent a web page instead of rates")
    if b"<!doctype" in body[:4096].lower() or b"<!entity" in body.lower():
        raise SourceError(source, Fault.MALFORMED, "sent a document with a type declaration")
    parser = XMLParser()  # noqa: S314 (no entities: see above)
    try:
        parser.feed(body)
        found: Element = parser.close()
    except (ParseError, LookupError, ValueError):
        raise SourceError(source, Fault.MALFORMED, "sent no whole XML document") from None
    if found.tag.rpartition("}")[2] != tag:
        raise SourceError(source, Fault.MALFORMED, "sent another document than its rates")
    return found


def parse_positive(source: str, text: str | None, *, comma: bool = False) -> Decimal:
    """A positive number; with ``comma`` the decimal mark is a comma and nothing else."""
    said = (text or "").strip()
    if ("." if comma else ",") in said:
        raise SourceError(source, Fault.MALFORMED, f"gave {said[:20]!r} for a rate")
    try:
        value = Decimal(said.replace(",", "."))
    except InvalidOperation:
        raise SourceError(source, Fault.MALFORMED, f"gave {said[:20]!r} for a rate") from None
    if not value.is_finite() or value <= 0:
        raise SourceError(source, Fault.ABSURD, f"gave {said[:20]!r} for a rate")
    return value
