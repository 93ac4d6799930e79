"""Strict reading of XML documents."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from knowledge.market.official.xml import parse_date, parse_document, parse_positive
from tests.support.bank_documents import parse_error


def test_the_root_is_known_by_its_name_whatever_its_namespace() -> None:
    assert len(parse_document("X", b'<a xmlns="urn:b"><c/></a>', "a")) == 1


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b"  <!DOCTYPE html><html></html>", "web_page"), (b"<HTML></HTML>", "web_page"),
        (b"<!DOCTYPE a><a/>", "doctype"), (b"<a><!ENTITY b 'c'></a>", "doctype"),
        (b"<a>", "no_xml"), (b"", "no_xml"), (b"<b/>", "other_document"),
    ],
)  # fmt: skip
def test_another_document_is_refused(body: bytes, key: str) -> None:
    assert parse_error(lambda: parse_document("X", body, "a")).key == key


def test_a_number_has_the_decimal_mark_of_its_publisher() -> None:
    assert parse_positive("X", " 1.5 ") == Decimal("1.5")
    assert parse_positive("X", "1,5", comma=True) == Decimal("1.5")
    assert parse_positive("X", "7", comma=True) == 7


@pytest.mark.parametrize(
    ("text", "comma", "key"),
    [
        ("1,5", False, "unreadable_number"), ("1.5", True, "unreadable_number"),
        (None, False, "unreadable_number"), ("five", False, "unreadable_number"),
        ("0", False, "impossible_number"), ("-1", False, "impossible_number"),
        ("NaN", False, "impossible_number"), ("Infinity", False, "impossible_number"),
    ],
)  # fmt: skip
def test_what_is_no_positive_number_is_refused(text: str | None, comma: bool, key: str) -> None:
    assert parse_error(lambda: parse_positive("X", text, comma=comma)).key == key


def test_a_date_follows_its_pattern() -> None:
    assert parse_date("X", "21.11.2026", "%d.%m.%Y") == dt.date(2026, 11, 21)


@pytest.mark.parametrize("text", [None, "", "2026-11-21"])
def test_another_date_is_refused(text: str | None) -> None:
    assert parse_error(lambda: parse_date("X", text, "%d.%m.%Y")).key == "unreadable_date"
