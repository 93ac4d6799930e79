"""A new edition takes the old one's place whole, or not at all."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.sanctions.compile import sha256_of_streams
from knowledge.compliance.sanctions.list_file import read_manifest
from knowledge.compliance.sanctions.list_set import SanctionsLists
from knowledge.errors import SanctionsListError
from tests.support.interruptions import stop_everywhere
from tests.support.paths import ROOT
from tests.support.sanctions import (
    CONSOLIDATED,
    FILES,
    LISTED,
    NOW,
    put,
    put_all,
    refusal_of,
)


def finds(root: Path, address: str) -> bool:
    canonical = address.lower() if address.startswith("0x") else address
    return bool(SanctionsLists(root).search(NOW, addresses=(canonical,)).entries)


def test_every_sample_screens_its_own_address(tmp_path: Path) -> None:
    put_all(tmp_path)
    assert all(finds(tmp_path, address) for address, _ in LISTED.values())


def test_the_same_file_again_only_says_that_the_list_is_still_current(tmp_path: Path) -> None:
    first = put(tmp_path, "eu")
    again = put(tmp_path, "eu", now=NOW + dt.timedelta(days=3))
    assert again == first.model_copy(update={"fetched_at": NOW + dt.timedelta(days=3)})
    assert len(list(tmp_path.glob("eu-*.sqlite"))) == 1


def test_the_same_file_repairs_a_database_that_was_damaged(tmp_path: Path) -> None:
    first = put(tmp_path, "eu")
    (tmp_path / first.database).write_bytes(b"gone")
    put(tmp_path, "eu")
    assert finds(tmp_path, LISTED["eu"][0])


def test_a_list_that_was_compiled_by_an_older_version_is_compiled_again(tmp_path: Path) -> None:
    now = put(tmp_path, "eu")
    (tmp_path / "eu.json").write_text(now.model_copy(update={"format": 1}).model_dump_json())
    assert SanctionsLists(tmp_path).search(NOW).broken == ("eu",)
    assert put(tmp_path, "eu") == now
    assert finds(tmp_path, LISTED["eu"][0])


def test_all_files_of_a_list_make_one_edition(tmp_path: Path) -> None:
    alone = put(tmp_path, "ofac-consolidated")
    whole = put(tmp_path, "ofac-consolidated", *CONSOLIDATED)
    assert whole.source_sha256 != alone.source_sha256
    assert (whole.entries, whole.addresses) == (2, 2)
    assert finds(tmp_path, "0x52908400098527886e0f7030069857d2e4169ee7")


def test_a_damaged_card_is_replaced_by_the_next_edition(tmp_path: Path) -> None:
    put(tmp_path, "uk")
    (tmp_path / "uk.json").write_text("{")
    with pytest.raises(SanctionsListError, match="damaged"):
        read_manifest(tmp_path, "uk")
    put(tmp_path, "uk")
    assert finds(tmp_path, LISTED["uk"][0])


def test_old_databases_are_swept_but_for_the_last(tmp_path: Path) -> None:
    for day in range(10, 18):
        file = tmp_path / "edition.xml"
        dated = f"2026-11-{day}T".encode()
        file.write_bytes(FILES["un"].read_bytes().replace(b"2026-11-18T", dated))
        put(tmp_path, "un", file)
        os.utime(tmp_path / put(tmp_path, "un", file).database, (day, day))
    assert len(list(tmp_path.glob("un-*.sqlite"))) <= 3
    assert finds(tmp_path, LISTED["un"][0])


@pytest.mark.slow
def test_an_update_stopped_at_any_operation_on_a_file_leaves_a_whole_edition(
    memory_path: Path,
) -> None:
    kills, full_disks = stop_everywhere("list", memory_path)
    assert kills > 12
    assert full_disks > 5


@pytest.mark.slow
def test_a_disk_that_fills_up_leaves_the_last_edition_and_says_so(tmp_path: Path) -> None:
    put(tmp_path / "lists", "ofac-consolidated")
    rows = b"".join(
        b'%d,"NAME %d",-0- ,"SDGT",' % (n, n) + b"-0- ," * 7 + b'"x"\r\n' for n in range(20_000)
    )
    (tmp_path / "large.csv").write_bytes(rows + b"\x1a")
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 18, 1 << 18));"
        "from indexer.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "lists", "update", "--quiet",
         f"ofac-consolidated={tmp_path / 'large.csv'}"],
        capture_output=True, text=True, env=os.environ | {"TRADEWIND_HOME": str(tmp_path)},
        cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 6
    assert "Traceback" not in done.stderr
    assert "Make room on the disk" in done.stderr
    found = read_manifest(tmp_path / "lists", "ofac-consolidated")
    assert found is not None
    assert found.entries == 2
    assert not list((tmp_path / "lists").glob(".writing-*"))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty|no entries"),
        (b"\n \n", "empty|no row"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "web page|cut off"),
        (b'{"error": "not found"}', "not XML|cut off"),
        (gzip.compress(b"<x/>"), "not XML|cut off"),
        (b"\x00" * 5000, "not XML|cut off"),
        (bytes(range(256)) * 40, "not XML|damaged|no row|mark"),
    ],
    ids=["empty", "blank", "web page", "JSON", "packed", "nothing but zeros", "every byte"],
)  # fmt: skip
def test_what_is_no_list_is_refused(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    words = refusal_of(tmp_path, name, content)
    assert any(word in words for word in said.split("|")), words


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.9, 0.999])
def test_a_list_that_was_cut_off_is_refused(name: str, part: float, tmp_path: Path) -> None:
    whole = FILES[name].read_bytes().rstrip(b"\x1a\r\n")
    assert refusal_of(tmp_path, name, whole[: int(len(whole) * part)])


@pytest.mark.parametrize("name", FILES)
def test_another_list_is_not_taken_for_this_one(name: str, tmp_path: Path) -> None:
    for other in set(FILES) - {name}:
        assert refusal_of(tmp_path, name, FILES[other].read_bytes())


def test_files_larger_than_any_list_are_not_read_to_their_end() -> None:
    class Endless(io.RawIOBase):
        """A device that gives zeros for ever."""

        def read(self, size: int = -1) -> bytes:
            return bytes(max(size, 1))

    whole = io.BytesIO(b"x" * 10)
    assert sha256_of_streams([whole], 10) == hashlib.sha256(b"x" * 10).hexdigest()
    for files in ([whole, io.BytesIO(b"x")], [Endless()]):
        with pytest.raises(SanctionsListError, match="larger than any list"):
            sha256_of_streams(files, 10)  # type: ignore[arg-type]
