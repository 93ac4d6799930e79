"""Strict reading of the XML documents of central banks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element, ParseError, XMLParser

from knowledge.market.failures import build_source_error


def parse_document(source: str, body: bytes, tag: str) -> Element:
    """The root element; SourceError unless the document is whole and its root is ``tag``.

    The parser gets bytes, so that the encoding that the document declares is used. A document
    type declaration is refused, and with it every attack by entities.
    """
    start = body.lstrip()[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise build_source_error(source, "web_page")
    if b"<!doctype" in body[:4096].lower() or b"<!entity" in body.lower():
        raise build_source_error(source, "doctype")
    parser = XMLParser()  # noqa: S314 (documents with entities are refused above)
    try:
        parser.feed(body)
        root: Element = parser.close()
    except (ParseError, LookupError, ValueError):
        raise build_source_error(source, "no_xml") from None
    if root.tag.rpartition("}")[2] != tag:
        raise build_source_error(source, "other_document")
    return root


def parse_positive(source: str, text: str | None, *, comma: bool = False) -> Decimal:
    """A positive number; ``comma`` says that the decimal mark is a comma, not a point."""
    stripped = (text or "").strip()
    shown = f"{stripped[:20]!r}"
    if ("." if comma else ",") in stripped:
        raise build_source_error(source, "unreadable_number", field="a rate", value=shown)
    try:
        number = Decimal(stripped.replace(",", "."))
    except InvalidOperation:
        raise build_source_error(source, "unreadable_number", field="a rate", value=shown) from None
    if not number.is_finite() or number <= 0:
        raise build_source_error(source, "impossible_number", field="a rate", value=shown)
    return number


def parse_date(source: str, text: str | None, pattern: str) -> dt.date:
    """The date that a publication bears; SourceError when it does not follow ``pattern``."""
    try:
        return dt.datetime.strptime(text or "", pattern).date()  # noqa: DTZ007 (only the date)
    except ValueError:
        raise build_source_error(source, "unreadable_date") from None
