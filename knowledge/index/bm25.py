"""Lexical search: BM25 over words and word pairs, with statistics per language.

Every language has its own count, mean length and document frequencies, so a small language in a
large base keeps its weight. Terms are stored as 64-bit hashes in sorted order:
opening the index reads arrays and builds no vocabulary.

BM25 as in Robertson & Zaragoza, "The Probabilistic Relevance Framework" (2009), with the idf of
Lucene, ln(1 + (N - n + 0.5) / (n + 0.5)), which is never negative.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.index import arrays
from knowledge.index.arrays import Floats, Rows
from knowledge.index.tokenize import pair_terms, stem_words

# Short passages with few repeats: a low k1 beat the usual 1.2 to 1.5 by half a point to a point.
K1, B = 0.6, 0.6


def hash_term(field: str, language: str, term: str) -> int:
    """The stable 64-bit key of a term in a field and language."""
    text = f"{field}\x1f{language}\x1f{term}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


@dataclass(frozen=True)
class Bm25Index:
    """An inverted index: sorted term keys, where each one's postings begin, rows and weights.

    ``mass`` is the summed idf of each passage's distinct words. Shape (size,).
    """

    keys: npt.NDArray[np.uint64]
    starts: Rows
    rows: npt.NDArray[np.uint32]
    weights: Floats
    idfs: Floats
    mass: Floats
    size: int

    def _find(self, keys: npt.NDArray[np.uint64]) -> Rows:
        at = np.searchsorted(self.keys, keys)
        at[at == len(self.keys)] = 0
        found: Rows = np.where(self.keys[at] == keys, at, -1) if len(self.keys) else at * 0 - 1
        return found

    def scores(self, field: str, language: str, terms: Sequence[str]) -> Floats:
        """BM25 of every passage for the terms; zero where none occurs. Shape (size,)."""
        total: Floats = np.zeros(self.size, np.float32)
        if not terms:
            return total
        keys = np.array([hash_term(field, language, term) for term in terms], np.uint64)
        for at in self._find(keys):
            if at >= 0:
                a, b = self.starts[at], self.starts[at + 1]
                total[self.rows[a:b]] += self.weights[a:b]
        return total

    def cover(self, field: str, language: str, terms: Sequence[str]) -> Cover:
        """How much of the terms' weight each passage holds.

        A term's weight is its idf; one that the language never uses weighs as much as the
        rarest, so that a question about something unknown is never covered.
        """
        held: Floats = np.zeros(self.size, np.float32)
        peak: Floats = np.zeros(self.size, np.float32)
        keys = np.array([hash_term(field, language, term) for term in terms], np.uint64)
        if not len(keys) or not len(self.idfs):
            return Cover(held, held, peak)
        at = self._find(keys)
        weights = np.where(at >= 0, self.idfs[at], self.idfs.max())
        for place, weight in zip(at, weights, strict=True):
            if place >= 0:
                rows = self.rows[self.starts[place] : self.starts[place + 1]]
                held[rows] += weight
                peak[rows] = np.maximum(peak[rows], weight)
        total = np.float32(max(float(weights.sum()), 1e-6))
        return Cover(held / total, held, peak / np.float32(max(float(weights.max()), 1e-6)))

    def idf(self, field: str, language: str, terms: Sequence[str]) -> Floats:
        """Each term's inverse document frequency; NaN for a term that the language never uses."""
        keys = np.array([hash_term(field, language, term) for term in terms], np.uint64)
        if not len(keys):
            return np.zeros(0, np.float32)
        at = self._find(keys)
        out: Floats = np.where(at >= 0, self.idfs[at], np.nan).astype(np.float32)
        return out

    def is_sound(self, size: int) -> bool:
        """Whether the arrays fit each other and a base of this many passages."""
        postings, terms = len(self.rows), len(self.keys)
        return (
            self.size == size == len(self.mass)
            and len(self.starts) == terms + 1 == len(self.idfs) + 1
            and len(self.weights) == postings == int(self.starts[-1])
            and int(self.starts[0]) == 0
            and bool((np.diff(self.starts) >= 0).all())
            and bool((self.rows < size).all())
        )

    def save(self, path: Path) -> None:
        """Write the arrays into one file."""
        arrays.save_arrays(
            path,
            {
                "keys": self.keys,
                "starts": self.starts,
                "rows": self.rows,
                "weights": self.weights,
                "idfs": self.idfs,
                "mass": self.mass,
                "size": np.array([self.size], np.int64),
            },
        )

    @classmethod
    def open(cls, path: Path) -> Bm25Index:
        """The index in a file."""
        found = arrays.load_arrays(path)
        size = int(found.pop("size")[0])
        return cls(**found, size=size)


