"""Which sentences of a note fit a question, by meaning, by words and by what they should hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from knowledge.index.arrays import Floats
from knowledge.index.query import Hit, Query
from knowledge.index.retriever import Retriever
from knowledge.models import Passage, Sentence

# Weights of a sentence's score; meaning is in deviations above noise, cover from 0 to 1.
_MEANING, _COVER, _LEAD, _EXPECTED = 0.5, 2.5, 0.4, 0.8

_ADVICE = re.compile(r"check|ask|next step|провер|спрос|сделать", re.IGNORECASE)
_DATE = re.compile(r"\b(?:19|20)\d\d\b")
_NUMBER = re.compile(r"\d")
_PENALTY = re.compile(
    r"fine|penal|prison|confiscat|liab|штраф|наказ|ответствен|конфиск", re.IGNORECASE
)
# What a question asks for, and what a sentence that answers it should hold.
_EXPECTATIONS = (
    (
        re.compile(
            r"\bwhen\b|what date|deadline|how long|когда|с какого|до какого|срок", re.IGNORECASE
        ),
        _DATE,
    ),
    (
        re.compile(
            r"how (?:much|many|big|large)|threshold|limit|\bcap\b|\bfees?\b|\brate\b|cost"
            r"|сколько|порог|лимит|ставк|комисси|сумм",
            re.IGNORECASE,
        ),
        _NUMBER,
    ),
    (
        re.compile(
            r"penalt|fine[sd]?\b|punish|sanctioned for|штраф|наказ|ответственн", re.IGNORECASE
        ),
        _PENALTY,
    ),
)


@dataclass(frozen=True)
class RankedSentence:
    """A sentence that helps to answer, where it stands, and how well it fits the question.

    ``order`` is the passage's place in the note and the sentence's in the passage; ``advice``
    means that it stands under a heading of checks or next steps.
    """

    sentence: Sentence
    passage: Passage
    order: tuple[int, int]
    score: float
    advice: bool
    vector: Floats = field(repr=False, compare=False)


def rank_sentences(
    retriever: Retriever, query: Query, hit: Hit, focus: str
) -> tuple[RankedSentence, ...]:
    """All sentences of the hit's note with their scores, best first.

    ``focus`` are the words that count: the question's, or in a follow-up those that are new.
    """
    generation = retriever.generation
    language = generation.documents.languages[hit.document]
    name = retriever.encoder_choice.choose(query.language, language)
    vector = query.vectors.get(name)
    noise = generation.manifest.vectors[name].noise
    weights = retriever.words.weights(focus, language)
    expected = _expected_patterns(focus)
    found: list[RankedSentence] = []
    for row in map(int, generation.rows_of(hit.document)):
        passage = generation.store.passage(row)
        places = generation.sentences_of(row)
        vectors = generation.windows(name).sentences[places].astype(np.float32)
        advice = bool(passage.headings) and bool(_ADVICE.search(passage.headings[-1]))
        stems = retriever.words.sentence_stems(row)
        cosines = vectors @ vector if vector is not None else np.full(len(vectors), noise.mean)
        for i, sentence in enumerate(passage.sentences):
            meaning = (float(cosines[i]) - noise.mean) / noise.deviation
            cover = sum(weight for term, weight in weights.items() if term in stems[i])
            score = _MEANING * meaning + _COVER * cover + _LEAD * sentence.lead
            score += sum(_EXPECTED for pattern in expected if pattern.search(sentence.text))
            found.append(
                RankedSentence(sentence, passage, (passage.ordinal, i), score, advice, vectors[i])
            )
    return tuple(sorted(found, key=lambda finding: (-finding.score, finding.order)))


def _expected_patterns(text: str) -> list[re.Pattern[str]]:
    """What a fitting sentence should hold besides the words: a date, a number, a penalty."""
    return [sought for asks, sought in _EXPECTATIONS if asks.search(text)]
