"""Tests for what makes a new edition doubtful."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from knowledge.errors import SanctionsListError
from tests.support.sanctions import (
    FILES,
    in_force,
    put,
)


def test_an_older_edition_is_refused_unless_a_person_accepts_it(tmp_path: Path) -> None:
    put(tmp_path, "un")
    older = tmp_path / "older.xml"
    older.write_bytes(FILES["un"].read_bytes().replace(b"2026-11-18T", b"2026-10-18T"))
    with pytest.raises(SanctionsListError, match="older than the one in force"):
        put(tmp_path, "un", older)
    assert put(tmp_path, "un", older, accept=True).published == dt.date(2026, 10, 18)


def test_an_edition_from_the_future_is_refused_but_for_tomorrows(tmp_path: Path) -> None:
    file = tmp_path / "early.xml"
    for day, taken in ((25, True), (26, False)):
        dated = f"2026-11-{day}T".encode()
        file.write_bytes(FILES["un"].read_bytes().replace(b"2026-11-18T", dated))
        if taken:
            assert put(tmp_path, "un", file).published == dt.date(2026, 11, day)
            continue
        for accept in (False, True):
            with pytest.raises(SanctionsListError, match="yet to come"):
                put(tmp_path, "un", file, accept=accept)


def test_an_sdn_list_without_addresses_waits_for_a_person(tmp_path: Path) -> None:
    file = tmp_path / "none.xml"
    content = FILES["ofac-sdn"].read_bytes().replace(b"Digital Currency Address", b"Website")
    file.write_bytes(content)
    with pytest.raises(SanctionsListError, match=r"no crypto address.*--accept"):
        put(tmp_path, "ofac-sdn", file)
    assert put(tmp_path, "ofac-sdn", file, accept=True).addresses == 0


def test_a_list_that_shrank_by_30_percent_waits_for_a_person(tmp_path: Path) -> None:
    root, rows = tmp_path / "lists", FILES["ofac-consolidated"].read_bytes().split(b"\r\n")[:2]
    many, fewer = tmp_path / "many.csv", tmp_path / "fewer.csv"
    many.write_bytes(b"".join(rows[0] + b"\r\n" for _ in range(100)) + b"\x1a")
    fewer.write_bytes(b"".join(rows[0] + b"\r\n" for _ in range(70)) + b"\x1a")
    before = put(root, "ofac-consolidated", many)
    with pytest.raises(SanctionsListError, match=r"fell from 100 to 70 entries.*--accept"):
        put(root, "ofac-consolidated", fewer)
    assert in_force(root, "ofac-consolidated") == before


def test_a_list_may_lose_a_tenth(tmp_path: Path) -> None:
    row = FILES["ofac-consolidated"].read_bytes().split(b"\r\n")[0] + b"\r\n"
    for count in (100, 90):
        file = tmp_path / f"{count}.csv"
        file.write_bytes(row * count + b"\x1a")
        assert put(tmp_path / "lists", "ofac-consolidated", file).entries == count
