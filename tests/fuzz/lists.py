"""Damaged files of every official list, offered as the next edition.

    python -m tests.fuzz.lists --rounds 2000 --seed 1

A round changes the files of one list in one of its formats. What comes of it is refused, and the
edition in force stays; or it is taken, is no smaller and no older than the rules allow unless it
was accepted as such, and still finds the list's address, or counts fewer. A round depends on the
seed and its number only.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from indexer.sanctions.plausibility import MAX_SHRINK_SHARE
from knowledge.compliance.sanctions.list_file import ListManifest, SanctionsList
from knowledge.errors import SanctionsListError
from tests.fuzz import rounds
from tests.fuzz.mutations import mutate
from tests.support.sanctions import CONSOLIDATED, CONSOLIDATED_XML, FILES, LISTED, in_force, put

# Every list and every format that it comes in.
SAMPLES: tuple[tuple[str, tuple[Path, ...]], ...] = (
    *((name, (file,)) for name, file in FILES.items()),
    ("ofac-consolidated", CONSOLIDATED), ("ofac-consolidated", (CONSOLIDATED_XML,)),
)  # fmt: skip
Change = Callable[[Random, bytearray], None]


def _flip(chance: Random, content: bytearray) -> None:
    for _ in range(chance.randint(1, 8)):
        content[chance.randrange(len(content))] = chance.randrange(256)


def _cut(chance: Random, content: bytearray) -> None:
    start = chance.randrange(len(content))
    del content[start : start + chance.randint(1, 400)]


def _repeat(chance: Random, content: bytearray) -> None:
    start = chance.randrange(len(content))
    piece = content[start : start + chance.randint(1, 300)]
    content[start:start] = piece * chance.randint(1, 5)


def _swap(chance: Random, content: bytearray) -> None:
    one, other = sorted(chance.randrange(len(content)) for _ in range(2))
    content[one : one + 20], content[other : other + 20] = (
        content[other : other + 20], content[one : one + 20],
    )  # fmt: skip


def _inject(chance: Random, content: bytearray) -> None:
    piece = chance.choice([
        b"<", b">", b"&", b"&#0;", b"]]>", b"<!--", b"\x00", b"\xff", b'"', b"\x1a", b"</Name>",
        b"<Profile/>", b"&x;", b"\r\n", b"<![CDATA[", "\u202e".encode(), b"'" * 50, b",,,,",
    ])  # fmt: skip
    at = chance.randrange(len(content))
    content[at:at] = piece


ODD_WORDS = (
    "", "0", "9" * 30, "-1", "2026-13-45", "31/02/2026", "a" * 5000, "Ж" * 40, "\u202e\u200b",
    "0x" + "0" * 40, "T" + "9" * 33, "1" * 34, "名" * 30,
)  # fmt: skip


def _reword(chance: Random, content: bytearray) -> None:
    """Odd words where there are words or figures: the file stays sound."""
    words = list(re.finditer(rb'(?<=[>"])[^<>"\r\n]{2,}(?=[<"])', content))
    if words:
        found = chance.choice(words)
        content[found.start() : found.end()] = chance.choice(ODD_WORDS).encode()


def _drop(chance: Random, content: bytearray) -> None:
    """An element without children, or a row, that is missing or there more than once."""
    leaf = rb"<(\w+)[^<>]*>[^<>]*</\1>|<\w+[^<>]*/>|[^\r\n<>]+\r\n"
    leaves = list(re.finditer(leaf, content))
    if leaves:
        found = chance.choice(leaves)
        content[found.start() : found.end()] = found[0] * chance.choice((0, 2, 3))


CHANGES: tuple[Change, ...] = (
    _flip, _cut, _repeat, _swap, _inject, *(_reword, _drop) * 4,
)  # fmt: skip


def fuzz_list(folder: Path, chance: Random) -> str:
    """Offer damaged files of one list; how it ended."""
    root, (name, files) = folder / "lists", chance.choice(SAMPLES)
    shutil.rmtree(root, ignore_errors=True)
    before = put(root, name, *files)
    offered, whole = [], True
    damaged = chance.randrange(len(files))
    for number, file in enumerate(files):
        content = file.read_bytes()
        if number == damaged:
            content = damage(chance, content)
        whole = whole and (number != damaged or LISTED[name][0].encode() in content)
        offered.append(folder / f"offered-{number}")
        offered[-1].write_bytes(content)
    accept = chance.random() < 0.5
    try:
        taken = put(root, name, *offered, accept=accept)
    except SanctionsListError:
        assert in_force(root, name) == before
        assert not list(root.glob(".writing-*"))
        return "refused"
    assert in_force(root, name) == taken
    if not accept:
        check_plausible(before, taken)
    look_up(root, name, taken, before, must_find=whole)
    return "accepted" if accept else "taken"


def damage(chance: Random, content: bytes) -> bytes:
    """The content of a list's file, changed once or twice."""
    if chance.random() < 0.2:
        return mutate(chance, content)
    changed = bytearray(content)
    for _ in range(chance.randint(1, 2)):
        if changed:
            chance.choice(CHANGES)(chance, changed)
    return bytes(changed)


def check_plausible(before: ListManifest, taken: ListManifest) -> None:
    """What the rules promise of an edition that nobody accepted."""
    least = 1 - MAX_SHRINK_SHARE
    assert taken.entries >= before.entries * least
    assert taken.addresses >= before.addresses * least
    if before.published and taken.published:
        assert taken.published >= before.published


def look_up(
    root: Path, name: str, taken: ListManifest, before: ListManifest, *, must_find: bool
) -> None:
    """Search the edition; a hit of the sample may be missing only from one that counts fewer."""
    address, holder = LISTED[name]
    opened = SanctionsList(root, taken)
    found = opened.find_by_address([address, address.lower()])
    opened.find_by_name(holder)
    opened.close()
    if must_find and not found:
        assert (taken.addresses, taken.entries) < (before.addresses, before.entries), taken


def run(number: int, seed: int) -> tuple[Counter[str], list[str]]:
    """The endings of the rounds, and the findings."""
    shared = Path("/dev/shm")
    with TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        return rounds.run_rounds(lambda chance: fuzz_list(Path(folder), chance), number, seed)


if __name__ == "__main__":
    raise SystemExit(rounds.main("lists", run, __doc__))
