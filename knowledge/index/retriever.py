"""Which passages may answer a question: meaning and words, weighed together.

Every passage is compared by one encoder: the main one where it serves both languages, else the
multilingual one. Words count only where question and passage share a script. Scores are fused,
not ranks: rank fusion was measured to be worse than words alone. In large bases the best
candidates are ranked again by ``rerank``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.index import rerank
from knowledge.index.arrays import Floats, Rows
from knowledge.index.encoder_choice import EncoderChoice
from knowledge.index.encoders.base import EncodedQuery, Encoder
from knowledge.index.generation import Generation
from knowledge.index.meaning_scores import MeaningScorer
from knowledge.index.query import Hit, Query
from knowledge.index.tokenize import stem_words
from knowledge.index.word_scores import WordScorer, WordScores
from knowledge.text.language import detect_language

# Candidates by each measure.
POOL = 100
# Weights of the fused score. Found by listwise regression on questions of a public regulatory
# benchmark and rounded, so that they say "which matters more" and fit no corpus closely.
MEANING, WINDOW, WORDS, PAIRS, COVER, LENGTH = 0.15, 0.6, 2.0, 1.5, 2.2, 0.25
# That benchmark has no questions in front matter; a cosine below the floor says nothing.
ASKED, ASKED_FLOOR = 8.0, 0.3
# Words are shorter; a run of letters without a space has a phrase at each of its places.
MAX_WORD_CHARS = 40


@dataclass(frozen=True)
class _Candidates:
    """The candidates of a question and their first scores. Arrays of shape (candidates,)."""

    query: Query
    words: WordScores
    rows: Rows
    meaning: Floats
    window: Floats
    asked: Floats
    score: Floats


class Retriever:
    """Search over one generation; safe to use from several threads."""

    def __init__(self, generation: Generation, encoders: Sequence[Encoder]) -> None:
        """Use the encoders that made the generation; ``find_encoder_mismatch`` was None."""
        self.generation = generation
        self.encoder_choice = EncoderChoice(generation)
        self.words = WordScorer(generation)
        self.meaning = MeaningScorer(generation)
        self._encoders = {encoder.spec.name: encoder for encoder in encoders}
        self._lengths = np.log(np.maximum(generation.lengths, 40)).astype(np.float32)
        self._mass: Floats = np.maximum(generation.bm25.mass, np.float32(1e-6))
        questions = len(generation.documents.questions)
        self._reranks = rerank.is_reranked(len(generation), questions)

    def search(self, text: str, count: int = 10) -> list[Hit]:
        """The best passages for a question, best first, equal scores by row."""
        return self.search_query(text, count)[1]

    def search_query(self, text: str, count: int) -> tuple[Query, list[Hit]]:
        """The prepared question, and its best passages, best first."""
        found = self._find_candidates(text)
        if not len(found.rows):
            return found.query, []
        score = self._rerank(found) if self._reranks else found.score
        order = np.lexsort((found.rows, -score))[:count]
        return found.query, [self._hit(found, i, float(score[i])) for i in order]

    def features(self, text: str) -> tuple[Rows, rerank.Features]:
        """The rows that would be reranked, and the features of each; to train on."""
        found = self._find_candidates(text)
        top, features = self._features(found)
        return found.rows[top], features

    def _hit(self, found: _Candidates, place: int, score: float) -> Hit:
        row = found.rows[place]
        return Hit(
            row=int(row),
            document=int(self.generation.document_of[row]),
            score=round(score, 5),
            meaning=float(found.meaning[place]),
            window=float(found.window[place]),
            words=float(found.words.scores[row] / found.words.best),
            cover=float(found.words.cover.share[row]),
            asked=float(found.asked[place]),
        )

    def _prepare(self, text: str) -> Query:
        language = detect_language(text)
        chosen = self.encoder_choice.by_language(language)
        names = dict.fromkeys(chosen.values())
        encoded = {name: self._encoders[name].encode_query(text) for name in names}
        return Query(text, language, chosen, encoded)

    def _find_candidates(self, text: str) -> _Candidates:
        """Candidates by meaning and by words, and a fused score for each."""
        query, words = self._prepare(text), self.words.score(text)
        rows = self._candidate_rows(query, words.scores)
        meaning, window = self.meaning.score(query, rows)
        asked = self.meaning.score_asks(query)[self.generation.document_of[rows]]
        score = (
            MEANING * meaning
            + WINDOW * window
            + (WORDS * words.scores[rows] + PAIRS * words.pairs[rows]) / words.best
            + COVER * words.cover.share[rows]
            - LENGTH * self._lengths[rows]
            + ASKED * np.maximum(asked - ASKED_FLOOR, 0.0)
        )
        return _Candidates(query, words, rows, meaning, window, asked, score)

    def _candidate_rows(self, query: Query, words: Floats) -> Rows:
        found = list(self.meaning.nearest(query, POOL))
        count = min(POOL, int(np.count_nonzero(words)))
        if count:
            found.append(np.argpartition(-words, count - 1)[:count].astype(np.int64))
        found.extend(self.meaning.nearest_by_ask(query))
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)

    def _rerank(self, found: _Candidates) -> Floats:
        """The scores with the best ones replaced; the others keep their order below them."""
        top, features = self._features(found)
        reranked = features.score()
        score = found.score - float(found.score[top].max()) + float(reranked.min()) - 1.0
        score[top] = reranked
        return score

    def _features(self, found: _Candidates) -> tuple[Rows, rerank.Features]:
        """The places of the best candidates, and the reranker's features of each."""
        words, query = found.words, found.query
        top = np.argsort(-found.score, kind="stable")[: rerank.DEPTH]
        at = found.rows[top]
        before, after = rerank.find_neighbours(at, self.generation.document_of)
        near = np.maximum(self.meaning.score(query, before)[0], self.meaning.score(query, after)[0])
        both = (words.scores + words.pairs) / words.best
        name, encoded = next(iter(query.encoded.items()))
        phrases = rerank.score_phrases(
            encoded, self._phrase_weights(query, encoded), self.generation.windows(name), at
        )
        meaning, window = found.meaning[top], found.window[top]
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
                "phrases": phrases,
                "rank_meaning": rerank.reciprocal_rank(meaning),
                "rank_words": rerank.reciprocal_rank(both[at]),
                "rank_window": rerank.reciprocal_rank(window),
                "rank_phrases": rerank.reciprocal_rank(phrases),
            }
        )

    def _phrase_weights(self, query: Query, encoded: EncodedQuery) -> Floats:
        """The weight of each phrase of the question: the idf of the words that it touches."""
        languages = self.generation.language_names
        language = query.language if query.language in languages else languages[0]
        weights = self.words.weights(query.text, language)
        out = np.full(len(encoded.spans), 1e-3, np.float32)
        for i, (start, end) in enumerate(encoded.spans):
            touched = stem_words(expand_to_words(query.text, start, end), language)
            out[i] += sum(weights.get(term, 0.0) for term in touched)
        return out


def expand_to_words(text: str, start: int, end: int) -> str:
    """The words that a span touches, each whole, as far as ``MAX_WORD_CHARS`` around it."""
    first, last = max(0, start - MAX_WORD_CHARS), min(len(text), end + MAX_WORD_CHARS)
    while start > first and text[start - 1].isalnum():
        start -= 1
    while end < last and text[end].isalnum():
        end += 1
    return text[start:end]
