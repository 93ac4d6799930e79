"""Frozen values of the knowledge base and of answers, with checks and no other behaviour."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

NoteId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,119}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Jurisdiction = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Verdict = Literal["yes", "no", "depends"]


class Value(BaseModel):
    """An immutable value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Kind(StrEnum):
    """What sort of text a note is."""

    ARTICLE = "article"
    REGULATION = "regulation"
    GUIDE = "guide"
    PLAYBOOK = "playbook"
    DEFINITION = "definition"
    COMPARISON = "comparison"
    LISTING = "listing"


class Seen(StrEnum):
    """How the author of a note saw one of its sources."""

    READ = "read"
    """The whole text."""
    EXCERPT = "excerpt"
    """A part of it, in which what is cited stands."""
    QUOTED = "quoted"
    """What another publisher quotes or reports of it."""
    UNREAD = "unread"
    """Its address only."""
    OWN = "own"
    """Nothing from outside: the author's own practice or arithmetic."""


class SourceRef(Value):
    """A source of a note: its publisher, address and date.

    ``seen`` is None where the note does not say it; ``quoted_by`` names who quotes the source.
    """

    title: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    date: str = Field(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")
    primary: bool = False
    seen: Seen | None = None
    quoted_by: str = ""

    @model_validator(mode="after")
    def _quotation_has_a_publisher(self) -> Self:
        if (self.seen is Seen.QUOTED) != bool(self.quoted_by):
            raise ValueError("quoted_by stands with seen: quoted, and only there")
        return self

    @field_validator("date", mode="before")
    @classmethod
    def _date_as_text(cls, value: object) -> object:
        # YAML reads 2024-12-26 as a date and 2024 as a number.
        if isinstance(value, dt.datetime):
            return value.date().isoformat()
        return value.isoformat() if isinstance(value, dt.date) else str(value or "")


class Ask(Value):
    """A question that a note answers, in a reader's words; ``verdict`` for a yes/no question."""

    q: str = Field(min_length=3, max_length=300)
    verdict: Verdict | None = None

    @field_validator("verdict", mode="before")
    @classmethod
    def _yaml_booleans(cls, value: object) -> object:
        # Unquoted yes and no are booleans in YAML 1.1.
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class Head(Value):
    """A note's front matter.

    ``guessed`` names the fields that the indexer filled in because the file lacks them.
    """

    id: NoteId
    title: str = Field(min_length=1, max_length=300)
    kind: Kind = Kind.ARTICLE
    language: str = Field(pattern=r"^[a-z]{2,3}$")
    jurisdictions: tuple[Jurisdiction, ...] = ()
    topics: tuple[str, ...] = ()
    as_of: dt.date | None = None
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None
    supersedes: tuple[NoteId, ...] = ()
    translation_of: NoteId | None = None
    review_after: dt.date | None = None
    confidence: Literal["high", "medium", "low"] = "medium"
    sources: tuple[SourceRef, ...] = ()
    asks: tuple[Ask, ...] = ()
    guessed: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """The id that a note shares with its translations."""
        return self.translation_of or self.id


class Document(Value):
    """A loaded file: its front matter and its text, cleaned for reading and indexing.

    ``text`` is the whole decoded file, or for formats with no text form of their own (PDF,
    DOCX, HTML) the extracted text; every span in the base counts its characters. ``body`` is
    where the text begins after the front matter.
    """

    head: Head
    path: str
    text: str
    body: int = 0
    digest: str


class Sentence(Value):
    """One sentence of a passage, with its place in the document and the sources it names.

    ``refs`` are numbers of entries in the note's ``sources``, counted from 1.
    """

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    refs: tuple[int, ...] = ()
    lead: bool = False


class Passage(Value):
    """A part of one section of a document: the unit of retrieval.

    ``text`` is what is embedded and searched (no markup, no source marks); ``start`` and
    ``end`` are its span in ``Document.text``; ``headings`` is its path of section titles.
    """

    id: str
    source_id: str
    ordinal: int = Field(ge=0)
    title: str = ""
    headings: tuple[str, ...] = ()
    language: str
    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    sentences: tuple[Sentence, ...] = ()


class Citation(Value):
    """The exact words that a claim rests on, and where they stand.

    ``changed_on`` is the day on which the source was found changed or gone after ``as_of``.
    """

    n: int = Field(ge=1)
    source_id: str
    passage_id: str
    title: str
    publisher: str
    url: str
    date: str
    as_of: str
    language: str
    quote: str
    start: int
    end: int
    primary: bool = False
    seen: Seen | None = None
    quoted_by: str = ""
    changed_on: dt.date | None = None


class Figure(Value):
    """A number with its unit, its source, and when it was observed."""

    value: str
    unit: str
    source: str
    observed_at: dt.datetime
