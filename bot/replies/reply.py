"""A question and a reply as every channel sees them: one object, rendered in several ways."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from pydantic import Field

from bot.messages.language import Language
from knowledge.models import Citation, Figure, Value, Verdict


class ReplyKind(StrEnum):
    """What sort of reply it is."""

    ANSWER = "answer"
    ABSTENTION = "abstention"
    REFUSAL = "refusal"
    CLARIFICATION = "clarification"
    SMALL_TALK = "small_talk"
    PRICE = "price"
    ESTIMATE = "estimate"
    SCREENING = "screening"
    CORRIDOR = "corridor"


class Role(StrEnum):
    """What a claim does in an answer."""

    LEAD = "lead"
    SUPPORT = "support"
    BEFORE = "before"
    CONFLICT = "conflict"
    CHECK = "check"
    RULE = "rule"


class Claim(Value):
    """One sentence of an answer, word for word from a note, with the numbers of its citations.

    ``start`` and ``end`` are the span of the sentence in the document ``source_id``.
    """

    text: str
    role: Role
    citations: tuple[int, ...] = Field(min_length=1)
    source_id: str
    passage_id: str
    start: int
    end: int
    language: str


class Considered(Value):
    """A note that was weighed for an answer, for ``/why``."""

    source_id: str
    title: str
    score: float
    meaning: float
    words: float
    asked: float
    passage: str


class Check(Value):
    """An address that was screened, and the verdict; ``lists`` are those searched, with dates."""

    address: str
    verdict: str
    lists: tuple[str, ...] = ()


class Reply(Value):
    """The answer to a question, the same object for every channel.

    ``opening``, ``verdict`` and ``notices`` are the assistant's own (a refusal, yes or no, how
    fresh it is); ``claims`` are words of the sources, and every one of ``citations`` is used by a
    claim. ``rest`` holds further claims for /more, with citations of their own. ``body`` is made
    from figures, each of them in ``figures`` with its source and time.

    Each kind of reply knows what the audit log keeps of it (``audit_facts``), what it can do
    without once a conversation is long (``lightened``), and what is stored over a restart
    (``persisted``).
    """

    kind: ReplyKind
    language: Language
    opening: str = ""
    verdict: Verdict | None = None
    claims: tuple[Claim, ...] = ()
    rest: tuple[Claim, ...] = ()
    notices: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    rest_citations: tuple[Citation, ...] = ()
    body: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    checks: tuple[Check, ...] = ()
    choices: tuple[str, ...] = ()
    as_of: dt.date | None = None
    probability: float | None = None
    considered: tuple[Considered, ...] = ()
    index_generation: str | None = None
    timings: dict[str, float] = Field(default_factory=dict)

    def audit_facts(self) -> dict[str, Any]:
        """What the reply rests on, never its words: JSON values by name.

        ``verdicts`` are those on addresses, in the order of the reply; ``lists`` are the editions
        of the sanctions lists that were searched.
        """
        return {
            "kind": self.kind.value,
            "language": self.language,
            "sources": list(dict.fromkeys(claim.source_id for claim in self.claims)),
            "generation": self.index_generation,
            "verdicts": [check.verdict for check in self.checks],
            "lists": list(dict.fromkeys(name for check in self.checks for name in check.lists)),
            "answer": self.verdict,
        }

    def without_payload(self) -> Reply:
        """The reply without the objects that its words were made of; a subclass drops its own."""
        return self

    def lightened(self) -> Reply:
        """The reply without figures and payload, which are asked for anew when they are needed."""
        return self.without_payload().model_copy(update={"figures": (), "body": ()})

    def persisted(self) -> dict[str, Any]:
        """The reply as JSON values to be stored; the payload is asked for anew after a restart."""
        return self.without_payload().model_dump(mode="json", include=set(Reply.model_fields))


def clarification(opening: str, language: Language, choices: tuple[str, ...] = ()) -> Reply:
    """A question back, with choices where there are some."""
    return Reply(kind=ReplyKind.CLARIFICATION, language=language, opening=opening, choices=choices)


def small_talk(opening: str, language: Language) -> Reply:
    """A few words of the assistant's own."""
    return Reply(kind=ReplyKind.SMALL_TALK, language=language, opening=opening)
