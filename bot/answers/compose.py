"""From evidence to a reply: which sentences are said, in what order, each with its citation.

Nothing is generated. A claim is a sentence of a note, word for word; this module chooses, orders
and cites. A writer that puts claims into other words could stand behind ``Composer`` later.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.answers.citations import CitationBuilder
from bot.messages import format_date, message
from bot.messages.language import Language
from bot.replies.reply import Claim, Considered, Reply, ReplyKind, Role
from knowledge.index.evidence import Evidence, NoteEvidence
from knowledge.index.sentence_ranking import RankedSentence
from knowledge.models import Verdict
from knowledge.places.jurisdictions import place_name

# Cosine from which two sentences say the same.
SAME = 0.93
# Claims of a first answer, and further ones for /more.
SHORT, LONG = 6, 14
# A second note joins the answer when it scores within this of the best one.
NEAR = 2.2
# A sentence that fits this much better than the first of a note's answer is said before it.
SHARPER = 1.5


_SAYS_YES = re.compile(r"(?:yes|да)\b", re.IGNORECASE)
_SAYS_NO = re.compile(r"(?:no|нет)\b", re.IGNORECASE)


class Composer(Protocol):
    """Makes the reply to a question from what the base has on it."""

    def __call__(self, evidence: Evidence, language: Language, today: dt.date) -> Reply:
        """The answer with its citations, or an abstention that names what is nearest."""
        ...


@dataclass
class _AnswerDraft:
    """Claims on their way into a reply, with the citations that they share."""

    builder: CitationBuilder = field(default_factory=CitationBuilder)
    used: list[RankedSentence] = field(default_factory=list)

    def claim(self, note: NoteEvidence, finding: RankedSentence, role: Role) -> Claim:
        """The finding as a claim; its sources get numbers if they have none yet."""
        self.used.append(finding)
        return self.builder.build_claim(note.head, finding.passage.id, finding.sentence, role)

    def is_new(self, finding: RankedSentence) -> bool:
        """Whether the finding says something that no claim says yet."""
        return all(
            finding.sentence.text != other.sentence.text
            and (finding.vector.shape != other.vector.shape or finding.vector @ other.vector < SAME)
            for other in self.used
        )


def compose(evidence: Evidence, language: Language, today: dt.date) -> Reply:
    """The answer with its citations, or an abstention that names what is nearest."""
    if not evidence.sufficient:
        return _abstention(evidence, language)
    draft = _AnswerDraft()
    notes = _chosen(evidence)
    best = notes[0]
    claims: list[Claim] = []
    opposed = _opposed(notes)
    claims += _from_note(draft, best, Role.LEAD, SHORT - min(2, len(notes) - 1))
    for note in notes[1:]:
        role = Role.CONFLICT if note is opposed else Role.SUPPORT
        claims += _from_note(draft, note, role, 2)
    if evidence.before and not any(c.source_id == evidence.before.head.id for c in claims):
        claims += [draft.claim(evidence.before, f, Role.BEFORE) for f in evidence.before.leads[:1]]
    claims += _advice(draft, best)
    cited = len(draft.builder.citations)
    rest = tuple(_rest(draft, evidence.notes))
    used = {c.source_id for c in claims}
    # Further claims may lean on sources that the answer cites too.
    later = {n for claim in rest for n in claim.citations}
    return Reply(
        kind=ReplyKind.ANSWER,
        language=language,
        verdict=_verdict(best, claims, language),
        claims=tuple(claims),
        rest=rest,
        notices=tuple(_notices(evidence, [n for n in notes if n.head.id in used], language, today)),
        citations=draft.builder.citations[:cited],
        rest_citations=tuple(c for c in draft.builder.citations if c.n in later),
        as_of=best.head.as_of,
        probability=evidence.probability,
        considered=_considered(evidence),
    )


def _verdict(best: NoteEvidence, claims: Sequence[Claim], language: Language) -> Verdict | None:
    """Yes, no or "it depends" where the note says which, unless its words already begin so."""
    if not best.verdict:
        return None
    said = message(f"verdict_{best.verdict}", language).lower().rstrip(".")
    return None if claims[0].text.lower().startswith(said) else best.verdict


def _chosen(evidence: Evidence) -> list[NoteEvidence]:
    """The best note, and others that are about as good or speak for another place asked about."""
    best, *others = evidence.notes
    if evidence.parts and best.head.id not in {note.head.id for note in evidence.parts}:
        best, others = evidence.parts[0], list(evidence.notes)
    places = set(best.head.jurisdictions)
    chosen = [best]
    for note in evidence.parts:
        if note.head.group not in {other.head.group for other in chosen}:
            chosen.append(note)
    others = [note for note in others if note.head.group not in {c.head.group for c in chosen}]
    for note in others:
        if len(chosen) >= 3 or (note.replaced and not best.replaced):
            continue
        elsewhere = bool(set(note.head.jurisdictions) - places) and note.score > 0
        if note.score >= best.score - NEAR * (1.5 if elsewhere else 1.0):
            chosen.append(note)
            places |= set(note.head.jurisdictions)
    return chosen


def _opposed(notes: Sequence[NoteEvidence]) -> NoteEvidence | None:
    """The first note that answers the same question for the same place the other way round."""
    best = notes[0]
    for note in notes[1:]:
        pair = {best.verdict, note.verdict}
        same_place = set(best.head.jurisdictions) & set(note.head.jurisdictions)
        related = note.head.id in best.head.supersedes or best.head.id in note.head.supersedes
        if pair == {"yes", "no"} and same_place and not related:
            return note
    return None


def _from_note(draft: _AnswerDraft, note: NoteEvidence, role: Role, count: int) -> Iterable[Claim]:
    """The note's direct answer and its best-fitting sentences, in the order they read well."""
    leads = [f for f in note.leads if draft.is_new(f)][:2]
    ranked = [f for f in note.findings if not f.advice and f not in leads]
    leads = [f for f in leads if _agrees(f, note, alone=not draft.used)]
    ranked = [f for f in ranked if _agrees(f, note, alone=not draft.used)]
    top = ranked[0] if ranked else None
    sharp = bool(top and leads and top.score > leads[0].score + SHARPER)
    picked = [top] if sharp and top else []
    picked += leads[: max(1, count - len(picked))] if not sharp or count > 2 else []
    for finding in ranked:
        if len(picked) >= count:
            break
        if finding not in picked and draft.is_new(finding):
            picked.append(finding)
    head, tail = (picked[:1], picked[1:]) if sharp else ([], picked)
    ordered = head + sorted(tail, key=lambda f: f.order)
    return [
        draft.claim(note, f, role if i == 0 or role is Role.CONFLICT else Role.SUPPORT)
        for i, f in enumerate(ordered)
    ]


