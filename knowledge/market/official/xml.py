"""Strict reading of the XML documents of central banks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from knowledge.decimals import parse_decimal
from knowledge.market.failures import build_source_error

# Ten times the longest publication (Ankara's). A document of empty elements becomes forty times
# as large in memory.
MAX_DOCUMENT_BYTES = 256 * 2**10
PLAUSIBLE_YEARS = range(1990, 2200)
# Rates of a unit or of ten thousand, in any money: quotients of two are prices still.
MAX_RATE, MIN_RATE = Decimal(1_000_000), Decimal("0.000001")


def parse_document(source: str, body: bytes, tag: str) -> Element:
    """The root element; SourceError unless the document is whole and its root is ``tag``.

    The parser gets bytes, so that the encoding that the document declares is used, and refuses a
    document type declaration in every encoding: without one there are no entities.
    """
    start = body.lstrip()[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise build_source_error(source, "web_page")
    if len(body) > MAX_DOCUMENT_BYTES:
        raise build_source_error(source, "too_large", megabytes=MAX_DOCUMENT_BYTES / 2**20)
    parser = DefusedXMLParser(forbid_dtd=True)
    try:
        parser.feed(body)
        root: Element = parser.close()
    except DefusedXmlException:
        raise build_source_error(source, "doctype") from None
    except (ParseError, LookupError, ValueError):
        raise build_source_error(source, "no_xml") from None
    if root.tag.rpartition("}")[2] != tag:
        raise build_source_error(source, "other_document")
    return root


def parse_positive(source: str, text: str | None, *, comma: bool = False) -> Decimal:
    """A positive number; ``comma`` says that the decimal mark is a comma, not a point.

    SourceError for none, and for what no rate can be.
    """
    stripped = (text or "").strip()
    shown = f"{stripped[:20]!r}"
    try:
        if ("." if comma else ",") in stripped:
            raise ValueError("another decimal mark")
        number = parse_decimal(stripped.replace(",", "."))
    except ValueError:
        raise build_source_error(source, "unreadable_number", field="a rate", value=shown) from None
    if not number.is_finite() or not MIN_RATE <= number <= MAX_RATE:
        raise build_source_error(source, "impossible_number", field="a rate", value=shown)
    return number


def parse_date(source: str, text: str | None, pattern: str) -> dt.date:
    """The date that a publication bears; SourceError when it does not follow ``pattern``."""
    try:
        day = dt.datetime.strptime(text or "", pattern).date()  # noqa: DTZ007 (only the date)
    except ValueError:
        raise build_source_error(source, "unreadable_date") from None
    # The day before the first of all days is no date, nor is the last in another time zone.
    if day.year not in PLAUSIBLE_YEARS:
        raise build_source_error(source, "unreadable_date")
    return day


def is_code(text: str) -> bool:
    """Whether a text is a currency's code: three Latin capitals."""
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()
