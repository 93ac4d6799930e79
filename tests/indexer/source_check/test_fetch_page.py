"""Cited pages are fetched from a real server, whatever it answers."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.source_check import fetch_page
from indexer.source_check.fetch_page import FetchedPage, fetch_pages
from tests.support.http_server import Loopback, serving


@pytest.fixture(name="server")
def _server() -> Iterator[Loopback]:
    with serving() as server:
        yield server


def fetch(folder: Path, *urls: str, limit_s: float = 30.0) -> dict[str, FetchedPage]:
    pages: dict[str, FetchedPage] = {}
    asyncio.run(fetch_pages(urls, folder, pages.__setitem__, limit_s))
    return pages


def test_a_page_comes_as_a_file_named_by_what_it_is(tmp_path: Path, server: Loopback) -> None:
    server.answer("/a", b"<p>A page</p>", headers={"Content-Type": "text/html; charset=utf-8"})
    server.answer("/b", b"%PDF-1.7", headers={"Content-Type": "application/pdf"})
    packed = {"Content-Type": "text/plain", "Content-Encoding": "gzip"}
    server.answer("/c", gzip.compress(b"plain"), headers=packed)
    pages = fetch(tmp_path, *(f"{server.url}/{name}" for name in "abc"))
    files = [page.file for page in pages.values() if page.file]
    assert sorted(file.suffix for file in files) == [".html", ".pdf", ".txt"]
    assert {file.read_bytes() for file in files} == {b"<p>A page</p>", b"%PDF-1.7", b"plain"}


def test_what_is_gone_moved_or_faulty_is_told_apart(tmp_path: Path, server: Loopback) -> None:
    server.answer("/gone", status=410)
    server.answer("/forbidden", status=403)
    server.answer("/moved", status=301, headers={"Location": "/new"})
    server.answer("/for-now", status=302, headers={"Location": "/new"})
    server.answer("/new", b"<p>Here</p>")
    server.answer("/broken", drop=True)
    server.answer("/damaged", b"no gzip", headers={"Content-Encoding": "gzip"})
    names = ("gone", "missing", "forbidden", "moved", "for-now", "broken", "damaged")
    found = fetch(tmp_path, *(f"{server.url}/{name}" for name in names), "ftp://a.example/x")
    pages = {url.rpartition("/")[2]: page for url, page in found.items()}
    assert pages["gone"].is_gone
    assert pages["missing"].is_gone
    assert pages["forbidden"].problem == "answered 403"
    assert pages["moved"].moved_to == f"{server.url}/new"
    assert pages["moved"].file
    assert pages["for-now"].moved_to == ""
    assert pages["broken"].problem.startswith("cannot be reached")
    assert pages["damaged"].problem == "is damaged, or packed in another way than gzip"
    assert "not https" in pages["x"].problem


def test_a_page_that_takes_too_long_or_is_too_large_is_a_problem(
    tmp_path: Path, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer("/slow", b"late", delay_s=30)
    slow = fetch(tmp_path, f"{server.url}/slow", limit_s=0.1)
    assert [page.problem for page in slow.values()] == ["was not received within 0.1 s"]
    server.answer("/large", b"x" * (fetch_page.MAX_PAGE_BYTES + 1))
    large = fetch(tmp_path, f"{server.url}/large")
    assert [page.problem for page in large.values()] == ["is larger than 32 MiB"]
