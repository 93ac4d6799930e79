"""Tests for opening a list's files, from addresses or this disk."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest

from indexer.sanctions.download import (
    DEFAULT_LIMITS,
    DownloadLimits,
    is_url,
    open_sources,
    split_sources,
)
from knowledge.errors import SanctionsListError
from tests.support.endless_server import sending
from tests.support.http_server import Loopback

MEGABYTE = 2**20
GZIP = {"Content-Encoding": "gzip"}
HEAD = b"HTTP/1.1 200 OK\r\n"


def read_all(place: str, limits: DownloadLimits = DEFAULT_LIMITS) -> list[bytes]:
    with open_sources(place, lambda done, total: None, limits) as files:
        return [file.read() for file in files]


def test_a_source_may_be_several_files_with_commas_between_them(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    assert read_all(f"{tmp_path / 'a'}, {tmp_path / 'b'},") == [b"a", b"b"]
    (tmp_path / "a,b").write_text("both")
    assert split_sources(str(tmp_path / "a,b")) == (str(tmp_path / "a,b"),)
    assert read_all(str(tmp_path / "a,b")) == [b"both"]
    assert split_sources("https://a.example/x,y") == ("https://a.example/x", "y")


@pytest.mark.parametrize(
    ("place", "url"), [("https://a.example", True), ("http://a", True), ("/tmp/a", False)]
)
def test_an_address_is_distinguished_from_a_file(place: str, url: bool) -> None:
    assert is_url(place) is url


def test_progress_is_reported_in_bytes(loopback: Loopback) -> None:
    loopback.answer("/list", b"x" * 5000)
    reported: list[tuple[int, int]] = []
    with open_sources(f"{loopback.url}/list", lambda *step: reported.append(step)) as (file,):
        assert file.read() == b"x" * 5000
    assert reported[-1] == (5000, 5000)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("/nowhere/list.xml", "cannot be read"),
        ("http://list.example/a", "not https"),
        ("https://[::1", "no address of a file"),
    ],
)
def test_a_source_that_cannot_be_opened_is_named(place: str, said: str) -> None:
    with pytest.raises(SanctionsListError, match=said):
        read_all(place)


def test_a_packed_list_is_unpacked_and_its_progress_is_that_of_the_connection(
    loopback: Loopback,
) -> None:
    packed = gzip.compress(b"x" * MEGABYTE)
    loopback.answer("/list", packed, headers=GZIP)
    reported: list[tuple[int, int]] = []
    with open_sources(f"{loopback.url}/list", lambda *step: reported.append(step)) as (file,):
        assert file.read() == b"x" * MEGABYTE
    assert reported[-1] == (len(packed), len(packed))


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "deflate"])
def test_a_list_packed_twice_or_otherwise_is_not_unpacked(
    loopback: Loopback, encoding: str
) -> None:
    loopback.answer("/list", gzip.compress(b"x"), headers={"Content-Encoding": encoding})
    with pytest.raises(SanctionsListError, match="packed in another way"):
        read_all(f"{loopback.url}/list")


def test_a_list_that_unpacks_beyond_the_limit_costs_neither_memory_nor_disk(
    loopback: Loopback,
) -> None:
    loopback.answer("/list", gzip.compress(bytes(64 * MEGABYTE)), headers=GZIP)
    tracemalloc.start()
    with pytest.raises(SanctionsListError, match="larger than any list"):
        read_all(f"{loopback.url}/list", DownloadLimits(max_bytes=MEGABYTE))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * MEGABYTE


def test_an_endless_list_is_cut() -> None:
    with sending(HEAD + b"\r\n", b"x" * 65536) as server:
        with pytest.raises(SanctionsListError, match="larger than any list"):
            read_all(server.url, DownloadLimits(max_bytes=MEGABYTE))
        assert server.sent_bytes < 64 * MEGABYTE


@pytest.mark.parametrize("head", [b"", HEAD, HEAD + b"\r\n"])
def test_a_list_that_comes_a_byte_at_a_time_is_given_up_as_a_whole(head: bytes) -> None:
    # Each byte comes in time; all of them never would.
    limits = DownloadLimits(idle_s=30, total_s=0.2)
    with (
        sending(head, b"H", pause_s=0.01) as server,
        pytest.raises(SanctionsListError, match="was not received within"),
    ):
        read_all(server.url, limits)


def test_a_list_that_breaks_off_says_after_how_much() -> None:
    head = HEAD + b"Content-Length: 9000000\r\n\r\n"
    with (
        sending(head, b"x" * MEGABYTE, most_bytes=2 * MEGABYTE) as server,
        pytest.raises(SanctionsListError, match=r"broke off after 2,097,152 bytes .*try again"),
    ):
        read_all(server.url)


def test_a_list_is_not_fetched_from_where_a_redirect_must_not_lead(loopback: Loopback) -> None:
    loopback.answer("/list", b"", 302, {"Location": f"{loopback.url}/admin?do=1"})
    loopback.answer("/admin", b"done")
    with pytest.raises(SanctionsListError, match="not https"):
        read_all(f"{loopback.url}/list")
    assert loopback.count("/admin") == 0
