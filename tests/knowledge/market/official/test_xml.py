"""Strict reading of XML documents."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from knowledge.errors import Fault
from knowledge.market.official.xml import (
    MAX_DOCUMENT_BYTES,
    is_code,
    parse_date,
    parse_document,
    parse_positive,
)
from tests.support.bank_documents import parse_error


def test_the_root_is_known_by_its_name_whatever_its_namespace() -> None:
    assert len(parse_document("X", b'<a xmlns="urn:b"><c/></a>', "a")) == 1


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b"  <!DOCTYPE html><html></html>", "web_page"), (b"<HTML></HTML>", "web_page"),
        (b"<!DOCTYPE a><a/>", "doctype"), (b"<a><!ENTITY b 'c'></a>", "no_xml"),
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


@pytest.mark.parametrize("text", [None, "", "2026-11-21", "01.01.0001", "31.12.9999"])
def test_another_date_is_refused(text: str | None) -> None:
    assert parse_error(lambda: parse_date("X", text, "%d.%m.%Y")).key == "unreadable_date"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_document_type_is_refused_in_every_encoding(charset: str) -> None:
    # Read as bytes, a declaration in UTF-16 does not look like one.
    text = '<!DOCTYPE a [<!ENTITY rate "1">]><a>&rate;</a>'
    assert parse_error(lambda: parse_document("X", text.encode(charset), "a")).key == "doctype"


@pytest.mark.parametrize("charset", ["utf-7", "utf-32", "cp037", "punycode", "base64", "idna"])
def test_an_encoding_that_no_bank_uses_is_no_document(charset: str) -> None:
    text = f'<?xml version="1.0" encoding="{charset}"?><!DOCTYPE a [<!ENTITY b "1">]><a>&b;</a>'
    for body in (text.encode(), text.encode("utf-16"), text.encode("utf-7"), text.encode("cp037")):
        key = parse_error(lambda body=body: parse_document("X", body, "a")).key  # type: ignore[misc]
        assert key in ("no_xml", "doctype")


def test_a_document_longer_than_any_publication_is_not_parsed() -> None:
    body = b"<a>" + b"<b/>" * (MAX_DOCUMENT_BYTES // 4) + b"</a>"
    assert parse_error(lambda: parse_document("X", body, "a")).key == "too_large"


def test_a_document_nested_as_deeply_as_it_can_be_is_read() -> None:
    depth = MAX_DOCUMENT_BYTES // 8
    assert len(parse_document("X", b"<a>" * depth + b"</a>" * depth, "a")) == 1


@pytest.mark.parametrize("text", ["1e999999999", "1e-999999999", "1000001", "0.0000001"])
def test_a_number_that_no_rate_can_be_is_refused(text: str) -> None:
    assert parse_error(lambda: parse_positive("X", text)).fault in (Fault.ABSURD, Fault.MALFORMED)


@pytest.mark.parametrize("text", ["", "US", "usd", "U$D", "ДОЛ", "USDT", "US\x1b"])
def test_a_code_is_three_latin_capitals(text: str) -> None:
    assert is_code("USD")
    assert not is_code(text)
