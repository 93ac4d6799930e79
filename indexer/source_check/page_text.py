"""The sentences of a page, as far as they tell whether it says something else than before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from indexer.documents.discover import Entry
from indexer.documents.isolated_reader import IsolatedReader
from knowledge.index.source_record import MAX_SENTENCES

# Menus, buttons and dates of the day have fewer words; sentences of a rule have more.
MIN_WORDS = 8
_HASH_CHARS = 12


def read_sentences(reader: IsolatedReader, file: Path) -> tuple[str, ...]:
    """The sentences of a downloaded page of at least eight words; NoteError if it has no text."""
    size = file.stat().st_size
    entry = Entry(path=file, root=file.parent, name=file.name, size=size, mtime_ns=0)
    return tuple(
        sentence.text for passage in reader.read(entry).passages for sentence in passage.sentences
    )


def hash_sentences(sentences: Iterable[str]) -> tuple[str, ...]:
    """A short hash of each longer sentence, in order, each once; white space and case are equal."""
    plain = (" ".join(sentence.casefold().split()) for sentence in sentences)
    hashes = (
        hashlib.sha256(sentence.encode()).hexdigest()[:_HASH_CHARS]
        for sentence in plain
        if len(sentence.split()) >= MIN_WORDS
    )
    return tuple(dict.fromkeys(hashes))[:MAX_SENTENCES]
