"""From passages to evidence: which notes answer, which sentences say it, what changed, how sure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from knowledge.index.calibration import probability
from knowledge.index.encoders.onnx import Floats
from knowledge.index.generation import Generation
from knowledge.index.retriever import Hit, Query, Retriever
from knowledge.models import Head, Passage, Sentence, Verdict
from knowledge.places.jurisdictions import member_states

# In units of the fused score, where one is about what a clearly better passage gains.
NAMED, ELSEWHERE, REPLACED, FOLLOWED, HISTORY = 3.0, -4.0, -3.0, 1.5, 4.0
SAME_QUESTION = 0.72
# A follow-up says little by itself, and the last answer vouches for its subject.
LENIENCE = 0.8
DEPTH = 60


@dataclass(frozen=True)
class QuestionContext:
    """What is known of the question beyond its words.

    ``places`` are jurisdictions it names, ``history`` that it asks how things were, ``today`` the
    day on which a rule must be in force; in a follow-up ``topic`` are the notes of the last answer
    and ``focus`` the words that are new.
    """

    places: tuple[str, ...] = ()
    history: bool = False
    today: dt.date | None = None
    topic: frozenset[str] = frozenset()
    focus: str = ""


@dataclass(frozen=True)
class Finding:
    """A sentence that helps to answer, where it stands, and how well it fits the question."""

    sentence: Sentence
    passage: Passage
    order: tuple[int, int]
    score: float
    advice: bool
    vector: Floats = field(repr=False, compare=False)


@dataclass(frozen=True)
class NoteEvidence:
    """What one note says to the question; ``foreign`` when not in the asker's language."""

    head: Head
    score: float
    hit: Hit
    findings: tuple[Finding, ...]
    verdict: Verdict | None
    replaced: bool
    foreign: bool

    @property
    def leads(self) -> tuple[Finding, ...]:
        """The sentences of the note's first paragraph: its direct answer."""
        return tuple(sorted((f for f in self.findings if f.sentence.lead), key=lambda f: f.order))


@dataclass(frozen=True)
class Evidence:
    """All that the base has on a question, best note first.

    ``missing`` names the jurisdictions asked about on which there is no note; ``before`` is the
    note that the best one replaced; ``parts`` are the best notes on each question of several in
    one message.
    """

    query: Query
    probability: float
    sufficient: bool
    notes: tuple[NoteEvidence, ...]
    missing: tuple[str, ...]
    before: NoteEvidence | None = None
    parts: tuple[NoteEvidence, ...] = ()
    features: dict[str, float] = field(default_factory=dict)


def gather_evidence(
    retriever: Retriever, text: str, context: QuestionContext, limit: int = 4
) -> Evidence:
    """The evidence on a question, from one generation."""
    query, hits = retriever.run(text, DEPTH)
    generation = retriever.generation
    groups = _groups(generation, hits, context)
    notes = [
        _note(retriever, query, score, _in_language(generation, hit, query.language), context)
        for score, hit in groups[:limit]
    ]
    places = generation.documents.jurisdictions
    missing = tuple(
        code for code in context.places if not any(_concerns(code, held) for held in places)
    )
    features = _features(retriever, query, notes[0]) if notes else {}
    calibration = generation.manifest.calibration
    sure = probability(calibration, features) if notes else 0.0
    needed = calibration.cutoff * (LENIENCE if context.focus and context.topic else 1.0)
    covered = len(missing) < len(context.places) or not context.places
    return Evidence(
        query=query,
        probability=round(sure, 4),
        sufficient=bool(notes) and covered and sure >= needed,
        notes=tuple(notes),
        missing=missing,
        before=_before(retriever, query, notes, context) if notes else None,
        features=features,
    )


def _concerns(code: str, held: frozenset[str]) -> bool:
    """Whether a note on some jurisdictions speaks to one; the Union's law reaches its members."""
    return code in held or ("EU" in held and code in member_states("EU"))


def _groups(
    generation: Generation, hits: Sequence[Hit], context: QuestionContext
) -> list[tuple[float, Hit]]:
    """The best hit of each note and its translations, steered, best first."""
    documents = generation.documents
    best: dict[str, tuple[float, Hit]] = {}
    for hit in hits:
        score = hit.score + _steer(generation, hit.document, context)
        group = documents.groups[hit.document]
        if group not in best or score > best[group][0]:
            best[group] = (score, hit)
    return sorted(best.values(), key=lambda item: (-item[0], item[1].row))


def _steer(generation: Generation, document: int, context: QuestionContext) -> float:
    documents = generation.documents
    held = documents.jurisdictions[document]
    total = 0.0
    if context.places and held:
        named = sum(_concerns(code, held) for code in context.places)
        # A note on just the places asked about says more of them than one on twenty.
        total += NAMED * (0.5 + 0.5 * min(1.0, named / len(held))) if named else ELSEWHERE
    if documents.superseded[document]:
        total += HISTORY if context.history else REPLACED
    if documents.groups[document] in context.topic:
        total += FOLLOWED
    return total


