"""Cited pages over several checks: the same, changed, gone, back, not readable."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator

import pytest

from indexer.progress import ignore_step
from indexer.source_check.check import SourceChanges, check_pages, cited_pages
from knowledge.index.source_record import SourceRecord
from knowledge.models import Head, SourceRef
from tests.support.http_server import Loopback, serving

FIRST, SECOND, THIRD = (dt.date(2026, month, 1) for month in (9, 10, 11))
RULE = "A bank reports every payment above ten thousand dollars to the authority."
OTHER = "A payer keeps the records of every transfer for at least five whole years."


@pytest.fixture(name="server")
def _server() -> Iterator[Loopback]:
    with serving() as server:
        yield server


def check(
    server: Loopback, record: SourceRecord, day: dt.date
) -> tuple[SourceRecord, SourceChanges]:
    return asyncio.run(check_pages([f"{server.url}/law"], record, day, ignore_step))


def show(server: Loopback, *sentences: str, menu: str = "Home") -> None:
    text = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    server.answer("/law", f"<html><body><ul><li>{menu}</li></ul>{text}</body></html>")


def test_a_page_that_says_the_same_is_the_same_whatever_its_menu(server: Loopback) -> None:
    show(server, RULE, OTHER)
    record, changes = check(server, SourceRecord(), FIRST)
    assert changes.new == [f"{server.url}/law"]
    show(server, RULE, OTHER, menu="Monday")
    record, changes = check(server, record, SECOND)
    assert changes.same == [f"{server.url}/law"]
    assert record.changed_since(f"{server.url}/law", FIRST) is None


def test_a_page_that_says_something_else_has_changed_on_that_day(server: Loopback) -> None:
    show(server, RULE, OTHER)
    record, _ = check(server, SourceRecord(), FIRST)
    show(server, RULE.replace("ten", "five"), OTHER)
    record, changes = check(server, record, SECOND)
    assert changes.changed == {f"{server.url}/law": 0.5}
    record, changes = check(server, record, THIRD)
    assert changes.same == [f"{server.url}/law"]
    assert record.changed_since(f"{server.url}/law", FIRST) == SECOND
    assert record.changed_since(f"{server.url}/law", SECOND) is None


def test_a_page_that_cannot_be_read_is_neither_changed_nor_gone(server: Loopback) -> None:
    show(server, RULE, OTHER)
    record, _ = check(server, SourceRecord(), FIRST)
    for answer in ({"status": 503}, {"drop": True}, {"body": b"<p></p>"}):
        server.answer("/law", **answer)  # type: ignore[arg-type]
        record, changes = check(server, record, SECOND)
        assert list(changes.problems) == [f"{server.url}/law"]
    show(server, RULE, OTHER)
    record, changes = check(server, record, THIRD)
    assert changes.same == [f"{server.url}/law"]
    assert record.changed_since(f"{server.url}/law", FIRST) is None


def test_a_page_is_gone_from_the_first_day_on_until_it_is_back(server: Loopback) -> None:
    show(server, RULE)
    record, _ = check(server, SourceRecord(), FIRST)
    server.forget("/law")
    for day in (SECOND, THIRD):
        record, changes = check(server, record, day)
        assert changes.gone == [f"{server.url}/law"]
        assert record.changed_since(f"{server.url}/law", FIRST) == SECOND
    show(server, RULE)
    record, _ = check(server, record, THIRD)
    assert record.changed_since(f"{server.url}/law", FIRST) is None


def test_each_address_is_looked_at_once_for_all_notes_that_cite_it() -> None:
    law = SourceRef(title="A law", publisher="A state", url="https://law.example/1", date="2026")
    own = SourceRef(title="Practice", publisher="Tradewind", date="2026")
    heads = [
        Head(id=key, title=key, language="en", sources=(law, own, law)) for key in ("alpha", "beta")
    ]
    assert cited_pages(heads) == {"https://law.example/1": ["alpha", "beta"]}
