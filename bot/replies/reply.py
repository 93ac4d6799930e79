"""A question and a reply as every channel sees them: one object, rendered in several ways."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

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
