"""Tests for the manifest and the database of one list."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path
from threading import Thread

import pytest

from knowledge.compliance.sanctions.list_file import (
    ListManifest,
    SanctionsList,
    hash_database,
    read_manifest,
)
from knowledge.errors import SanctionsListError
from tests.support.sanctions import LISTED, NOW, put

ADDRESS, HOLDER = LISTED["ofac-sdn"]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("lists")
    put(root, "ofac-sdn")
    return root


def manifest_in(root: Path) -> ListManifest:
    found = read_manifest(root, "ofac-sdn")
    assert found is not None
    return found


def test_an_entry_has_the_lists_own_number_programmes_and_day(root: Path) -> None:
    opened = SanctionsList(root, manifest_in(root))
    (entry,) = opened.find_by_address([ADDRESS, ADDRESS])
    assert (entry.list, entry.number, entry.kind, entry.name) == (
        "ofac-sdn", "90001", "entity", HOLDER,
    )  # fmt: skip
    assert entry.programmes == ("CYBER2", "RUSSIA-EO14024", "UKRAINE-EO13662")
    assert entry.listed == dt.date(2025, 8, 14)
    assert opened.find_by_address(["bc1qnowhere"]) == ()
    opened.close()


def test_a_name_is_found_with_its_entry(root: Path) -> None:
    opened = SanctionsList(root, manifest_in(root))
    (match,) = opened.find_by_name("Sample Northern Exchange")
    assert (match.name, match.entry.number, match.why) == (HOLDER, "90001", ("same",))
    opened.close()


def test_a_list_is_read_in_any_thread_until_it_is_closed(root: Path) -> None:
    opened = SanctionsList(root, manifest_in(root))
    found: list[int] = []
    thread = Thread(target=lambda: found.append(len(opened.find_by_address([ADDRESS]))))
    thread.start()
    thread.join()
    assert found == [1]
    opened.close()
    with pytest.raises(sqlite3.ProgrammingError):
        opened.find_by_address([ADDRESS])


def test_a_list_of_another_format_or_with_a_damaged_database_is_not_opened(root: Path) -> None:
    manifest = manifest_in(root)
    with pytest.raises(SanctionsListError, match="another version"):
        SanctionsList(root, manifest.model_copy(update={"format": 1}))
    with pytest.raises(SanctionsListError, match="damaged or missing"):
        SanctionsList(root, manifest.model_copy(update={"sha256": "0" * 64}))
    assert hash_database(root / "nowhere") == ""


def test_a_manifest_that_is_missing_is_none_and_a_damaged_one_an_error(tmp_path: Path) -> None:
    assert read_manifest(tmp_path, "eu") is None
    (tmp_path / "eu.json").write_text("{")
    with pytest.raises(SanctionsListError, match="tradewind-index lists update"):
        read_manifest(tmp_path, "eu")


def test_an_edition_is_outdated_after_the_age_of_its_list(root: Path) -> None:
    manifest = manifest_in(root)
    assert manifest.edition == "2026-11-20"
    assert manifest.age(NOW + dt.timedelta(days=2)) == dt.timedelta(days=2)
    last = dt.datetime(2026, 12, 20, tzinfo=dt.UTC)
    assert not manifest.is_outdated(last)
    assert manifest.is_outdated(last + dt.timedelta(days=1))
    assert not manifest.model_copy(update={"published": None}).is_outdated(last)
