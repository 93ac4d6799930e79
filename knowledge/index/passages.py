"""The documents and passages of a generation, read from its SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.models import Head, Passage, Sentence

# rank in every table is the row of the arrays beside this file: passage row r of the vectors is
# passages.rank r, and its sentences are the ranks from rows.sentence[r] to rows.sentence[r + 1].
SCHEMA = """
CREATE TABLE documents (
    rank INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL,
    digest TEXT NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL, head TEXT NOT NULL
);
CREATE TABLE passages (
    rank INTEGER PRIMARY KEY, id TEXT NOT NULL, document INTEGER NOT NULL,
    ordinal INTEGER NOT NULL, headings TEXT NOT NULL, language TEXT NOT NULL,
    text TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL
);
CREATE INDEX passages_by_document ON passages (document, ordinal);
CREATE TABLE sentences (
    rank INTEGER PRIMARY KEY, passage INTEGER NOT NULL, text TEXT NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, refs TEXT NOT NULL, lead INTEGER NOT NULL
);
CREATE INDEX sentences_by_passage ON sentences (passage, rank);
"""
HEADING_MARK = "\x1f"


class PassageStore:
    """Read access to ``passages.sqlite``; rows are the ranks that the arrays use."""

    def __init__(self, path: Path) -> None:
        """Open the file read-only; it is never written after its generation was published."""
        self._db = sqlite3.connect(
            f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self.head = lru_cache(maxsize=4096)(self._head)
        self.passage = lru_cache(maxsize=4096)(self._passage)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def documents(self) -> list[tuple[str, str]]:
        """The id and the front matter (JSON) of every document, in row order."""
        return self._db.execute("SELECT id, head FROM documents ORDER BY rank").fetchall()

    def files(self) -> list[tuple[str, str, int, int]]:
        """The path, digest, size and change time of every document's file, in row order."""
        sql = "SELECT path, digest, size, mtime FROM documents ORDER BY rank"
        return self._db.execute(sql).fetchall()

    def _head(self, document: int) -> Head:
        sql = "SELECT head FROM documents WHERE rank = ?"
        (text,) = self._db.execute(sql, (document,)).fetchone()
        return Head.model_validate_json(text)

    def _passage(self, row: int) -> Passage:
        sql = (
            "SELECT p.id, d.id, p.ordinal, p.headings, p.language, p.text, p.first, p.last,"
            " p.document FROM passages p JOIN documents d ON d.rank = p.document WHERE p.rank = ?"
        )
        key, source, ordinal, headings, language, text, first, last, document = self._db.execute(
            sql, (row,)
        ).fetchone()
        found = self._db.execute(
            "SELECT text, first, last, refs, lead FROM sentences WHERE passage = ? ORDER BY rank",
            (row,),
        )
        return Passage.model_construct(
            id=key,
            source_id=source,
            ordinal=ordinal,
            title=self.head(document).title,
            headings=tuple(headings.split(HEADING_MARK)) if headings else (),
            language=language,
            text=text,
            start=first,
            end=last,
            sentences=tuple(
                Sentence.model_construct(
                    text=t, start=a, end=b, refs=tuple(map(int, refs.split())), lead=bool(lead)
                )
                for t, a, b, refs, lead in found
            ),
        )

    def ids(self, rows: Sequence[int] | npt.NDArray[np.int64]) -> list[tuple[str, str]]:
        """The passage id and document id of each row, in the order of ``rows``."""
        wanted = [int(row) for row in rows]
        sql = (
            "SELECT p.rank, p.id, d.id FROM json_each(?) AS wanted"
            " JOIN passages p ON p.rank = wanted.value JOIN documents d ON d.rank = p.document"
        )
        found = {rank: (p, d) for rank, p, d in self._db.execute(sql, (json.dumps(wanted),))}
        return [found[row] for row in wanted]

    def passages_of(self, document: int) -> tuple[Passage, ...]:
        """All passages of a document, in order."""
        sql = "SELECT rank FROM passages WHERE document = ? ORDER BY ordinal"
        rows = self._db.execute(sql, (document,)).fetchall()
        return tuple(self._passage(row) for (row,) in rows)