@dataclass(frozen=True)
class Cover:
    """How much of a question's weight in words each passage holds. Shapes (size,).

    ``share`` is held weight over the question's, from 0 to 1; ``held`` the weight itself;
    ``peak`` the weightiest word held over the weightiest of the question.
    """

    share: Floats
    held: Floats
    peak: Floats


@dataclass
class _Field:
    """A field in one language: for each passage that has it, its row, length and term counts."""

    lengths: list[int]
    rows: list[int]
    counts: list[Counter[str]]


_Fields = dict[tuple[str, str], _Field]


def build_bm25(texts: Iterable[tuple[str, str, str]], size: int) -> Bm25Index:
    """The index of (language, text, headings) triples, one for each passage in row order.

    Three fields: ``word`` and ``pair`` of the text, ``head`` of the headings; kept apart,
    since headings put in front of the text were measured to hurt.
    """
    fields: _Fields = {}

    def add(name: str, language: str, row: int, terms: Sequence[str]) -> None:
        if terms:
            field = fields.setdefault((name, language), _Field([], [], []))
            field.lengths.append(len(terms))
            field.rows.append(row)
            field.counts.append(Counter(terms))

    for row, (language, text, headings) in enumerate(texts):
        stems = stem_words(text, language)
        add("word", language, row, stems)
        add("pair", language, row, pair_terms(stems))
        add("head", language, row, stem_words(headings, language))
    return _assemble(fields, size)


def _assemble(fields: _Fields, size: int) -> Bm25Index:
    postings: dict[int, list[tuple[int, float]]] = {}
    mass: Floats = np.zeros(size, np.float32)
    idfs: dict[int, float] = {}
    for (name, language), field in fields.items():
        _add_postings(name, language, field, postings, idfs, mass)
    keys = sorted(postings)
    starts = np.zeros(len(keys) + 1, np.int64)
    starts[1:] = np.cumsum([len(postings[key]) for key in keys])
    flat = [pair for key in keys for pair in postings[key]]
    return Bm25Index(
        keys=np.array(keys, np.uint64),
        starts=starts,
        rows=np.array([row for row, _ in flat], np.uint32),
        weights=np.array([weight for _, weight in flat], np.float32),
        idfs=np.array([idfs[key] for key in keys], np.float32),
        mass=mass,
        size=size,
    )


def _add_postings(
    name: str,
    language: str,
    field: _Field,
    postings: dict[int, list[tuple[int, float]]],
    idfs: dict[int, float],
    mass: Floats,
) -> None:
    """Add the terms of one field to the postings, the idfs and, for words, to the mass."""
    frequency: Counter[str] = Counter()
    for counts in field.counts:
        frequency.update(counts.keys())
    total, mean = len(field.rows), sum(field.lengths) / len(field.lengths)
    keys = {term: hash_term(name, language, term) for term in frequency}
    for term, n in frequency.items():
        idfs[keys[term]] = float(np.log1p((total - n + 0.5) / (n + 0.5)))
    for row, length, counts in zip(field.rows, field.lengths, field.counts, strict=True):
        norm = K1 * (1 - B + B * length / mean)
        if name == "word":
            mass[row] = sum(idfs[keys[term]] for term in counts)
        for term, tf in counts.items():
            weight = idfs[keys[term]] * tf * (K1 + 1) / (tf + norm)
            postings.setdefault(keys[term], []).append((row, weight))
