"""A new edition takes the old one's place whole, or not at all."""

from __future__ import annotations

import datetime as dt
import gzip
import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.compliance.sanctions.list_file import ListManifest, SanctionsList, read_manifest
from knowledge.compliance.sanctions.list_set import SanctionsLists
from knowledge.errors import SanctionsListError
from tests.support.interruptions import stop_everywhere
from tests.support.paths import ROOT
from tests.support.sanctions import (
    CONSOLIDATED,
    FILES,
    LISTED,
    NOW,
    in_force,
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


FUZZED_FILES = 1000
Change = Callable[[random.Random, bytearray], None]


def _flip(chance: random.Random, content: bytearray) -> None:
    for _ in range(chance.randint(1, 8)):
        content[chance.randrange(len(content))] = chance.randrange(256)


def _cut(chance: random.Random, content: bytearray) -> None:
    start = chance.randrange(len(content))
    del content[start : start + chance.randint(1, 400)]


def _repeat(chance: random.Random, content: bytearray) -> None:
    start = chance.randrange(len(content))
    piece = content[start : start + chance.randint(1, 300)]
    content[start:start] = piece * chance.randint(1, 5)


def _swap(chance: random.Random, content: bytearray) -> None:
    one, other = sorted(chance.randrange(len(content)) for _ in range(2))
    content[one : one + 20], content[other : other + 20] = (
        content[other : other + 20], content[one : one + 20],
    )  # fmt: skip


def _inject(chance: random.Random, content: bytearray) -> None:
    piece = chance.choice([
        b"<", b">", b"&", b"&#0;", b"]]>", b"<!--", b"\x00", b"\xff", b'"', b"\x1a", b"</Name>",
        b"<Profile/>", b"&x;", b"\r\n", b"<![CDATA[", "\u202e".encode(), b"'" * 50, b",,,,",
    ])  # fmt: skip
    at = chance.randrange(len(content))
    content[at:at] = piece


ODD = (
    "", "0", "9" * 30, "-1", "2026-13-45", "31/02/2026", "a" * 5000, "Ж" * 40, "\u202e\u200b",
    "0x" + "0" * 40, "T" + "9" * 33, "1" * 34, "名" * 30,
)  # fmt: skip


def _reword(chance: random.Random, content: bytearray) -> None:
    """Odd words where there are words or figures: the file stays sound."""
    words = list(re.finditer(rb'(?<=[>"])[^<>"\r\n]{2,}(?=[<"])', content))
    if words:
        found = chance.choice(words)
        content[found.start() : found.end()] = chance.choice(ODD).encode()


def _drop(chance: random.Random, content: bytearray) -> None:
    """An element without children, or a row, that is missing or there more than once."""
    leaf = rb"<(\w+)[^<>]*>[^<>]*</\1>|<\w+[^<>]*/>|[^\r\n<>]+\r\n"
    leaves = list(re.finditer(leaf, content))
    if leaves:
        found = chance.choice(leaves)
        content[found.start() : found.end()] = found[0] * chance.choice((0, 2, 3))


CHANGES: tuple[Change, ...] = (_flip, _cut, _repeat, _swap, _inject) + (_reword, _drop) * 4


def test_changed_files_are_read_whole_or_refused_and_never_break_what_is_in_force(
    memory_path: Path,
) -> None:
    tmp_path = memory_path
    chance = random.Random(20261124)
    whole = {name: put(tmp_path / "whole", name) for name in FILES}
    counted: Counter[str] = Counter()
    names = sorted(FILES)
    for number in range(FUZZED_FILES):
        name = names[number % len(names)]
        content = bytearray(FILES[name].read_bytes())
        for _ in range(chance.randint(1, 2)):
            CHANGES[chance.randrange(len(CHANGES))](chance, content)
        file = tmp_path / "offered"
        file.write_bytes(content)
        before = in_force(tmp_path, name)
        try:
            # Smaller and older files are let in here, or the parsers would see few of them.
            taken = put(tmp_path, name, file, accept=True)
            counted["taken"] += 1
        except SanctionsListError:
            counted["refused"] += 1
            assert in_force(tmp_path, name) == before
        else:
            assert in_force(tmp_path, name) == taken
            if LISTED[name][0].encode() not in content:
                counted["reworded"] += 1
                continue
            counted[_told(tmp_path, name, taken, whole[name])] += 1
    print(f"\n{FUZZED_FILES} changed list files: {dict(counted)}")
    assert counted["taken"] + counted["refused"] == FUZZED_FILES
    assert min(counted["taken"], counted["refused"]) > 200
    # Most changes touch no address, so that most editions must still find it.
    assert counted["found"] > 0.8 * counted["taken"]


def _told(root: Path, name: str, taken: ListManifest, whole: ListManifest) -> str:
    """Whether the edition finds the list's address, or else how it shows that it holds fewer."""
    address = LISTED[name][0]
    opened = SanctionsList(root, taken)
    found = opened.find_by_address([address, address.lower()])
    opened.close()
    if found:
        return "found"
    assert (taken.addresses, taken.entries) < (whole.addresses, whole.entries), taken
    return "fewer"