def _in_language(generation: Generation, hit: Hit, language: str) -> Hit:
    """The hit moved to the translation in the asker's language, where there is one."""
    documents = generation.documents
    if documents.languages[hit.document] == language:
        return hit
    for document in documents.translations[documents.groups[hit.document]]:
        if documents.languages[document] == language:
            rows = generation.rows_of(document)
            return replace(hit, document=document, row=int(rows[0]))
    return hit


def _note(
    retriever: Retriever, query: Query, score: float, hit: Hit, context: QuestionContext
) -> NoteEvidence:
    generation = retriever.generation
    head = generation.store.head(hit.document)
    expired = bool(head.effective_to and context.today and head.effective_to < context.today)
    return NoteEvidence(
        head=head,
        score=score,
        hit=hit,
        findings=_findings(retriever, query, hit, context.focus or query.text),
        # A follow-up asks for another side of the matter than the verdict is about.
        verdict=None if context.focus else _verdict(retriever, query, hit.document),
        replaced=bool(generation.documents.superseded[hit.document]) or expired,
        foreign=head.language not in (query.language, "und"),
    )


def _findings(retriever: Retriever, query: Query, hit: Hit, focus: str) -> tuple[Finding, ...]:
    """All sentences of the note, each with how well it fits, best first."""
    generation = retriever.generation
    found: list[Finding] = []
    language = generation.documents.languages[hit.document]
    name = retriever.encoder_for(query.language, language)
    vector = query.vectors.get(name)
    noise = generation.manifest.vectors[name].noise
    asked = retriever.weights(focus, language)
    wants = _wants(focus)
    for row in generation.rows_of(hit.document):
        passage = generation.store.passage(int(row))
        vectors = (
            generation.windows(name).sentences[generation.sentences_of(int(row))].astype(np.float32)
        )
        advice = bool(passage.headings) and bool(_ADVICE.search(passage.headings[-1]))
        held = retriever.sentence_stems(int(row))
        cosines = vectors @ vector if vector is not None else np.full(len(vectors), noise.mean)
        for i, sentence in enumerate(passage.sentences):
            meaning = (float(cosines[i]) - noise.mean) / noise.deviation
            cover = sum(weight for term, weight in asked.items() if term in held[i])
            score = 0.5 * meaning + 2.5 * cover + 0.4 * sentence.lead
            score += sum(0.8 for pattern in wants if pattern.search(sentence.text))
            order = (passage.ordinal, i)
            found.append(Finding(sentence, passage, order, score, advice, vectors[i]))
    return tuple(sorted(found, key=lambda f: (-f.score, f.order)))


_ADVICE = re.compile(r"check|ask|next step|провер|спрос|сделать", re.IGNORECASE)
_DATE = re.compile(r"\b(?:19|20)\d\d\b")
_NUMBER = re.compile(r"\d")
_PENALTY = re.compile(
    r"fine|penal|prison|confiscat|liab|штраф|наказ|ответствен|конфиск", re.IGNORECASE
)
_WANTS = (
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


def _wants(text: str) -> list[re.Pattern[str]]:
    """What a fitting sentence should hold besides the words: a date, a number, a penalty."""
    return [sought for asks, sought in _WANTS if asks.search(text)]


def _verdict(retriever: Retriever, query: Query, document: int) -> Verdict | None:
    """The verdict of the note's own question that is nearly the one asked, if there is one."""
    documents = retriever.generation.documents
    mine = documents.verdict_questions.get(documents.groups[document])
    best, verdict = SAME_QUESTION, None
    if mine is None:
        return None
    for name, vector in query.vectors.items():
        similar = retriever.asks(name)[mine] @ vector
        at = int(similar.argmax())
        if similar[at] > best:
            best, verdict = float(similar[at]), documents.questions[mine[at]][1]
    return verdict


def _features(retriever: Retriever, query: Query, note: NoteEvidence) -> dict[str, float]:
    """What the probability is made of; cosines across languages have a scale of their own."""
    hit = note.hit
    meaning = max(hit.meaning, hit.window) / 10
    asked = max(hit.asked, 0.0)
    written = retriever.generation.documents.languages[hit.document]
    first = retriever.generation.manifest.encoders[0].name
    across = retriever.encoder_for(query.language, written) != first
    return {
        "meaning": 0.0 if across else meaning,
        "asked": 0.0 if across else asked,
        "words": hit.cover,
        "steer": max(-1.0, min(1.0, (note.score - hit.score) / 4)),
        "across": float(across),
        "across_meaning": meaning if across else 0.0,
        "across_asked": asked if across else 0.0,
    }


def _before(
    retriever: Retriever, query: Query, notes: Sequence[NoteEvidence], context: QuestionContext
) -> NoteEvidence | None:
    """What the best note replaced, when the question is about now and that note is in the base."""
    best = notes[0]
    documents = retriever.generation.documents
    if context.history or not best.head.supersedes:
        return None
    for old in best.head.supersedes:
        for document in documents.translations.get(old, ()):
            if documents.languages[document] == best.head.language:
                rows = retriever.generation.rows_of(document)
                hit = replace(best.hit, document=document, row=int(rows[0]))
                return _note(retriever, query, best.score, hit, context)
    return None
