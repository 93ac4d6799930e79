"""Vectors of all passages, reusing those that the last generation has."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.documents.chunk import sentence_spans
from indexer.progress import Step
from knowledge.index.arrays import Floats, Rows
from knowledge.index.encoders.base import Encoder
from knowledge.index.generation import Generation
from knowledge.models import Passage

Halves = npt.NDArray[np.float16]


@dataclass(frozen=True)
class EncoderVectors:
    """One encoder's vectors: of the passages it serves, of all sentences, of all questions.

    ``rows`` names the passage row of each vector. Sentences and questions that the encoder does
    not serve stay zero. ``fresh`` counts the passages that were encoded and not reused.
    """

    rows: Rows
    vectors: Floats
    sentences: Halves
    asks: Halves
    phrases: Halves
    first_phrase: Rows
    fresh: int


class _Buffers:
    """The arrays of one encoder while they are filled, passage by passage."""

    def __init__(self, encoder: Encoder, passages: Sequence[Passage]) -> None:
        dim = encoder.spec.dim
        self.passages = passages
        self.rows = [row for row, p in enumerate(passages) if encoder.spec.serves(p.language)]
        self.first = np.cumsum([0, *(len(p.sentences) for p in passages)])
        self.vectors = np.zeros((len(self.rows), dim), np.float32)
        self.sentences = np.zeros((int(self.first[-1]), dim), np.float16)
        self.phrases: list[Halves] = [np.zeros((0, dim), np.float16)] * len(passages)

    def put_sentences(self, row: int, vectors: Halves | Floats) -> None:
        self.sentences[self.first[row] : self.first[row + 1]] = vectors

    def joined_phrases(self) -> tuple[Halves, Rows]:
        """All phrases in one array, and where each passage's begin."""
        first = np.cumsum([0, *(len(part) for part in self.phrases)]).astype(np.int64)
        none = np.zeros((0, self.vectors.shape[1]), np.float16)
        return np.concatenate([none, *self.phrases]), first


def hash_passage(passage: Passage) -> bytes:
    """A hash of what the vectors of a passage depend on: its text and its sentences' spans."""
    marks = ",".join(f"{a}-{b}" for a, b in sentence_spans(passage))
    return hashlib.sha256(f"{marks}\x1f{passage.text}".encode()).digest()


def embed_passages(
    encoder: Encoder,
    passages: Sequence[Passage],
    asks: Sequence[tuple[str, str]],
    last: Generation | None,
    progress: Step,
    *,
    phrases: bool = False,
) -> EncoderVectors:
    """The vectors of passages and (language, question) pairs, reused from ``last`` where equal."""
    reusable = _reusable(encoder, last, phrases=phrases)
    out = _Buffers(encoder, passages)
    missing = _copy_known(encoder.spec.name, reusable, out, phrases=phrases)
    if missing:
        _encode_missing(encoder, missing, out, progress, phrases=phrases)
    joined, first_phrase = out.joined_phrases()
    return EncoderVectors(
        rows=np.array(out.rows, np.int64),
        vectors=out.vectors,
        sentences=out.sentences,
        asks=_embed_asks(encoder, asks, reusable),
        phrases=joined,
        first_phrase=first_phrase,
        fresh=len(missing),
    )


def _reusable(encoder: Encoder, last: Generation | None, *, phrases: bool) -> Generation | None:
    """The last generation, if this encoder made it and it has phrases where they are wanted."""
    if last is None or encoder.spec not in last.manifest.encoders:
        return None
    lacks_phrases = phrases and not last.windows(encoder.spec.name).has_phrases
    return None if lacks_phrases else last


def _copy_known(name: str, last: Generation | None, out: _Buffers, *, phrases: bool) -> list[int]:
    """Copy the vectors of passages that ``last`` has; the places in ``out.rows`` of the others."""
    if last is None:
        return list(range(len(out.rows)))
    known = {
        hash_passage(last.store.passage(int(row))): (place, int(row))
        for place, row in enumerate(last.vector_rows[name])
    }
    missing: list[int] = []
    for at, row in enumerate(out.rows):
        before = known.get(hash_passage(out.passages[row]))
        if before is None:
            missing.append(at)
            continue
        place, old_row = before
        windows = last.windows(name)
        out.vectors[at] = last.vectors[name].vectors(np.array([place], np.int64))[0]
        out.put_sentences(row, windows.sentences[last.sentences_of(old_row)])
        if phrases:
            out.phrases[row] = windows.phrases_of(old_row)
    return missing


def _encode_missing(
    encoder: Encoder, missing: Sequence[int], out: _Buffers, progress: Step, *, phrases: bool
) -> None:
    done = 0

    def count(encoded: int) -> None:
        nonlocal done
        done += encoded
        progress(f"Embedding ({encoder.spec.name})", done, len(missing))

    wanted = [out.passages[out.rows[at]] for at in missing]
    spans = [sentence_spans(passage) for passage in wanted]
    made = encoder.encode_passages([p.text for p in wanted], spans, count, phrases=phrases)
    out.vectors[missing] = made.passages
    for i, at in enumerate(missing):
        out.put_sentences(out.rows[at], made.windows[i])
        out.phrases[out.rows[at]] = made.phrases[i].astype(np.float16)


def _embed_asks(
    encoder: Encoder, asks: Sequence[tuple[str, str]], last: Generation | None
) -> Halves:
    spec = encoder.spec
    out = np.zeros((len(asks), spec.dim), np.float16)
    known = {q: row for row, (q, _) in enumerate(last.documents.questions)} if last else {}
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
        out[missing] = encoder.encode_passages(texts, [[]] * len(missing)).passages
    return out
