"""The documents and passages of a generation, read from its SQLite file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.models import Head, Passage, Sentence
from knowledge.read_only_database import open_read_only

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
# More than a document or a passage has: a damaged tree of pages may lead a query in a circle.
MAX_SENTENCES_A_PASSAGE, MAX_PASSAGES_A_DOCUMENT = 100_000, 5_000_000


class PassageStore:
    """Read access to ``passages.sqlite``; rows are the ranks that the arrays use."""

    def __init__(self, path: Path, documents: int) -> None:
        """Open the file, which is never written after its generation was published.

        ``documents`` is how many it should hold; sqlite3.DatabaseError when it has other tables.
        """
        self._db = open_read_only(path, SCHEMA)
        self._documents = documents
        self.head = lru_cache(maxsize=4096)(self._head)
        self.passage = lru_cache(maxsize=4096)(self._passage)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def documents(self) -> list[tuple[str, str]]:
        """The id and front matter (JSON) of every document, in row order; one too many is seen."""
        sql = "SELECT id, head FROM documents ORDER BY rank LIMIT ?"
        return self._db.execute(sql, (self._documents + 1,)).fetchall()

    def files(self) -> list[tuple[str, str, int, int]]:
        """The path, digest, size and change time of every document's file, in row order."""
        sql = "SELECT path, digest, size, mtime FROM documents ORDER BY rank LIMIT ?"
        return self._db.execute(sql, (self._documents,)).fetchall()

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
            "SELECT text, first, last, refs, lead FROM sentences WHERE passage = ? ORDER BY rank"
            " LIMIT ?",
            (row, MAX_SENTENCES_A_PASSAGE),
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
        sql = "SELECT rank FROM passages WHERE document = ? ORDER BY ordinal LIMIT ?"
        rows = self._db.execute(sql, (document, MAX_PASSAGES_A_DOCUMENT)).fetchall()
        return tuple(self._passage(row) for (row,) in rows)
