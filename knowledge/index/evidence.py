"""From passages to evidence: which notes answer a question, and how probable it is that they do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from knowledge.compliance.listings import load_listings
from knowledge.index.calibration import probability
from knowledge.index.generation import Generation
from knowledge.index.query import Hit, Query
from knowledge.index.retriever import Retriever
from knowledge.index.sentence_ranking import RankedSentence, rank_sentences
from knowledge.models import Head, Verdict
from knowledge.places.jurisdictions import member_states

# Added to a note's score, in units of the fused score, where one is about what a clearly better
# passage gains: it is on a place named, on other places, was replaced, was cited in the last
# answer, or was replaced and the question is about how things were.
ON_PLACE, ON_OTHER_PLACE, REPLACED, IN_TOPIC, HISTORY = 3.0, -4.0, -3.0, 1.5, 4.0
# Likewise for the note on a listed venue that the question names.
ON_NAMED = 1.5
# The cosine from which a note's own question is taken for the one asked.
SAME_QUESTION = 0.72
# The cutoff's factor in a follow-up: it says little by itself, its subject is that of the answer.
FOLLOWUP_LENIENCE = 0.8
# Passages that are searched.
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
class NoteEvidence:
    """What one note says to the question; ``foreign`` when not in the asker's language."""

    head: Head
    score: float
    hit: Hit
    findings: tuple[RankedSentence, ...]
    verdict: Verdict | None
    replaced: bool
    foreign: bool

    @property
    def leads(self) -> tuple[RankedSentence, ...]:
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
    """The evidence on a question from at most ``limit`` notes of one generation.

    A note on a listed venue answers questions that name this venue and no others: that one exchange
    is under sanctions says nothing of another one with a similar name.
    """
    table = load_listings()
    query, hits = retriever.search_query(table.use_first_names(text), DEPTH)
    named = frozenset(venue.note_id for venue in table.find(text))
    hits = [
        hit for hit in hits
        if retriever.generation.documents.groups[hit.document] not in table.note_ids - named
    ]  # fmt: skip
    generation = retriever.generation
    notes = tuple(
        _note_evidence(retriever, query, score, _in_language(generation, hit, query), context)
        for score, hit in _rank_notes(generation, hits, context, named)[:limit]
    )
    covered_places = generation.documents.jurisdictions
    missing = tuple(
        code for code in context.places if not any(_applies(code, on) for on in covered_places)
    )
    features = _features(retriever, query, notes[0]) if notes else {}
    calibration = generation.manifest.calibration
    chance = probability(calibration, features) if notes else 0.0
    is_followup = bool(context.focus and context.topic)
    needed = calibration.cutoff * (FOLLOWUP_LENIENCE if is_followup else 1.0)
    covered = len(missing) < len(context.places) or not context.places
    return Evidence(
        query=query,
        probability=round(chance, 4),
        sufficient=bool(notes) and covered and chance >= needed,
        notes=notes,
        missing=missing,
        before=_replaced_note(retriever, query, notes[0], context) if notes else None,
        features=features,
    )


def _applies(code: str, places: frozenset[str]) -> bool:
    """Whether a note on these places applies to a country; the EU's law binds its member_states."""
    return code in places or ("EU" in places and code in member_states("EU"))


def _rank_notes(
    generation: Generation, hits: Sequence[Hit], context: QuestionContext, named: frozenset[str]
) -> list[tuple[float, Hit]]:
    """The best hit of each note and its translations, with the context's score, best first.

    ``named`` are the notes on the listed venues that the question names.
    """
    documents = generation.documents
    best: dict[str, tuple[float, Hit]] = {}
    for hit in hits:
        score = hit.score + _context_score(generation, hit.document, context)
        group = documents.groups[hit.document]
        score += ON_NAMED if group in named else 0.0
        if group not in best or score > best[group][0]:
            best[group] = (score, hit)
    return sorted(best.values(), key=lambda item: (-item[0], item[1].row))


def _context_score(generation: Generation, document: int, context: QuestionContext) -> float:
    documents = generation.documents
    places = documents.jurisdictions[document]
    total = 0.0
    if context.places and places:
        named = sum(_applies(code, places) for code in context.places)
        # A note on just the places asked about says more of them than one on twenty.
        share = 0.5 + 0.5 * min(1.0, named / len(places))
        total += ON_PLACE * share if named else ON_OTHER_PLACE
    if documents.superseded[document]:
        total += HISTORY if context.history else REPLACED
    if documents.groups[document] in context.topic:
        total += IN_TOPIC
    return total


def _in_language(generation: Generation, hit: Hit, query: Query) -> Hit:
    """The hit moved to the translation in the asker's language, where there is one."""
    documents = generation.documents
    if documents.languages[hit.document] == query.language:
        return hit
    for document in documents.translations[documents.groups[hit.document]]:
        if documents.languages[document] == query.language:
            return _moved(generation, hit, document)
    return hit


def _moved(generation: Generation, hit: Hit, document: int) -> Hit:
    return replace(hit, document=document, row=int(generation.rows_of(document)[0]))


def _note_evidence(
    retriever: Retriever, query: Query, score: float, hit: Hit, context: QuestionContext
) -> NoteEvidence:
    generation = retriever.generation
    head = generation.store.head(hit.document)
    expired = bool(head.effective_to and context.today and head.effective_to < context.today)
    return NoteEvidence(
        head=head,
        score=score,
        hit=hit,
        findings=rank_sentences(retriever, query, hit, context.focus or query.text),
        # A follow-up asks for another side of the matter than the verdict is about.
        verdict=None if context.focus else _find_verdict(retriever, query, hit.document),
        replaced=bool(generation.documents.superseded[hit.document]) or expired,
        foreign=head.language not in (query.language, "und"),
    )


def _find_verdict(retriever: Retriever, query: Query, document: int) -> Verdict | None:
    """The verdict of the note's own question that is nearly the one asked, if there is one."""
    documents = retriever.generation.documents
    places = documents.verdict_questions.get(documents.groups[document])
    best, verdict = SAME_QUESTION, None
    if places is None:
        return None
    for name, vector in query.vectors.items():
        similar = retriever.meaning.asks(name)[places] @ vector
        nearest = int(similar.argmax())
        if similar[nearest] > best:
            best = float(similar[nearest])
            verdict = documents.questions[places[nearest]][1]
    return verdict


def _features(retriever: Retriever, query: Query, note: NoteEvidence) -> dict[str, float]:
    """The calibration's features; cosines across languages have a scale of their own."""
    hit = note.hit
    meaning = max(hit.meaning, hit.window) / 10
    asked = max(hit.asked, 0.0)
    written = retriever.generation.documents.languages[hit.document]
    first = retriever.generation.manifest.encoders[0].name
    across = retriever.encoder_choice.choose(query.language, written) != first
    return {
        "meaning": 0.0 if across else meaning,
        "asked": 0.0 if across else asked,
        "words": hit.cover,
        "steer": max(-1.0, min(1.0, (note.score - hit.score) / 4)),
        "across": float(across),
        "across_meaning": meaning if across else 0.0,
        "across_asked": asked if across else 0.0,
    }


def _replaced_note(
    retriever: Retriever, query: Query, best: NoteEvidence, context: QuestionContext
) -> NoteEvidence | None:
    """The note that the best one replaced, unless the question is about how things were."""
    if context.history:
        return None
    documents = retriever.generation.documents
    for old in best.head.supersedes:
        for document in documents.translations.get(old, ()):
            if documents.languages[document] == best.head.language:
                hit = _moved(retriever.generation, best.hit, document)
                return _note_evidence(retriever, query, best.score, hit, context)
    return None
