"""Damaged manifests of indexes and of official lists, and damaged cards of models.

    python -m tests.fuzz.manifests --rounds 2000 --seed 1

A manifest of an index is sealed again after the damage, as somebody would who wants it to be read.
What comes of it is an index that answers, the generation before, or one of our errors; never a
trace, and never a file outside the folders: baits stand there, and what the interpreter opens is
watched. A round depends on the seed and its number only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import sys
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from knowledge.compliance.sanctions.list_set import SanctionsLists
from knowledge.errors import ModelError
from knowledge.index import disk_format
from knowledge.index.encoders.onnx import CARD_FILE, MODEL_FILES, OnnxEncoder, is_damaged
from knowledge.index.update_record import FILE, describe_trouble, read_update_record
from knowledge.library import Library, model_directory
from tests.fuzz import rounds
from tests.fuzz.mutations import mutate
from tests.support.encoders import WordEncoder
from tests.support.index import rebuild
from tests.support.notes import NOTES
from tests.support.sanctions import FILES, LISTED, NOW, put

BAIT = "bait-never-opened"
PATHS = (
    f"../{BAIT}", f"../../{BAIT}", f"../../../{BAIT}", f"/{BAIT}", f"a/../../{BAIT}", "..", ".",
    "/dev/zero", "\x00", "\u202e", "a" * 300, "passages.sqlite", "manifest.json", "#?%00",
)  # fmt: skip
NUMBERS = (-1, 0, 1, 2**31, 2**63, 10**30, 1e308, 0.5, True, None, "3", [], {}, "2026-11-24")
CARD = {
    "model": "m", "revision": "0" * 64, "dim": 64, "max_tokens": 99, "pooling": "mean", "parity": 1,
    "languages": ["en"], "query_prefix": "", "passage_prefix": "",
    "files": dict.fromkeys(MODEL_FILES, "0" * 64),
}  # fmt: skip
opened_outside: list[str] = []


def watch_files() -> None:
    """From now on note what is opened outside the folders; a hook stays as long as its process."""

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event in ("open", "sqlite3.connect") and BAIT in str(arguments[0]):
            opened_outside.append(str(arguments[0]))

    sys.addaudithook(watch)


def damage(chance: Random, content: bytes) -> bytes:
    """A manifest with one to three fields changed, or changed somewhere."""
    if chance.random() < 0.3:
        return mutate(chance, content)
    tree = json.loads(content)
    for _ in range(chance.randint(1, 3)):
        _change_field(chance, tree)
    return json.dumps(tree).encode()


def _change_field(chance: Random, tree: Any) -> None:
    """One value, or one name, changed at a depth that the generator chooses."""
    while True:
        keys = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
        if not keys:
            return
        key = chance.choice(keys)
        if not isinstance(tree[key], dict | list) or chance.random() < 0.3:
            break
        tree = tree[key]
    kind = chance.randrange(4)
    if kind == 0 and isinstance(tree, dict):
        del tree[key]
    elif kind == 1 and isinstance(tree, dict):
        tree[chance.choice(PATHS)] = tree.pop(key)
    else:
        tree[key] = chance.choice(PATHS if kind == 2 else NUMBERS)


def fuzz_index(samples: Path, chance: Random) -> str:
    """Serve an index whose newest generation has a damaged manifest; how it ended."""
    root = samples / "index"
    folder = root / "gen-000002"
    for name in (disk_format.MANIFEST, disk_format.SEAL, disk_format.CURRENT):
        place = root if name == disk_format.CURRENT else folder
        shutil.copyfile(samples / "whole" / name, place / name)
    manifest = damage(chance, (folder / disk_format.MANIFEST).read_bytes())
    (folder / disk_format.MANIFEST).write_bytes(manifest)
    seal = hashlib.sha256(manifest).hexdigest().encode()
    (folder / disk_format.SEAL).write_bytes(mutate(chance, seal) if chance.random() < 0.1 else seal)
    if chance.random() < 0.1:
        pointer = chance.choice((*PATHS, "gen-000001", "gen-9" * 99)).encode("utf-8")
        (root / disk_format.CURRENT).write_bytes(pointer)
    library = Library(root, samples / "home", encoders=[WordEncoder()])
    hits = library.search("What is the tax on salt?", 3)
    ids = library.generation.store.ids([hit.row for hit in hits])
    assert hits or not ids
    name, faults = library.generation.name, len(library.faults)
    library.generation.close()
    return f"{name} is served, {faults} faults"


def fuzz_lists(samples: Path, chance: Random) -> str:
    """Search lists of which one has a damaged manifest; how it ended."""
    root, name = samples / "lists", chance.choice(sorted(FILES))
    file = root / f"{name}.json"
    whole = file.read_bytes()
    file.write_bytes(damage(chance, whole))
    try:
        other = "eu" if name != "eu" else "uk"
        looked = SanctionsLists(root).search(NOW, addresses=(LISTED[other][0].lower(),
                                                             LISTED[other][0]))  # fmt: skip
        SanctionsLists(root).search(NOW, name=LISTED[name][1])
    finally:
        file.write_bytes(whole)
    assert [entry.list for entry in looked.entries] == [other]
    return "broken" if name in looked.broken else "in force or overdue"


def fuzz_card(samples: Path, chance: Random) -> str:
    """Open a model with a damaged card, and read a damaged record of an update; how it ended."""
    folder = model_directory(samples / "home", "0" * 64)
    (folder / CARD_FILE).write_bytes(damage(chance, json.dumps(CARD).encode()))
    spoilt = is_damaged(folder)
    record = {"at": "2026-11-24T12:00:00Z", "outcome": "failed", "problems": 1, "reason": "x"}
    (samples / "index" / FILE).write_bytes(damage(chance, json.dumps(record).encode()))
    describe_trouble(read_update_record(samples / "index"), dt.datetime.now(dt.UTC))
    try:
        encoder = OnnxEncoder(folder, "main")
    except ModelError:
        assert spoilt
        return "no card"
    # A card that lost its digests is that of an earlier version.
    assert spoilt == encoder.has_digests
    try:
        encoder.encode_query("payment")
    except ModelError:
        return "files differ" if encoder.has_digests else "files that cannot be loaded"
    raise AssertionError("files that are none were loaded")


def prepare(samples: Path) -> None:
    """The sound samples, which the rounds damage one at a time."""
    notes, root = samples / "notes", samples / "index"
    notes.mkdir(parents=True)
    for name, text in NOTES.items():
        (notes / name).write_text(text, "utf-8")
    for _ in range(2):
        rebuild(root, notes, WordEncoder(), keep=False)
    (samples / "whole").mkdir()
    for name in (disk_format.MANIFEST, disk_format.SEAL):
        shutil.copyfile(root / "gen-000002" / name, samples / "whole" / name)
    shutil.copyfile(root / disk_format.CURRENT, samples / "whole" / disk_format.CURRENT)
    for name in FILES:
        put(samples / "lists", name)
    exported = model_directory(samples / "home", "0" * 64)
    exported.mkdir(parents=True)
    for name in MODEL_FILES:
        (exported / name).write_bytes(b"x")
    for folder in (samples, samples.parent, root, samples / "home"):
        (folder / BAIT).write_bytes(b"x")
        os.utime(folder / BAIT)


KINDS = {"index": fuzz_index, "lists": fuzz_lists, "card": fuzz_card}


def run(number: int, seed: int) -> tuple[Counter[str], list[str]]:
    """The endings of the rounds of each kind, and the findings."""
    endings: Counter[str] = Counter()
    findings: list[str] = []
    shared = Path("/dev/shm")
    with TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        samples = Path(folder) / "a" / "samples"
        prepare(samples)
        del opened_outside[:]
        watch_files()
        for kind, fuzz in KINDS.items():

            def play(chance: Random, kind: str = kind, fuzz: Any = fuzz) -> str:
                return f"{kind}: {fuzz(samples, chance)}"

            counted, found = rounds.run_rounds(play, number, seed)
            endings.update(counted)
            findings += found
    findings += [f"opened {path}" for path in opened_outside]
    return endings, findings


if __name__ == "__main__":
    raise SystemExit(rounds.main("manifests", run, __doc__))
