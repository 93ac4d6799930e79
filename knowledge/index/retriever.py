"""Which passages may answer a question: meaning and words, weighed together.

Every passage is judged by one encoder: the main one where it serves both languages, else the
multilingual one. Cosines of different models live on different scales, so each is measured in
standard deviations above what unrelated texts score (``Noise``). Words count only where question
and passage share a script. Scores are fused, not ranks: rank fusion was measured to be worse
than words alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from sys import intern

import numpy as np
import numpy.typing as npt

from knowledge.index import rerank
from knowledge.index.bm25 import Cover
from knowledge.index.disk_format import EncoderSpec
from knowledge.index.encoders.onnx import EncodedQuery, Encoder, Floats
from knowledge.index.generation import Generation
from knowledge.index.tokenize import detect_script, pair_terms, stem_words
from knowledge.text.language import detect_language

Rows = npt.NDArray[np.int64]

POOL = 100
# Passages whose sentences are kept as stems, the first in the first out.
_KEPT = 512
# Weights of the fused score. Found by listwise regression on questions of a public regulatory
# benchmark and kept coarse, so that they say "which matters more" and fit no corpus closely.
MEANING, WINDOW, WORDS, PAIRS, COVER, LENGTH = 0.15, 0.6, 2.0, 1.5, 2.2, 0.25
# These two concern what that benchmark has not: headings as a field, questions in front matter.
HEADINGS, ASKED = 0.3, 8.0
_SCRIPT = {"ru": "cyrillic", "uk": "cyrillic", "be": "cyrillic", "kk": "cyrillic", "bg": "cyrillic",
           "ky": "cyrillic", "sr": "cyrillic", "zh": "cjk", "ja": "cjk", "ko": "cjk", "ar": "other",
           "fa": "other", "he": "other", "el": "other", "hi": "other", "th": "other",
           "ka": "other", "hy": "other"}  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """A passage that may answer, with the parts that its score is made of.

    ``meaning`` and ``window`` are cosines in standard deviations above noise, of the whole
    passage and of its best sentence; ``words`` is BM25 as a share of the best passage's;
    ``cover`` is the share of the question's weight in words that the passage holds; ``asked`` is
    the cosine of the nearest question in the note's front matter.
    """

    row: int
    document: int
    score: float
    meaning: float
    window: float
    words: float
    cover: float
    asked: float


@dataclass(frozen=True)
class Query:
    """A question made ready: its language, and its vector by each encoder that is needed."""

    text: str
    language: str
    encoded: Mapping[str, EncodedQuery]

    @property
    def vectors(self) -> dict[str, Floats]:
        """The question's vector by each encoder."""
        return {name: encoded.vector for name, encoded in self.encoded.items()}


@dataclass(frozen=True)
class _Words:
    """What counting words says of every passage: BM25 of words and of pairs, and the cover."""

    scores: Floats
    pairs: Floats
    cover: Cover

    @property
    def best(self) -> float:
        """The score that the others are shares of."""
        return max(float(self.scores.max(initial=0.0)), 1e-6)


@dataclass(frozen=True)
class _Candidates:
    """The candidates of a question and their first scores. Arrays of shape (candidates,)."""

    query: Query
    chosen: Mapping[str, str]
    words: _Words
    rows: Rows
    meaning: Floats
    window: Floats
    asked: Floats
    score: Floats


