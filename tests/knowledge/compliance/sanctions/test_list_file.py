"""Tests for the manifest and the database of one list."""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from knowledge.compliance.sanctions.list_file import (
    MAX_MANIFEST_BYTES,
    ListManifest,
    SanctionsList,
    hash_database,
    read_manifest,
)
from knowledge.errors import SanctionsListError
from tests.support.sanctions import LISTED, NOW, put
from tests.support.users import as_another_user, folder_for_everyone

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
    with pytest.raises(SanctionsListError, match="damaged or missing"):
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


def put_folder(file: Path) -> None:
    file.mkdir()


def put_dangling_link(file: Path) -> None:
    file.symlink_to(file.with_name("nowhere"))


def put_link_out(file: Path) -> None:
    (aside := file.parent.parent / "aside").write_bytes(b"{}")
    file.symlink_to(aside)


def put_pipe(file: Path) -> None:
    os.mkfifo(file)


@pytest.mark.parametrize("put_odd", [put_folder, put_dangling_link, put_link_out, put_pipe])
def test_what_is_no_file_of_the_folder_cannot_be_read_and_is_never_opened(
    tmp_path: Path, put_odd: Callable[[Path], None]
) -> None:
    root = tmp_path / "lists"
    manifest = put(root, "ofac-sdn")
    (root / manifest.database).unlink()
    put_odd(root / manifest.database)
    with pytest.raises(SanctionsListError, match="cannot be read"):
        SanctionsList(root, manifest)
    (root / "ofac-sdn.json").unlink()
    put_odd(root / "ofac-sdn.json")
    with pytest.raises(SanctionsListError, match="cannot be read"):
        read_manifest(root, "ofac-sdn")


def test_a_list_of_another_user_cannot_be_read_and_says_what_to_do() -> None:
    with folder_for_everyone() as folder:
        root = folder / "lists"
        manifest = put(root, "ofac-sdn")
        root.chmod(0o755)
        for file in root.iterdir():
            file.chmod(0)
        with pytest.raises(SanctionsListError, match=r"\(permission denied\).*chown"):
            as_another_user(lambda: read_manifest(root, "ofac-sdn"))
        with pytest.raises(SanctionsListError, match=r"\(permission denied\).*chown"):
            as_another_user(lambda: SanctionsList(root, manifest))


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "../../etc"}, {"name": "eu"}, {"sha256": "../../../etc/passwd"},
        {"fetched_at": "2026-11-24T12:00:00"}, {"entries": 10**18}, {"entries": -1},
        {"published": "tomorrow"}, {"more": 1}, {"source_sha256": ""}, {"title": "x" * 999},
    ],
)  # fmt: skip
def test_a_manifest_is_held_to_what_a_list_can_be(
    tmp_path: Path, fields: dict[str, object]
) -> None:
    put(tmp_path, "ofac-sdn")
    file = tmp_path / "ofac-sdn.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | fields), "utf-8")
    with pytest.raises(SanctionsListError, match="is damaged"):
        read_manifest(tmp_path, "ofac-sdn")


def test_a_manifest_larger_than_any_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "eu.json").write_bytes(b" " * (MAX_MANIFEST_BYTES + 1))
    with pytest.raises(SanctionsListError, match="cannot be read"):
        read_manifest(tmp_path, "eu")


def change_database(root: Path, statements: str) -> ListManifest:
    """The manifest of a list whose database was changed, with the digest of the changed one."""
    manifest = put(root, "ofac-sdn")
    file = root / manifest.database
    db = sqlite3.connect(file)
    db.executescript(statements)
    db.close()
    changed = manifest.model_copy(update={"sha256": hash_database(file)})
    file.rename(root / changed.database)
    return changed


@pytest.mark.parametrize(
    "statements",
    [
        "DROP TABLE entry; CREATE VIEW entry AS WITH RECURSIVE n(i) AS "
        "(SELECT 0 UNION ALL SELECT i + 1 FROM n) SELECT i AS id FROM n;",
        "CREATE TABLE more (x);",
        "INSERT INTO entry VALUES (99999, '', '', '', '[]', NULL);",
        "INSERT INTO name VALUES (4611686018427387904, 1, 1, 'x');",
    ],
)
def test_a_database_that_our_compiler_did_not_write_is_not_opened(
    tmp_path: Path, statements: str
) -> None:
    with pytest.raises(SanctionsListError, match="damaged"):
        SanctionsList(tmp_path, change_database(tmp_path, statements))


@pytest.mark.parametrize(
    "statements",
    [
        "UPDATE entry SET programmes = '[';",
        "UPDATE entry SET listed = 'tomorrow';",
        "UPDATE entry SET name = x'ff';",
        "UPDATE gram SET names = x'010203';",
        "UPDATE gram SET names = x'ffffffff';",
    ],
)
def test_entries_that_make_no_sense_are_a_damaged_list(tmp_path: Path, statements: str) -> None:
    opened = SanctionsList(tmp_path, change_database(tmp_path, statements))
    with pytest.raises(SanctionsListError, match="damaged"):
        opened.find_by_name("Sample Northern Exchange")
    opened.close()


def test_an_edition_is_outdated_after_the_age_of_its_list(root: Path) -> None:
    manifest = manifest_in(root)
    assert manifest.edition == "2026-11-20"
    assert manifest.age(NOW + dt.timedelta(days=2)) == dt.timedelta(days=2)
    last = dt.datetime(2026, 12, 20, tzinfo=dt.UTC)
    assert not manifest.is_outdated(last)
    assert manifest.is_outdated(last + dt.timedelta(days=1))
    assert not manifest.model_copy(update={"published": None}).is_outdated(last)
