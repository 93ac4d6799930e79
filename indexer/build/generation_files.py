"""The files of a generation written from a corpus and its vectors."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from indexer.build.corpus import Corpus
from indexer.build.embed import EncoderVectors
from knowledge.index import arrays, disk_format
from knowledge.index.bm25 import build_bm25
from knowledge.index.disk_format import VectorSpec
from knowledge.index.passages import HEADING_MARK, SCHEMA
from knowledge.index.vectors import build_vectors
from knowledge.models import Passage


def write_passages(path: Path, corpus: Corpus, passages: Sequence[Passage]) -> None:
    """Write documents, passages and sentences into a SQLite file; OSError when the disk is full."""
    db = sqlite3.connect(path)
    try:
        db.execute("PRAGMA journal_mode = OFF")
        db.executescript(SCHEMA)
        db.executemany("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)", _document_rows(corpus))
        db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            _passage_rows(corpus, passages),
        )
        db.executemany(
            "INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?, ?)", _sentence_rows(passages)
        )
        db.commit()
    except sqlite3.OperationalError as error:
        # SQLite reports a full disk in its own words.
        code = errno.ENOSPC if "full" in str(error) else errno.EIO
        raise OSError(code, str(error)) from error
    finally:
        db.close()


def _document_rows(corpus: Corpus) -> Iterator[tuple[object, ...]]:
    for row, item in enumerate(corpus.items):
        head = item.head.model_dump_json()
        yield row, item.head.id, item.path, item.digest, item.size, item.mtime, head


def _passage_rows(corpus: Corpus, passages: Sequence[Passage]) -> Iterator[tuple[object, ...]]:
    owners = chain.from_iterable([i] * len(x.passages) for i, x in enumerate(corpus.items))
    for row, (p, owner) in enumerate(zip(passages, owners, strict=True)):
        headings = HEADING_MARK.join(p.headings)
        yield row, p.id, owner, p.ordinal, headings, p.language, p.text, p.start, p.end


def _sentence_rows(passages: Sequence[Passage]) -> Iterator[tuple[object, ...]]:
    found = ((row, s) for row, p in enumerate(passages) for s in p.sentences)
    for i, (row, s) in enumerate(found):
        yield i, row, s.text, s.start, s.end, " ".join(map(str, s.refs)), int(s.lead)


def write_bm25(path: Path, passages: Sequence[Passage]) -> None:
    """Write the inverted index of the passages' words, pairs and headings."""
    texts = ((p.language, p.text, " ".join((p.title, *p.headings))) for p in passages)
    build_bm25(texts, len(passages)).save(path)


def write_vectors(folder: Path, encoder: str, made: EncoderVectors) -> VectorSpec:
    """Write one encoder's vectors and windows; how the vectors are searched."""
    index = build_vectors(made.vectors)
    index.save(folder / disk_format.vectors_file(encoder))
    windows: dict[str, arrays.Array] = {
        "sentences": made.sentences,
        "asks": made.asks,
        "phrases": made.phrases,
        "first_phrase": made.first_phrase,
    }
    arrays.save_arrays(folder / disk_format.windows_file(encoder), windows)
    return index.spec


def write_rows(
    path: Path, corpus: Corpus, passages: Sequence[Passage], made: Mapping[str, EncoderVectors]
) -> None:
    """Write the per-passage columns: document, first sentence, length, language, vector rows."""
    owners = [i for i, item in enumerate(corpus.items) for _ in item.passages]
    first = np.cumsum([0, *(len(p.sentences) for p in passages)])
    names = sorted({p.language for p in passages})
    columns: dict[str, arrays.Array] = {
        "document": np.array(owners, np.int64),
        "sentence": np.array(first, np.int64),
        "length": np.array([len(p.text) for p in passages], np.int64),
        "language": np.array([names.index(p.language) for p in passages], np.int16),
    }
    columns.update({f"rows-{name}": vectors.rows for name, vectors in made.items()})
    arrays.save_arrays(path, columns)
