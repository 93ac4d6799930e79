"""A generation built from a corpus and published."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.build import generation_files, publish
from indexer.build.corpus import Corpus
from indexer.build.embed import EncoderVectors, embed_passages
from indexer.documents import chunk
from indexer.progress import Step
from knowledge.errors import IndexStateError, NoteError, UsageError
from knowledge.files import ASIDE_PREFIX
from knowledge.index import disk_format, rerank
from knowledge.index.calibration import DEFAULT as CALIBRATION
from knowledge.index.disk_format import Manifest, VectorSpec
from knowledge.index.encoders.base import Encoder
from knowledge.index.generation import Generation, open_current
from knowledge.models import Passage
from knowledge.text.language import detect_language


@dataclass(frozen=True)
class BuildReport:
    """What a build did; the field names reach ``--json``.

    ``problems`` are files that were skipped, ``unread`` folders that could not be read.
    """

    generation: str
    changed: bool
    documents: int = 0
    passages: int = 0
    embedded: int = 0
    kept: int = 0
    removed: int = 0
    seconds: float = 0.0
    problems: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    collected: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Content:
    """Everything that goes into a generation's files."""

    corpus: Corpus
    passages: Sequence[Passage]
    vectors: Mapping[str, EncoderVectors]
    encoders: Sequence[Encoder]
    sources: Sequence[Path]
    last: Generation | None


def last_generation(root: Path) -> Generation | None:
    """The generation that serves now, or None when none can."""
    try:
        return open_current(root)[0]
    except IndexStateError:
        return None


def check_corpus(corpus: Corpus, *, strict: bool = False) -> None:
    """UsageError for an empty corpus; NoteError for one with problems, if ``strict``."""
    found = (*corpus.unread, *corpus.problems)
    if found and strict:
        first, more = found[0], len(found) - 1
        raise NoteError(first.path, first.problem + (f" (and {more} more)" if more else ""))
    if not corpus.items:
        raise UsageError(
            "There is nothing to index: no readable document was found.",
            fix="Check --sources; PDF, DOCX, HTML, Markdown and text files are read.",
        )


def report_unchanged(
    last: Generation, problems: Sequence[NoteError] = (), unread: Sequence[NoteError] = ()
) -> BuildReport:
    """The report of an update with nothing to do."""
    return BuildReport(
        generation=last.name,
        changed=False,
        documents=last.manifest.documents,
        passages=last.manifest.passages,
        problems=tuple(map(str, problems)),
        unread=tuple(map(str, unread)),
    )


def build_generation(
    root: Path,
    corpus: Corpus,
    encoders: Sequence[Encoder],
    sources: Sequence[Path],
    last: Generation | None,
    progress: Step,
    *,
    step: publish.StepHook = publish.ignore_hook,
) -> BuildReport:
    """Embed and publish a checked corpus, reusing the vectors of ``last``.

    The caller holds the lock (``publish.writing``). ``step`` is called after every step, for tests.
    """
    began = time.monotonic()
    check_corpus(corpus)
    content = _embed(corpus, encoders, sources, last, progress)

    def fill(folder: Path) -> Manifest:
        progress("Writing", 0, 1)
        return _make_manifest(folder, content, _write_files(folder, content, step))

    name = publish.publish(root, fill, lambda folder: Generation(folder).close(), step=step)
    return BuildReport(
        generation=name,
        changed=True,
        documents=len(corpus.items),
        passages=len(content.passages),
        embedded=sum(vectors.fresh for vectors in content.vectors.values()),
        kept=corpus.kept,
        removed=corpus.removed,
        seconds=round(time.monotonic() - began, 2),
        problems=tuple(str(problem) for problem in corpus.problems),
        unread=tuple(str(problem) for problem in corpus.unread),
        collected=tuple(publish.collect(root)),
    )


def _embed(
    corpus: Corpus,
    encoders: Sequence[Encoder],
    sources: Sequence[Path],
    last: Generation | None,
    progress: Step,
) -> _Content:
    passages = [p for item in corpus.items for p in item.passages]
    asks = [(detect_language(ask.q), ask.q) for item in corpus.items for ask in item.head.asks]
    phrases = rerank.is_reranked(len(passages), len(asks))
    vectors = {
        encoder.spec.name: embed_passages(encoder, passages, asks, last, progress, phrases=phrases)
        for encoder in encoders
    }
    return _Content(corpus, passages, vectors, encoders, sources, last)


def _write_files(folder: Path, content: _Content, step: publish.StepHook) -> dict[str, VectorSpec]:
    """Write every file but the manifest; how each encoder's vectors are searched."""
    corpus, passages = content.corpus, content.passages
    generation_files.write_passages(folder / disk_format.PASSAGES, corpus, passages)
    step("passages")
    generation_files.write_bm25(folder / disk_format.LEXICAL, passages)
    step("lexical")
    specs = {}
    for name, vectors in content.vectors.items():
        specs[name] = generation_files.write_vectors(folder, name, vectors)
        step(f"vectors {name}")
    generation_files.write_rows(folder / disk_format.ROWS, corpus, passages, content.vectors)
    step("rows")
    return specs


def _make_manifest(folder: Path, content: _Content, specs: dict[str, VectorSpec]) -> Manifest:
    corpus, passages, last = content.corpus, content.passages, content.last
    return Manifest(
        generation=folder.name.removeprefix(ASIDE_PREFIX),
        built_at=dt.datetime.now(dt.UTC),
        corpus=corpus.digest,
        documents=len(corpus.items),
        passages=len(passages),
        sentences=sum(len(p.sentences) for p in passages),
        languages=dict(sorted(Counter(p.language for p in passages).items())),
        chunker=chunk.SPEC,
        encoders=tuple(encoder.spec for encoder in content.encoders),
        vectors=specs,
        calibration=last.manifest.calibration if last else CALIBRATION,
        files={},
        sources=tuple(str(path) for path in content.sources),
        problems=tuple(str(problem) for problem in corpus.problems),
    )
