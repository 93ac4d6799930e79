"""How well the words of a question occur in each passage."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from sys import intern

import numpy as np

from knowledge.index.arrays import Floats
from knowledge.index.bm25 import Cover
from knowledge.index.generation import Generation
from knowledge.index.tokenize import detect_script, pair_terms, stem_words

# Weight of the headings' field beside the text's, which is 1.
HEADINGS_WEIGHT = 0.3
# Passages whose sentences are cached as stems, first in, first out.
_CACHED_PASSAGES = 512
_SCRIPT = {"ru": "cyrillic", "uk": "cyrillic", "be": "cyrillic", "kk": "cyrillic", "bg": "cyrillic",
           "ky": "cyrillic", "sr": "cyrillic", "zh": "cjk", "ja": "cjk", "ko": "cjk", "ar": "other",
           "fa": "other", "he": "other", "el": "other", "hi": "other", "th": "other",
           "ka": "other", "hy": "other"}  # fmt: skip


@dataclass(frozen=True)
class WordScores:
    """BM25 of words and of word pairs, and the cover, of every passage. Shapes (passages,)."""

    scores: Floats
    pairs: Floats
    cover: Cover

    @property
    def best(self) -> float:
        """The score that the others are shares of."""
        return max(float(self.scores.max(initial=0.0)), 1e-6)


class WordScorer:
    """Scores by words over one generation, and the stems and weights that they are made of."""

    def __init__(self, generation: Generation) -> None:
        """Nothing is read until it is needed."""
        self._generation = generation
        self._stems: dict[int, list[frozenset[str]]] = {}
        # On the instance, as a cache of the function would keep a replaced index in memory.
        self.weights = lru_cache(maxsize=64)(self._weights)

    def score(self, text: str) -> WordScores:
        """The scores of every passage; zero where question and passage share no script."""
        size = len(self._generation)
        index = self._generation.bm25
        scores, pairs, share, held, peak = (np.zeros(size, np.float32) for _ in range(5))
        script = detect_script(text)
        for language in self._generation.language_names:
            if _SCRIPT.get(language, "latin") != script:
                continue
            stems = stem_words(text, language)
            terms = list(dict.fromkeys(stems))
            if not terms:
                continue
            scores += index.scores("word", language, terms)
            scores += HEADINGS_WEIGHT * index.scores("head", language, terms)
            pairs += index.scores("pair", language, pair_terms(stems))
            # A passage has one language, so these sums have one term each.
            cover = index.cover("word", language, terms)
            share, held, peak = share + cover.share, held + cover.held, peak + cover.peak
        return WordScores(scores, pairs, Cover(share, held, peak))

    def sentence_stems(self, row: int) -> list[frozenset[str]]:
        """The stems of each sentence of a passage, cached."""
        if row not in self._stems:
            if len(self._stems) >= _CACHED_PASSAGES:
                self._stems.pop(next(iter(self._stems)))
            passage = self._generation.store.passage(row)
            # Interned: the same few thousand words make up all sentences.
            self._stems[row] = [
                frozenset(map(intern, stem_words(sentence.text, passage.language)))
                for sentence in passage.sentences
            ]
        return self._stems[row]

    def _weights(self, text: str, language: str) -> dict[str, float]:
        """The share of the question's weight (idf) that each of its stems carries."""
        terms = list(dict.fromkeys(stem_words(text, language)))
        idf = np.nan_to_num(self._generation.bm25.idf("word", language, terms), nan=0.0)
        total = float(idf.sum()) or 1.0
        return {term: float(weight) / total for term, weight in zip(terms, idf, strict=True)}
