"""``tradewind-index lists``: update from a file or an address, show, verify."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from indexer.__main__ import main
from knowledge.compliance.sanctions.list_file import read_manifest
from tests.support.http_server import Loopback
from tests.support.sanctions import CONSOLIDATED, FILES


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRADEWIND_HOME", str(tmp_path))
    return tmp_path


def given(*names: str) -> list[str]:
    return [f"{name}={FILES[name]}" for name in names]


def test_all_five_lists_are_taken_from_files(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lists", "update", *given(*FILES)]) == 0
    said = capsys.readouterr().out
    assert "ofac-sdn" in said
    assert "4 entries, 5 addresses" in said
    assert "undated, fetched" in said
    assert main(["lists", "show", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)["lists"]
    assert {row["name"]: row["entries"] for row in shown} == {
        "ofac-sdn": 4, "ofac-consolidated": 2, "eu": 2, "un": 2, "uk": 2,
    }  # fmt: skip
    assert main(["lists", "verify"]) == 0


def test_a_list_is_fetched_from_an_address_and_brought_up_to_date_from_it(
    home: Path, loopback: Loopback
) -> None:
    loopback.answer("/uk.xml", FILES["uk"].read_bytes())
    assert main(["lists", "update", "--quiet", f"uk={loopback.url}/uk.xml"]) == 0
    assert main(["lists", "update", "--quiet"]) == 0
    assert loopback.requested == ["/uk.xml", "/uk.xml"]
    found = read_manifest(home / "lists", "uk")
    assert found is not None
    assert found.source == f"{loopback.url}/uk.xml"


def test_a_copy_on_this_disk_is_found_again_and_gets_no_younger_by_being_read_again(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "downloads"
    folder.mkdir()
    shutil.copy(FILES["uk"], folder / "uk.xml")
    monkeypatch.chdir(folder)
    assert main(["lists", "update", "--quiet", "uk=uk.xml"]) == 0
    before = read_manifest(home / "lists", "uk")
    monkeypatch.chdir(tmp_path)
    assert main(["lists", "update", "--quiet"]) == 0
    assert read_manifest(home / "lists", "uk") == before
    assert main(["lists", "update", "--quiet", "uk=downloads/uk.xml"]) == 0
    after = read_manifest(home / "lists", "uk")
    assert before
    assert after
    assert after.fetched_at > before.fetched_at


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"body": b"gone", "status": 404}, "404"),
        ({"body": b"oops", "status": 503}, "503"),
        ({"drop": True}, "cannot be reached"),
        ({"body": b"<html>Sign in</html>"}, "web page"),
        ({"body": FILES["uk"].read_bytes()[:900]}, "cut off"),
    ],
    ids=["not found", "down", "dropped", "sign-in page", "cut off"],
)
def test_an_address_that_fails_leaves_the_list_in_force(
    answer: dict[str, Any],
    said: str,
    home: Path,
    loopback: Loopback,
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["lists", "update", "--quiet", *given("uk")])
    before = read_manifest(home / "lists", "uk")
    loopback.answer("/uk.xml", **answer)
    assert main(["lists", "update", "--quiet", f"uk={loopback.url}/uk.xml"]) == 6
    assert said in capsys.readouterr().err
    assert read_manifest(home / "lists", "uk") == before


def test_one_list_that_fails_does_not_keep_the_others_back(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lists", "update", "eu=no-such-file.xml", *given("un")]) == 6
    caught = capsys.readouterr()
    assert "no-such-file.xml" in caught.err
    assert "un " in caught.out


def test_a_changed_byte_of_a_compiled_list_is_found(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["lists", "update", "--quiet", *given("eu")])
    (database,) = (home / "lists").glob("eu-*.sqlite")
    content = bytearray(database.read_bytes())
    content[len(content) // 2] ^= 1
    database.write_bytes(content)
    assert main(["lists", "verify"]) == 6
    assert "eu" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere=x.xml"], "names no list"),
        (["eu="], "names no list"),
        (["eu"], "never fetched"),
        ([], "No list is kept yet"),
    ],
)
def test_a_list_that_cannot_be_meant_is_asked_back(
    arguments: list[str], said: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lists", "update", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_the_files_of_a_list_are_given_with_commas_and_found_again(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ",".join(map(str, CONSOLIDATED))
    assert main(["lists", "update", f"ofac-consolidated={place}"]) == 0
    assert "2 addresses" in capsys.readouterr().out
    assert main(["lists", "update"]) == 0
    found = read_manifest(home / "lists", "ofac-consolidated")
    assert found is not None
    assert found.source == place


def test_a_folder_with_a_comma_in_its_name_is_one_place(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "lists, new"
    folder.mkdir()
    shutil.copy(FILES["uk"], folder)
    assert main(["lists", "update", "--quiet", f"uk={folder / 'uk.xml'}"]) == 0


def test_a_file_must_have_the_checksum_that_was_given(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right = hashlib.sha256(FILES["uk"].read_bytes()).hexdigest()
    asked = ["lists", "update", "--quiet", *given("uk"), "--sha256"]
    assert main([*asked, f"uk={'0' * 64}"]) == 6
    assert right in capsys.readouterr().err
    assert read_manifest(home / "lists", "uk") is None
    assert main([*asked, f"uk={right.upper()}"]) == 0
    assert main([*asked, "uk=12"]) == 2


def test_each_file_of_a_list_must_have_its_checksum(home: Path) -> None:
    asked = ["lists", "update", "--quiet", f"ofac-consolidated={','.join(map(str, CONSOLIDATED))}"]
    sums = [hashlib.sha256(file.read_bytes()).hexdigest() for file in CONSOLIDATED]
    given_sums = [word for one in sums for word in ("--sha256", f"ofac-consolidated={one}")]
    assert main([*asked, *given_sums[:4]]) == 6
    assert main([*asked, *given_sums]) == 0


@pytest.mark.usefixtures("home")
def test_a_list_is_not_fetched_over_a_way_that_anybody_could_change(
    loopback: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lists", "update", "--quiet", "uk=http://lists.example/uk.xml"]) == 6
    assert "not https" in capsys.readouterr().err
    away = {"location": "http://lists.example/uk.xml"}
    loopback.answer("/uk.xml", b"", status=302, headers=away)
    assert main(["lists", "update", "--quiet", f"uk={loopback.url}/uk.xml"]) == 6
    assert "not https" in capsys.readouterr().err


@pytest.mark.usefixtures("home")
def test_an_edition_that_its_publisher_must_have_renewed_is_called_too_old(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "old.xml"
    old.write_bytes(FILES["uk"].read_bytes().replace(b"21/11/2026", b"21/11/2019"))
    assert main(["lists", "update", f"uk={old}"]) == 0
    assert "TOO OLD" in capsys.readouterr().out
