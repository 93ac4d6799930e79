"""Vectors for all passages, with those that the last generation already made used again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.documents.chunk import spans
from knowledge.index.encoders.onnx import Encoder, Floats
from knowledge.index.generation import Generation
from knowledge.models import Passage

Progress = Callable[[str, int, int], None]
Half = npt.NDArray[np.float16]


@dataclass(frozen=True)
class Embedded:
    """One encoder's vectors: of the passages it serves, of all sentences, of all questions.

    ``rows`` names the passage row of each vector. Sentences and questions that the encoder does
    not serve stay zero.
    """

    rows: npt.NDArray[np.int64]
    vectors: Floats
    sentences: Half
    asks: Half
    phrases: Half
    first_phrase: npt.NDArray[np.int64]
    fresh: int


def key(passage: Passage) -> bytes:
    """What the vectors of a passage depend on: its text and where its sentences are cut."""
    marks = ",".join(f"{a}-{b}" for a, b in spans(passage))
    return hashlib.sha256(f"{marks}\x1f{passage.text}".encode()).digest()


def embed(
    encoder: Encoder,
    passages: Sequence[Passage],
    asks: Sequence[tuple[str, str]],
    last: Generation | None,
    progress: Progress,
    *,
    phrases: bool = False,
) -> Embedded:
    """The vectors of passages and (language, question) pairs: new ones made, old ones kept."""
    spec = encoder.spec
    same = last is not None and spec in last.manifest.encoders
    usable = last if same and last and (not phrases or last.windows(spec.name).detailed) else None
    known = _known(usable, spec.name)
    mine = [row for row, p in enumerate(passages) if spec.serves(p.language)]
    vectors = np.zeros((len(mine), spec.dim), np.float32)
    first = np.cumsum([0, *(len(p.sentences) for p in passages)])
    sentences = np.zeros((int(first[-1]), spec.dim), np.float16)
    parts: list[Half] = [np.zeros((0, spec.dim), np.float16)] * len(passages)
    missing: list[int] = []
    for at, row in enumerate(mine):
        before = known.get(key(passages[row])) if usable else None
        if before is None or usable is None:
            missing.append(at)
            continue
        old, old_row = before
        vectors[at] = usable.vectors[spec.name].vectors(np.array([old], np.int64))[0]
        kept = usable.windows(spec.name).sentences[usable.sentences_of(old_row)]
        sentences[first[row] : first[row + 1]] = kept
        if phrases:
            parts[row] = usable.windows(spec.name).phrases_of(old_row)
    done = 0

    def step(count: int) -> None:
        nonlocal done
        done += count
        progress(f"Embedding ({spec.name})", done, len(missing))

    if missing:
        wanted = [passages[mine[at]] for at in missing]
        made = encoder.passages(
            [p.text for p in wanted], [spans(p) for p in wanted], step, phrases=phrases
        )
        vectors[missing] = made.passages
        for i, at in enumerate(missing):
            row = mine[at]
            sentences[first[row] : first[row + 1]] = made.windows[i]
            parts[row] = made.phrases[i].astype(np.float16)
    return Embedded(
        rows=np.array(mine, np.int64),
        vectors=vectors,
        sentences=sentences,
        asks=_asks(encoder, asks, usable),
        phrases=np.concatenate(parts) if parts else np.zeros((0, spec.dim), np.float16),
        first_phrase=np.cumsum([0, *(len(part) for part in parts)]).astype(np.int64),
        fresh=len(missing),
    )


def _known(last: Generation | None, name: str) -> dict[bytes, tuple[int, int]]:
    if last is None:
        return {}
    rows = last.vector_rows[name]
    return {key(last.store.passage(int(row))): (at, int(row)) for at, row in enumerate(rows)}


def _asks(encoder: Encoder, asks: Sequence[tuple[str, str]], last: Generation | None) -> Half:
    spec = encoder.spec
    out = np.zeros((len(asks), spec.dim), np.float16)
    known: dict[str, int] = {}
    if last:
        known = {q: row for row, (q, _) in enumerate(last.documents.questions)}
    missing: list[int] = []
    for row, (language, question) in enumerate(asks):
        if not spec.serves(language):
            continue
        before = known.get(question)
        if before is not None and last:
            out[row] = last.windows(spec.name).asks[before]
        else:
            missing.append(row)
    if missing:
        texts = [asks[row][1] for row in missing]
        out[missing] = encoder.passages(texts, [[]] * len(missing)).passages
    return out
