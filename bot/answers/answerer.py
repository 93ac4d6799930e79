"""Answers from the knowledge base: evidence gathered and composed into a reply, or a refusal."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.answers import freshness
from bot.answers.compose import Composer
from bot.answers.note_quotes import NoteQuoter
from bot.messages import message
from bot.messages.language import Language
from bot.replies.reply import Reply, ReplyKind, Role
from bot.session import Session
from bot.understand.conversation import time_reference
from bot.understand.conversation.followup import CompleteQuestion
from bot.understand.conversation.split_questions import split_questions
from bot.understand.text.parsed_message import ParsedMessage
from knowledge.compliance.listings import Venue, load_listings
from knowledge.compliance.policy.refusal import Refusal
from knowledge.index.evidence import Evidence, QuestionContext
from knowledge.library import Library
from knowledge.places.jurisdictions import PlaceMention, find_mentions, place_name
from knowledge.text.language import detect_language

# Below both of these the best note has nothing to do with the question at all.
FAR_MEANING, FAR_WORDS = 0.30, 0.25
# Listed venues that a refusal tells of, of those that the message names.
MAX_LISTED = 2
_SUM = re.compile(
    r"[€$£₺₽¥]?\s?\b\d[\d.,\s]*(?:[kmк]\b|mln|тыс\.?|млн)?\s?"
    r"(?:(?!USD[TC])[A-Z]{3}\b|[€$£₺₽¥]|руб\w*|евро|доллар\w*|юан\w*)?\s?"
)
_CLAUSE = re.compile(r"[,;?]\s+|\s(?:and|и)\s+(?=what|how|сколько|во сколько)", re.IGNORECASE)


class KnowledgeAnswerer:
    """Answers questions from the library."""

    def __init__(self, library: Library, composer: Composer, today: Callable[[], dt.date]) -> None:
        """Answer from ``library`` by ``composer``; ``today`` is the day whose rules count."""
        self._library, self._compose, self._today = library, composer, today

    def answer(
        self, asked: CompleteQuestion, text: str, session: Session, language: Language
    ) -> Reply:
        """The answer to a question in its full form, ``text`` being how it was put."""
        context = QuestionContext(
            places=asked.places,
            history=time_reference.asks_about_past(text, self._today()),
            today=self._today(),
            topic=session.topic if asked.focus else frozenset(),
            focus=asked.focus,
        )
        self._library.refresh()
        began = time.perf_counter()
        evidence = self._gather(asked, context)
        gathered = time.perf_counter()
        reply = self._compose(evidence, language, self._today())
        if reply.kind is ReplyKind.ABSTENTION and _is_off_topic(evidence):
            reply = reply.model_copy(
                update={"opening": message("off_topic", language), "choices": ()}
            )
        return reply.model_copy(
            update={
                "index_generation": self._library.generation.name,
                "timings": {
                    "evidence_ms": round((gathered - began) * 1000, 2),
                    "compose_ms": round((time.perf_counter() - gathered) * 1000, 2),
                },
            }
        )

    def answer_rule(self, asked: ParsedMessage, language: Language) -> Reply | None:
        """The rule that a request for figures asks for beside them; None when none is known."""
        # The part that asks for the rule; the sum and its cost only blur the search.
        clause = _CLAUSE.split(asked.text)[0]
        named = dict.fromkeys(place.code for place in asked.places if place.start < len(clause))
        context = QuestionContext(places=tuple(named) or asked.place_codes, today=self._today())
        evidence = self._library.evidence(_SUM.sub(" ", clause), context)
        return self._compose(evidence, language, self._today()) if evidence.sufficient else None

    def describe_freshness(self, language: Language) -> Reply:
        """How fresh what the library holds is."""
        self._library.refresh()
        documents = self._library.generation.documents
        return freshness.describe_freshness(documents, self._today(), language)

    def refuse(self, refused: Refusal, text: str, language: Language) -> Reply:
        """A kind no: the rule with its source, what is listed in the text, and the lawful way."""
        rule_name = refused.rule.name
        query = message(f"rule_{rule_name}", language)
        evidence = self._library.evidence(query, QuestionContext(today=self._today()))
        rule = self._compose(evidence, language, self._today())
        leads = tuple(c for c in rule.claims if c.role is Role.LEAD)[:2] or rule.claims[:1]
        used = {n for claim in leads for n in claim.citations}
        refusal = Reply(
            kind=ReplyKind.REFUSAL,
            language=language,
            opening=" ".join(message(key, language) for key in ("refuse", f"refuse_{rule_name}")),
            claims=leads,
            notices=(message("lawful", language),),
            citations=tuple(c for c in rule.citations if c.n in used),
            as_of=rule.as_of,
            index_generation=self._library.generation.name,
        )
        quoter = NoteQuoter(self._library.generation, language)
        return add_listings(refusal, quoter, load_listings().find(text))

    def _gather(self, asked: CompleteQuestion, context: QuestionContext) -> Evidence:
        """The evidence on a question, with the best note for each question that it is made of."""
        evidence = self._library.evidence(asked.text, context)
        if not evidence.sufficient:
            # Notes speak of Cuba, people of Havana.
            with_countries = replace_cities(asked.text, asked.mentions)
            if with_countries != asked.text:
                again = self._library.evidence(with_countries, context)
                evidence = again if again.sufficient else evidence
        questions = split_questions(asked.text)
        if not questions:
            return evidence
        each = [self._library.evidence(question, context) for question in questions]
        best = tuple(found.notes[0] for found in each if found.sufficient)
        if evidence.sufficient and len({note.head.group for note in best}) < 2:
            # A part such as "and where?" says too little by itself: the whole finds its note.
            best += evidence.notes[:2]
        return replace(evidence, parts=best, sufficient=evidence.sufficient or bool(best))


def replace_cities(text: str, mentions: Iterable[PlaceMention] | None = None) -> str:
    """The text with the name of a country in place of each city; ``mentions`` are its places."""
    places = find_mentions(text) if mentions is None else mentions
    for city in sorted((one for one in places if one.is_city), key=lambda one: -one.start):
        written = text[city.start : city.end]
        country = place_name(city.code, "en" if written.isascii() else detect_language(text))
        text = text[: city.start] + country + text[city.end :]
    return text


def add_listings(reply: Reply, quoter: NoteQuoter, venues: Sequence[Venue]) -> Reply:
    """A reply with what the notes say of listed venues, after its own claims."""
    found = [quoter.quote(venue.note_id, Role.RULE) for venue in venues[:MAX_LISTED]]
    shift = max((citation.n for citation in reply.citations), default=0)
    claims = tuple(
        claim.model_copy(update={"citations": tuple(n + shift for n in claim.citations)})
        for claim in found
        if claim
    )
    citations = tuple(one.model_copy(update={"n": one.n + shift}) for one in quoter.citations)
    return reply.model_copy(
        update={
            "claims": (*reply.claims, *claims),
            "citations": (*reply.citations, *citations),
        }
    )


def join_rule(rule: Reply, figures: Reply) -> Reply:
    """One reply of an answer and an estimate: the rule first, then the figures."""
    shift = len(rule.citations)
    rule_texts = {claim.text for claim in rule.claims}
    more = tuple(
        claim.model_copy(update={"citations": tuple(n + shift for n in claim.citations)})
        for claim in figures.claims
        if claim.text not in rule_texts
    )
    used = {n for claim in more for n in claim.citations}
    shifted = tuple(c.model_copy(update={"n": c.n + shift}) for c in figures.citations)
    asks_back = figures.kind is ReplyKind.CLARIFICATION
    return figures.model_copy(
        update={
            # What is asked back stands last, where the eye is when the answer is typed.
            "opening": "" if asks_back else figures.opening,
            "body": (figures.opening,) if asks_back else figures.body,
            "verdict": rule.verdict,
            "claims": (*rule.claims, *more),
            "citations": (*rule.citations, *(c for c in shifted if c.n in used)),
            "as_of": rule.as_of,
            "considered": rule.considered,
        }
    )


def _is_off_topic(evidence: Evidence) -> bool:
    """Whether the best note has nothing to do with the question, by meaning and by words."""
    features = evidence.features
    meaning = max(features.get("meaning", 0.0), features.get("across_meaning", 0.0))
    near = meaning >= FAR_MEANING or features.get("words", 0.0) >= FAR_WORDS
    return not evidence.missing and not near
