"""Tests for opening a list's files, from addresses or this disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.sanctions.download import is_url, open_sources, split_sources
from knowledge.errors import SanctionsListError
from tests.support.http_server import Loopback


def read_all(place: str) -> list[bytes]:
    with open_sources(place, lambda done, total: None) as files:
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
