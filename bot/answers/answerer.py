"""Answers from the knowledge base: evidence gathered, composed into a reply, or a kind no."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from dataclasses import replace

from bot.answers.compose import Composer
from bot.messages import message
from bot.messages.language import Language
from bot.replies.reply import Reply, ReplyKind, Role
from bot.session import Session
from bot.understand.conversation import time_reference
from bot.understand.conversation.followup import Standalone
from bot.understand.conversation.split_questions import parts
from knowledge.compliance.policy.refusal import Refusal
from knowledge.index.evidence import Evidence, QuestionContext
from knowledge.library import Library
from knowledge.places.jurisdictions import find_mentions, find_place_codes, place_name
from knowledge.text.language import detect_language

# Below both of these the best note has nothing to do with the question at all.
FAR_MEANING, FAR_WORDS = 0.30, 0.25
_SUM = re.compile(
    r"[€$£₺₽¥]?\s?\b\d[\d.,\s]*(?:[kmк]\b|mln|тыс\.?|млн)?\s?"
    r"(?:(?!USD[TC])[A-Z]{3}\b|[€$£₺₽¥]|руб\w*|евро|доллар\w*|юан\w*)?\s?"
)
_CLAUSE = re.compile(r"[,;?]\s+|\s(?:and|и)\s+(?=what|how|сколько|во сколько)", re.IGNORECASE)


class Answering:
    """Asks the library and tells what it says."""

    def __init__(self, library: Library, composer: Composer, today: Callable[[], dt.date]) -> None:
        """Tell what ``library`` says in the words of ``composer``; ``today`` rules what counts."""
        self._library, self._compose, self._today = library, composer, today

    def answer(self, asked: Standalone, text: str, session: Session, language: Language) -> Reply:
        """The answer to a question in its full form, ``text`` being how it was put."""
        context = QuestionContext(
            places=asked.places,
            history=time_reference.asks_history(text, self._today()),
            today=self._today(),
            topic=session.topic if asked.focus else frozenset(),
            focus=asked.focus,
        )
        self._library.refresh()
        began = time.perf_counter()
        evidence = self._gather(asked.text, context)
        found = time.perf_counter()
        reply = self._compose(evidence, language, self._today())
        if reply.kind is ReplyKind.ABSTENTION and _far(evidence):
            reply = reply.model_copy(
                update={"opening": message("off_topic", language), "choices": ()}
            )
        return reply.model_copy(
            update={
                "index_generation": self._library.generation.name,
                "timings": {
                    "evidence_ms": round((found - began) * 1000, 2),
                    "compose_ms": round((time.perf_counter() - found) * 1000, 2),
                },
            }
        )

    def rule(self, text: str, language: Language) -> Reply | None:
        """The rule that a request for figures asks for beside them; None when none is known."""
        # The part that asks for the rule; the sum and its cost only blur the search.
        clause = _SUM.sub(" ", _CLAUSE.split(text)[0])
        places = find_place_codes(clause) or find_place_codes(text)
        evidence = self._library.evidence(
            clause, QuestionContext(places=places, today=self._today())
        )
        return self._compose(evidence, language, self._today()) if evidence.sufficient else None

    def refuse(self, refused: Refusal, language: Language) -> Reply:
        """A kind no: the rule with its source, and the lawful way."""
        rule_name = refused.rule.name
        query = message(f"rule_{rule_name}", language)
        evidence = self._library.evidence(query, QuestionContext(today=self._today()))
        rule = self._compose(evidence, language, self._today())
        leads = tuple(c for c in rule.claims if c.role is Role.LEAD)[:2] or rule.claims[:1]
        used = {n for claim in leads for n in claim.citations}
        return Reply(
            kind=ReplyKind.REFUSAL,
            language=language,
            opening=" ".join(message(key, language) for key in ("refuse", f"refuse_{rule_name}")),
            claims=leads,
            notices=(message("lawful", language),),
            citations=tuple(c for c in rule.citations if c.n in used),
            as_of=rule.as_of,
            index_generation=self._library.generation.name,
        )

    def _gather(self, text: str, context: QuestionContext) -> Evidence:
        """The evidence on a message, with the best note for each question that it holds."""
        evidence = self._library.evidence(text, context)
        if not evidence.sufficient and (plainer := with_countries(text)) != text:
            # Notes speak of Cuba, people of Havana.
            again = self._library.evidence(plainer, context)
            evidence = again if again.sufficient else evidence
        asked = parts(text)
        if not asked:
            return evidence
        found = (self._library.evidence(part, context) for part in asked)
        best = tuple(each.notes[0] for each in found if each.sufficient)
        if evidence.sufficient and len({note.head.group for note in best}) < 2:
            # A part such as "and where?" says too little by itself: the whole finds its note.
            best += evidence.notes[:2]
        return replace(evidence, parts=best, sufficient=evidence.sufficient or bool(best))


def with_countries(text: str) -> str:
    """The text with the name of a country in place of each city."""
    for found in reversed([one for one in find_mentions(text) if one.is_city]):
        written = text[found.start : found.end]
        plain = place_name(found.code, "en" if written.isascii() else detect_language(text))
        text = text[: found.start] + plain + text[found.end :]
    return text


def joined(rule: Reply, figured: Reply) -> Reply:
    """One reply of an answer and an estimate: the rule first, then the figures."""
    shift = len(rule.citations)
    said = {claim.text for claim in rule.claims}
    more = tuple(
        claim.model_copy(update={"citations": tuple(n + shift for n in claim.citations)})
        for claim in figured.claims
        if claim.text not in said
    )
    used = {n for claim in more for n in claim.citations}
    later = tuple(c.model_copy(update={"n": c.n + shift}) for c in figured.citations)
    asked_back = figured.kind is ReplyKind.CLARIFICATION
    return figured.model_copy(
        update={
            # What is asked back stands last, where the eye is when the answer is typed.
            "opening": "" if asked_back else figured.opening,
            "body": (figured.opening,) if asked_back else figured.body,
            "verdict": rule.verdict,
            "claims": (*rule.claims, *more),
            "citations": (*rule.citations, *(c for c in later if c.n in used)),
            "as_of": rule.as_of,
            "considered": rule.considered,
        }
    )


def _far(evidence: Evidence) -> bool:
    found = evidence.features
    meaning = max(found.get("meaning", 0.0), found.get("across_meaning", 0.0))
    near = meaning >= FAR_MEANING or found.get("words", 0.0) >= FAR_WORDS
    return not evidence.missing and not near