def _agrees(finding: RankedSentence, note: NoteEvidence, *, alone: bool) -> bool:
    """Whether a sentence may be said: "yes" and "no" answer a question of their own note.

    They are kept where nothing was said before, unless the verdict on the question asked is the
    other way round.
    """
    text = finding.sentence.text
    yes, no = bool(_SAYS_YES.match(text)), bool(_SAYS_NO.match(text))
    if not (yes or no):
        return True
    return alone and note.verdict in (None, "yes" if yes else "no")


def _advice(draft: _AnswerDraft, note: NoteEvidence) -> list[Claim]:
    """The sentence on what to check next that fits best."""
    for finding in note.findings:
        if finding.advice and draft.is_new(finding):
            return [draft.claim(note, finding, Role.CHECK)]
    return []


def _rest(draft: _AnswerDraft, notes: Sequence[NoteEvidence]) -> Iterable[Claim]:
    left = [(f, note) for note in notes[:3] for f in note.findings if f not in draft.used]
    left.sort(key=lambda item: -item[0].score)
    for finding, note in left[: LONG * 2]:
        if draft.is_new(finding) and len(draft.used) < SHORT + LONG:
            yield draft.claim(note, finding, Role.CHECK if finding.advice else Role.SUPPORT)


def _notices(
    evidence: Evidence, notes: Sequence[NoteEvidence], language: Language, today: dt.date
) -> Iterable[str]:
    if evidence.missing:
        yield message("missing_place", language, places=_places(evidence.missing, language))
    foreign = {note.head.language for note in notes if note.head.language != language}
    foreign.discard("und")
    if foreign and all(note.head.language != language for note in notes):
        known = {"en", "ru"}
        names = sorted(message(f"name_{c if c in known else 'other'}", language) for c in foreign)
        yield message("foreign", language, languages=", ".join(names))
    for note in notes:
        due = note.head.review_after
        if due and due < today:
            yield message(
                "overdue", language, title=note.head.title, date=format_date(due, language)
            )
    if any(note.head.confidence == "low" for note in notes):
        yield message("low_confidence", language)
    dates = [note.head.as_of for note in notes if note.head.as_of]
    if dates:
        yield message("as_of", language, date=format_date(min(dates[:1]), language))
    else:
        yield message("as_of_unknown", language)


def _places(codes: Sequence[str], language: str) -> str:
    return ", ".join(place_name(code, language) for code in codes)


def _abstention(evidence: Evidence, language: Language) -> Reply:
    if evidence.missing:
        opening = message("abstain_place", language, places=_places(evidence.missing, language))
    else:
        opening = message("abstain", language)
    return Reply(
        kind=ReplyKind.ABSTENTION,
        language=language,
        opening=opening,
        choices=tuple(dict.fromkeys(note.head.title for note in evidence.notes[:3])),
        probability=evidence.probability,
        considered=_considered(evidence),
    )


def _considered(evidence: Evidence) -> tuple[Considered, ...]:
    return tuple(
        Considered(
            source_id=note.head.id,
            title=note.head.title,
            score=round(note.score, 3),
            meaning=round(max(note.hit.meaning, note.hit.window), 2),
            words=round(note.hit.cover, 2),
            asked=round(note.hit.asked, 2),
            passage=note.findings[0].passage.text if note.findings else "",
        )
        for note in evidence.notes
    )
