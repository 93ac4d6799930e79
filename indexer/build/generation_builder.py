"""A build from folders to a published generation."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np

from indexer.documents import chunk
from indexer.build import publish
from indexer.build.corpus import Corpus, Progress
from indexer.build.embed import Embedded, embed
from knowledge.errors import IndexStateError, NoteError, UsageError
from knowledge.index import arrays, rerank, vectors
from knowledge.index import disk_format
from knowledge.index import bm25
from knowledge.index.calibration import DEFAULT as CALIBRATION
from knowledge.index.encoders.onnx import Encoder
from knowledge.index.generation import Generation, open_current
from knowledge.index.disk_format import Manifest
from knowledge.index.passages import HEADING_MARK, SCHEMA
from knowledge.text.language import detect_language
from knowledge.models import Passage


@dataclass(frozen=True)
class Report:
    """What a build did."""

    generation: str
    changed: bool
    documents: int = 0
    passages: int = 0
    embedded: int = 0
    kept: int = 0
    removed: int = 0
    seconds: float = 0.0
    problems: tuple[str, ...] = ()
    collected: tuple[str, ...] = field(default=())


def last_generation(root: Path) -> Generation | None:
    """The generation that serves now, or None when none can."""
    try:
        return open_current(root)[0]
    except IndexStateError:
        return None


def write(
    root: Path,
    corpus: Corpus,
    encoders: Sequence[Encoder],
    sources: Sequence[Path],
    last: Generation | None,
    progress: Progress,
    *,
    step: publish.Step = publish.nothing,
    strict: bool = False,
) -> Report:
    """The report of a generation made of the corpus and published; the lock must be held."""
    began = time.monotonic()
    if corpus.problems and strict:
        first, more = corpus.problems[0], len(corpus.problems) - 1
        raise NoteError(first.path, first.problem + (f" (and {more} more)" if more else ""))
    if not corpus.items:
        raise UsageError(
            "There is nothing to index: no readable document was found.",
            fix="Check --sources; PDF, DOCX, HTML, Markdown and text files are read.",
        )
    passages = [p for item in corpus.items for p in item.passages]
    asks = [(detect_language(ask.q), ask.q) for item in corpus.items for ask in item.head.asks]
    made: dict[str, Embedded] = {}
    detailed = rerank.LEAST <= len(passages) <= rerank.MOST
    for encoder in encoders:
        made[encoder.spec.name] = embed(encoder, passages, asks, last, progress, phrases=detailed)

    def fill(folder: Path) -> Manifest:
        progress("Writing", 0, 1)
        _write_store(folder / disk_format.PASSAGES, corpus, passages)
        step("passages")
        texts = ((p.language, p.text, " ".join((p.title, *p.headings))) for p in passages)
        bm25.build(texts, len(passages)).save(folder / disk_format.LEXICAL)
        step("lexical")
        specs = {}
        for name, embedded in made.items():
            index = vectors.build(embedded.vectors)
            index.save(folder / disk_format.vectors_file(name))
            step(f"vectors {name}")
            windows: dict[str, arrays.Array] = {
                "sentences": embedded.sentences,
                "asks": embedded.asks,
                "phrases": embedded.phrases,
                "first_phrase": embedded.first_phrase,
            }
            arrays.save(folder / disk_format.windows_file(name), windows)
            specs[name] = index.spec
        _write_rows(folder / disk_format.ROWS, corpus, passages, made)
        step("rows")
        return Manifest(
            generation=folder.name.removeprefix(publish.ASIDE),
            built_at=dt.datetime.now(dt.UTC),
            corpus=corpus.digest,
            documents=len(corpus.items),
            passages=len(passages),
            sentences=sum(len(p.sentences) for p in passages),
            languages=dict(sorted(Counter(p.language for p in passages).items())),
            chunker=chunk.SPEC,
            encoders=tuple(encoder.spec for encoder in encoders),
            vectors=specs,
            calibration=last.manifest.calibration if last else CALIBRATION,
            files={},
            sources=tuple(str(path) for path in sources),
            problems=tuple(str(problem) for problem in corpus.problems),
        )

    def check(folder: Path) -> None:
        Generation(folder).close()

    name = publish.publish(root, fill, check, step=step)
    return Report(
        generation=name,
        changed=True,
        documents=len(corpus.items),
        passages=len(passages),
        embedded=sum(e.fresh for e in made.values()),
        kept=corpus.kept,
        removed=corpus.removed,
        seconds=round(time.monotonic() - began, 2),
        problems=tuple(str(problem) for problem in corpus.problems),
        collected=tuple(publish.collect(root)),
    )


def _write_store(path: Path, corpus: Corpus, passages: Sequence[Passage]) -> None:
    db = sqlite3.connect(path)
    try:
        db.execute("PRAGMA journal_mode = OFF")
        db.executescript(SCHEMA)
        db.executemany(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (i, x.head.id, x.path, x.digest, x.size, x.mtime, x.head.model_dump_json())
                for i, x in enumerate(corpus.items)
            ),
        )
        owners = chain.from_iterable([i] * len(x.passages) for i, x in enumerate(corpus.items))
        db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    row,
                    p.id,
                    owner,
                    p.ordinal,
                    HEADING_MARK.join(p.headings),
                    p.language,
                    p.text,
                    p.start,
                    p.end,
                )
                for row, (p, owner) in enumerate(zip(passages, owners, strict=True))
            ),
        )
        found = ((row, s) for row, p in enumerate(passages) for s in p.sentences)
        db.executemany(
            "INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (i, row, s.text, s.start, s.end, " ".join(map(str, s.refs)), int(s.lead))
                for i, (row, s) in enumerate(found)
            ),
        )
        db.commit()
    except sqlite3.OperationalError as error:
        # SQLite reports a full disk in words of its own.
        raise OSError(28 if "full" in str(error) else 5, str(error)) from error
    finally:
        db.close()


def _path(passage: Passage) -> str:
    return HEADING_MARK.join(passage.headings)


def _write_rows(
    path: Path, corpus: Corpus, passages: Sequence[Passage], made: dict[str, Embedded]
) -> None:
    owners = [i for i, item in enumerate(corpus.items) for _ in item.passages]
    first = np.cumsum([0, *(len(p.sentences) for p in passages)])
    names = sorted({p.language for p in passages})
    columns: dict[str, arrays.Array] = {
        "document": np.array(owners, np.int64),
        "sentence": np.array(first, np.int64),
        "length": np.array([len(p.text) for p in passages], np.int64),
        "language": np.array([names.index(p.language) for p in passages], np.int16),
    }
    columns.update({f"rows-{name}": e.rows for name, e in made.items()})
    arrays.save(path, columns)
