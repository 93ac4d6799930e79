"""Files that are not the list they should be: refused in a line, and the last good one stays."""

from __future__ import annotations

import gzip
import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.sanctions import xml_stream
from knowledge.compliance.sanctions.list_file import ListManifest, SanctionsList, read_manifest
from knowledge.errors import SanctionsListError
from tests.support.sanctions import FILES, LISTED, put

BOMB = """<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]><{root}>&d;</{root}>"""
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY x SYSTEM "file:///etc/passwd">]><{root}>&x;</{root}>'
ROOTS = {"ofac-sdn": "Sanctions", "eu": "export", "un": "CONSOLIDATED_LIST", "uk": "Designations"}
FUZZED = 2400


def refused(root: Path, name: str, content: bytes) -> str:
    """What the refusal of a file says, when the list before it is still in force and whole."""
    before = put(root, name)
    file = root / "offered"
    file.write_bytes(content)
    with pytest.raises(SanctionsListError) as caught:
        put(root, name, file)
    assert in_force(root, name) == before
    assert not list(root.glob(".writing-*"))
    said = str(caught.value)
    assert len(said) < 200
    assert "\n" not in said
    return said


def in_force(root: Path, name: str) -> ListManifest | None:
    found = read_manifest(root, name)
    if found:
        SanctionsList(
            root, found
        ).close()  # raises when the database is not the one that the card seals
    return found


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
    words = refused(tmp_path, name, content)
    assert any(word in words for word in said.split("|")), words


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.9, 0.999])
def test_a_list_that_was_cut_off_is_refused(name: str, part: float, tmp_path: Path) -> None:
    whole = FILES[name].read_bytes().rstrip(b"\x1a\r\n")
    assert refused(tmp_path, name, whole[: int(len(whole) * part)])


@pytest.mark.parametrize("name", FILES)
def test_another_list_is_not_taken_for_this_one(name: str, tmp_path: Path) -> None:
    for other in set(FILES) - {name}:
        assert refused(tmp_path, name, FILES[other].read_bytes())


@pytest.mark.parametrize("name", ROOTS)
@pytest.mark.parametrize("attack", [BOMB, OUTSIDE], ids=["bomb", "outside file"])
def test_entities_are_never_opened(name: str, attack: str, tmp_path: Path) -> None:
    assert "entities" in refused(tmp_path, name, attack.format(root=ROOTS[name]).encode())


@pytest.mark.parametrize("name", ROOTS)
def test_a_wrongly_encoded_list_is_refused(name: str, tmp_path: Path) -> None:
    content = FILES[name].read_bytes()
    at = content.index(b"SAMPLE") if b"SAMPLE" in content else content.index(b"Sample")
    assert refused(tmp_path, name, content[:at] + b"\xff\xfe\xc3\x28" + content[at:])


@pytest.mark.parametrize("name", ROOTS)
def test_measures_that_no_list_has_are_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = FILES[name].read_bytes()
    end = content.rindex(b"</")
    deep = content[:end] + b"<a>" * 5000 + b"</a>" * 5000 + content[end:]
    assert "nested" in refused(tmp_path, name, deep)
    monkeypatch.setattr(xml_stream, "MAX_ENTRY_BYTES", 200_000)
    at = content.index(b"</", max(content.rfind(b"SAMPLE"), content.rfind(b"Sample")))
    assert "larger" in refused(tmp_path, name, content[:at] + b"x" * 400_000 + content[at:])


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
    tmp_path: Path,
) -> None:
    chance = random.Random(20261124)
    whole = {name: put(tmp_path / "whole", name) for name in FILES}
    counted: Counter[str] = Counter()
    names = sorted(FILES)
    for number in range(FUZZED):
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
    print(f"\n{FUZZED} changed list files: {dict(counted)}")
    assert counted["taken"] + counted["refused"] == FUZZED
    assert min(counted["taken"], counted["refused"]) > 500
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