class Retriever:
    """Search over one generation; safe to use from several threads."""

    def __init__(self, generation: Generation, encoders: Sequence[Encoder]) -> None:
        """Use the encoders that made the generation; they were checked to be the same."""
        self.generation = generation
        self._encoders = {encoder.spec.name: encoder for encoder in encoders}
        self._specs = {spec.name: spec for spec in generation.manifest.encoders}
        self._languages = tuple(sorted(generation.manifest.languages))
        self._position = {
            name: _positions(rows, len(generation)) for name, rows in generation.vector_rows.items()
        }
        self._lengths = np.log(np.maximum(generation.lengths, 40)).astype(np.float32)
        self._mass: Floats = np.maximum(generation.lexical.mass, np.float32(1e-6))
        self._large = rerank.LEAST <= len(generation) <= rerank.MOST
        self._stems: dict[int, list[frozenset[str]]] = {}
        # Kept here and not by the functions, which would hold on to an index that was replaced.
        self.compared = cache(self._compared)
        self.weights = lru_cache(maxsize=64)(self._weights)
        self.asks = cache(self._asks)

    def encoder_for(self, asked: str, written: str) -> str:
        """The name of the encoder that compares a question with a passage, by their languages."""
        able = [s for s in self._specs.values() if s.serves(asked) and s.serves(written)]
        return (able or list(self._specs.values()))[0].name

    def _compared(self, language: str) -> dict[str, str]:
        """For a question in a language, the encoder for each language that is searched.

        A language is left out when the main encoder cannot read it and all its notes have
        counterparts in the question's own: nothing could be found there that is not here.
        """
        documents = self.generation.documents
        own = self.encoder_for(language, language)
        chosen = {written: self.encoder_for(language, written) for written in self._languages}
        return {
            written: name
            for written, name in chosen.items()
            if name == own or not documents.translated(written, language)
        } or chosen

    def sentence_stems(self, row: int) -> list[frozenset[str]]:
        """The stems of each sentence of a passage; counted once, then kept."""
        if row not in self._stems:
            if len(self._stems) >= _KEPT:
                self._stems.pop(next(iter(self._stems)))
            passage = self.generation.store.passage(row)
            # The same few thousand words make up all sentences: each is kept once.
            self._stems[row] = [
                frozenset(map(intern, stem_words(s.text, passage.language)))
                for s in passage.sentences
            ]
        return self._stems[row]

    def _weights(self, text: str, language: str) -> dict[str, float]:
        """The share of the question's weight that each of its stems carries in a language."""
        terms = list(dict.fromkeys(stem_words(text, language)))
        idf = np.nan_to_num(self.generation.lexical.idf("word", language, terms), nan=0.0)
        total = float(idf.sum()) or 1.0
        return {term: float(weight) / total for term, weight in zip(terms, idf, strict=True)}

    def _asks(self, name: str) -> Floats:
        """An encoder's vectors of the questions in the notes' front matter."""
        return self.generation.windows(name).asks.astype(np.float32)

    def search(self, text: str, count: int = 10) -> list[Hit]:
        """The best passages for a question, best first, equal scores by row."""
        return self.run(text, count)[1]

    def run(self, text: str, count: int) -> tuple[Query, list[Hit]]:
        """The question made ready, and its best passages."""
        look = self._look(text)
        rows, score = look.rows, look.score
        if not len(rows):
            return look.query, []
        if self._large:
            top, features = self._features(look)
            again = features.score()
            # The candidates that were not looked at again keep their order below.
            score = score - float(score[top].max()) + float(again.min()) - 1.0
            score[top] = again
        order = np.lexsort((rows, -score))[:count]
        return look.query, [
            Hit(
                row=int(rows[i]),
                document=int(self.generation.document_of[rows[i]]),
                score=round(float(score[i]), 5),
                meaning=float(look.meaning[i]),
                window=float(look.window[i]),
                words=float(look.words.scores[rows[i]] / look.words.best),
                cover=float(look.words.cover.share[rows[i]]),
                asked=float(look.asked[i]),
            )
            for i in order
        ]

    def features(self, text: str) -> tuple[Rows, rerank.Features]:
        """The rows that would be looked at again, and what is known of each; to train on."""
        look = self._look(text)
        top, features = self._features(look)
        return look.rows[top], features

    def _look(self, text: str) -> _Candidates:
        """The first look: candidates by meaning and by words, and a score for each."""
        language = detect_language(text)
        chosen = self.compared(language)
        encoded = {
            name: self._encoders[name].query(text) for name in dict.fromkeys(chosen.values())
        }
        words = self._lexical(text)
        query = Query(text, language, encoded)
        rows = self._candidates(query, chosen, words.scores)
        meaning, window = self._meaning(query, chosen, rows)
        asked = self._asked(query)[self.generation.document_of[rows]]
        score = (
            MEANING * meaning
            + WINDOW * window
            + (WORDS * words.scores[rows] + PAIRS * words.pairs[rows]) / words.best
            + COVER * words.cover.share[rows]
            - LENGTH * self._lengths[rows]
            + ASKED * np.maximum(asked - 0.3, 0.0)
        )
        return _Candidates(query, chosen, words, rows, meaning, window, asked, score)

    def _features(self, look: _Candidates) -> tuple[Rows, rerank.Features]:
        """The places of the best candidates, and what a closer look says of each."""
        words = look.words
        top = np.argsort(-look.score, kind="stable")[: rerank.DEPTH]
        at = look.rows[top]
        before, after = rerank.beside(at, self.generation.document_of)
        near = np.maximum(
            self._meaning(look.query, look.chosen, before)[0],
            self._meaning(look.query, look.chosen, after)[0],
        )
        both = (words.scores + words.pairs) / words.best
        name, encoded = next(iter(look.query.encoded.items()))
        met = rerank.phrases(
            encoded, self._phrase_weights(look.query, encoded), self.generation.windows(name), at
        )
        meaning, window = look.meaning[top], look.window[top]
        return top, rerank.Features(
            {
                "meaning": meaning,
                "window": window,
                "words": words.scores[at] / words.best,
                "pairs": words.pairs[at] / words.best,
                "cover": words.cover.share[at],
                "peak": words.cover.peak[at],
                "length": self._lengths[at],
                "share": words.cover.held[at] / self._mass[at],
                "near_meaning": near,
                "near_words": np.maximum(both[before], both[after]),
                "phrases": met,
                "rank_meaning": rerank.reciprocal_rank(meaning),
                "rank_words": rerank.reciprocal_rank(both[at]),
                "rank_window": rerank.reciprocal_rank(window),
                "rank_phrases": rerank.reciprocal_rank(met),
            }
        )

    def _phrase_weights(self, query: Query, encoded: EncodedQuery) -> Floats:
        """How much each phrase of the question weighs: the idf of the words that it touches."""
        language = query.language if query.language in self._languages else self._languages[0]
        weights = self.weights(query.text, language)
        out = np.full(len(encoded.spans), 1e-3, np.float32)
        for i, (start, end) in enumerate(encoded.spans):
            touched = stem_words(whole_words(query.text, start, end), language)
            out[i] += sum(weights.get(term, 0.0) for term in touched)
        return out

    def _lexical(self, text: str) -> _Words:
        size = len(self.generation)
        lexical = self.generation.lexical
        scores, parts, share, held, peak = (np.zeros(size, np.float32) for _ in range(5))
        mine = detect_script(text)
        for language in self._languages:
            if _SCRIPT.get(language, "latin") != mine:
                continue
            said = stem_words(text, language)
            terms = list(dict.fromkeys(said))
            if not terms:
                continue
            scores += lexical.scores("word", language, terms)
            scores += HEADINGS * lexical.scores("head", language, terms)
            parts += lexical.scores("pair", language, pair_terms(said))
            # A passage has one language, so these sums have one term each.
            cover = lexical.cover("word", language, terms)
            share, held, peak = share + cover.share, held + cover.held, peak + cover.peak
        return _Words(scores, parts, Cover(share, held, peak))

    def _candidates(self, query: Query, chosen: Mapping[str, str], words: Floats) -> Rows:
        found: list[Rows] = []
        codes = self.generation.languages
        for name, vector in query.vectors.items():
            served = [i for i, lang in enumerate(self._languages) if chosen.get(lang) == name]
            near, _ = self.generation.vectors[name].search(vector, 2 * POOL)
            rows = self.generation.vector_rows[name][near]
            if len(served) < len(self._languages):
                rows = rows[np.isin(codes[rows], served)]
            found.append(rows[:POOL])
        count = min(POOL, int(np.count_nonzero(words)))
        if count:
            found.append(np.argpartition(-words, count - 1)[:count].astype(np.int64))
        for name in query.vectors:
            similar = self.asks(name) @ query.vectors[name]
            for ask in np.argsort(-similar)[:8]:
                document = int(self.generation.documents.question_document[ask])
                found.append(self.generation.rows_of(document))
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)

    def _meaning(
        self, query: Query, chosen: Mapping[str, str], rows: Rows
    ) -> tuple[Floats, Floats]:
        meaning, window = np.zeros(len(rows), np.float32), np.zeros(len(rows), np.float32)
        written = self.generation.languages[rows]
        for name, vector in query.vectors.items():
            served = [i for i, lang in enumerate(self._languages) if chosen.get(lang) == name]
            here = np.isin(written, served)
            mine = rows[here]
            if not len(mine):
                continue
            noise = self.generation.manifest.vectors[name].noise
            positions = self._position[name][mine]
            cosines = self.generation.vectors[name].vectors(positions) @ vector
            meaning[here] = (cosines - noise.mean) / noise.deviation
            best = self._best_window(name, vector, mine, cosines)
            window[here] = (best - noise.mean) / noise.deviation
        return meaning, window

    def _best_window(self, name: str, vector: Floats, rows: Rows, whole: Floats) -> Floats:
        """The cosine of each passage's best sentence; the passage's own where it has none."""
        first = self.generation.first_sentence
        begins, ends = first[rows], first[rows + 1]
        counts = ends - begins
        flat = np.repeat(begins - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        scores = self.generation.windows(name).sentences[flat].astype(np.float32) @ vector
        best = whole.copy()
        filled = np.flatnonzero(counts)
        if len(filled):
            starts = (np.cumsum(counts) - counts)[filled]
            best[filled] = np.maximum.reduceat(scores, starts)
        return best

    def _asked(self, query: Query) -> Floats:
        """By document, the cosine of the nearest question that its front matter says it answers."""
        best = np.zeros(len(self.generation.documents.ids), np.float32)
        for name, vector in query.vectors.items():
            similar = self.asks(name) @ vector
            np.maximum.at(best, self.generation.documents.question_document, similar)
        return best


def whole_words(text: str, start: int, end: int) -> str:
    """The words that a span touches, each whole."""
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end]


def _positions(rows: Rows, size: int) -> Rows:
    """Where the vector of each passage row stands among an encoder's vectors; -1 for none."""
    out = np.full(size, -1, np.int64)
    out[rows] = np.arange(len(rows))
    return out


def check(specs: Sequence[EncoderSpec], encoders: Sequence[Encoder]) -> str | None:
    """What keeps these encoders from serving an index made by those, or None."""
    mine = {encoder.spec.name: encoder.spec for encoder in encoders}
    for spec in specs:
        if spec.name not in mine:
            return f"The index needs the encoder {spec.name!r} ({spec.model})."
        if mine[spec.name] != spec:
            now = mine[spec.name].model
            if now == spec.model:
                return f"The index was built with another revision of {now}."
            return f"The index was built with {spec.model}, not with {now}."
    return None
