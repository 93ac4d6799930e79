"""The table of listed venues and persons: who listed them, when, by which act and which source.

It holds those that an authority has listed or barred, and nobody else: that a name is not in it
says nothing of that name. The rows stand in ``reference/venues.toml``.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, ValidationError, model_validator

from knowledge.compliance.venue_names import VenueNames
from knowledge.errors import ConfigError
from knowledge.models import Jurisdiction, NoteId, SourceRef, Value

VENUES_FILE = Path(__file__).parent.parent / "reference" / "venues.toml"
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
VenueKind = Literal[
    "exchange", "token", "issuer", "bank", "intermediary", "marketplace", "mixer", "person"
]
Authority = Literal["US", "EU", "GB", "UN", "CA", "UA"]
# In the order in which a reader looks for them.
MAIN_AUTHORITIES: tuple[Authority, ...] = ("US", "EU", "GB")
NOTE_PREFIX = "listed-"


class Act(StrEnum):
    """What an authority did."""

    DESIGNATION = "designation"
    """Property is frozen, and dealings are banned."""
    TRANSACTION_BAN = "transaction_ban"
    """Dealings are banned, and nothing is frozen."""
    SECTION_9714 = "section_9714"
    """FinCEN: financial institutions must not transmit funds."""
    SECTION_311 = "section_311"
    """FinCEN: banks must not hold correspondent accounts."""


class Standing(StrEnum):
    """What the table says of a venue and an authority on a day."""

    LISTED = "listed"
    UNCONFIRMED = "unconfirmed"
    """Reported, and not confirmed by a source that is worth the name."""
    ENDED = "ended"
    NOT_IN_TABLE = "not_in_table"


class Listing(Value):
    """One act of an authority, dated ``since``; ``applies`` is the day of effect if it is later.

    ``month_only``: of ``since`` only the month is known, and the day is the first. ``ends`` is the
    first day on which it no longer holds. ``sources`` are keys of the table's sources. ``remark``
    is a sentence that stands by itself.
    """

    authority: Authority
    act: Act
    since: dt.date
    month_only: bool = False
    applies: dt.date | None = None
    ends: dt.date | None = None
    confirmed: bool = True
    sources: tuple[str, ...] = Field(min_length=1)
    remark: str = ""
    remark_ru: str = ""

    @model_validator(mode="after")
    def _check_dates(self) -> Self:
        if self.applies and self.applies <= self.since:
            raise ValueError("applies is a day after since, or is left out")
        if self.ends and self.ends <= (self.applies or self.since):
            raise ValueError("ends before it begins")
        if self.month_only and self.since.day != 1:
            raise ValueError("since is the first of the month where only the month is known")
        if bool(self.remark) != bool(self.remark_ru):
            raise ValueError("a remark stands in both languages")
        return self

    @property
    def days(self) -> frozenset[dt.date]:
        """The days that a sentence about the listing may name."""
        return frozenset(day for day in (self.since, self.applies, self.ends) if day)

    def standing(self, day: dt.date) -> Standing:
        """Whether it holds on a day; an act that is not applied yet counts as a listing."""
        if day < self.since:
            return Standing.NOT_IN_TABLE
        if self.ends and day >= self.ends:
            return Standing.ENDED
        return Standing.LISTED if self.confirmed else Standing.UNCONFIRMED


class Venue(Value):
    """A listed exchange, token, bank or person.

    ``aliases`` are found anywhere in a text, ``whole`` only where nothing else is asked about,
    because they are words of daily life or names of others, too. ``ids`` are those of ccxt.
    ``related`` are rows whose acts are named beside it, as those of an issuer beside its token.
    ``entity`` is the legal entity on the lists. ``places`` are where it sits or works. ``did`` is
    what it did, known from ``sources``, and ``unlike`` says whom it must not be taken for. ``note``
    is the note about the case.
    """

    # In the file an act is a [[venue.listing]].
    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    slug: Slug
    name: str = Field(min_length=1)
    name_ru: str = ""
    kind: VenueKind
    aliases: tuple[str, ...] = Field(min_length=1)
    whole: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    related: tuple[Slug, ...] = ()
    entity: str = ""
    places: tuple[Jurisdiction, ...] = ()
    did: str = Field(min_length=1)
    did_ru: str = Field(min_length=1)
    sources: tuple[str, ...] = Field(min_length=1)
    unlike: str = ""
    unlike_ru: str = ""
    note: NoteId
    as_of: dt.date
    review_after: dt.date
    listings: tuple[Listing, ...] = Field(alias="listing", min_length=1)

    @model_validator(mode="after")
    def _check_row(self) -> Self:
        if any(act.since > self.as_of for act in self.listings):
            raise ValueError("an act lies after as_of")
        if bool(self.unlike) != bool(self.unlike_ru):
            raise ValueError("unlike stands in both languages")
        return self

    @property
    def note_id(self) -> str:
        """The id of the note that is written from this row."""
        return NOTE_PREFIX + self.slug

    def name_in(self, language: str) -> str:
        """The name in a language."""
        return (self.name_ru if language == "ru" else "") or self.name

    def first_name(self, written: str) -> str:
        """What notes call it; a venue that has a Russian name, in the script of ``written``."""
        alike = (name for name in self.aliases if name.isascii() == written.isascii())
        return next(alike, self.aliases[0]) if self.name_ru else self.aliases[0]

    def of(self, authority: str) -> tuple[Listing, ...]:
        """The acts of one authority, the first one first."""
        return tuple(sorted(
            (one for one in self.listings if one.authority == authority),
            key=lambda one: one.since,
        ))  # fmt: skip

    def standing(self, authority: str, day: dt.date) -> Standing:
        """What the table says of an authority on a day; the strictest of its acts counts."""
        said = {one.standing(day) for one in self.of(authority)}
        return next((one for one in Standing if one in said), Standing.NOT_IN_TABLE)

    def is_barred(self, day: dt.date) -> bool:
        """Whether any act holds on a day, confirmed or not."""
        said = {one.standing(day) for one in self.listings}
        return bool(said & {Standing.LISTED, Standing.UNCONFIRMED})


class ListingTable:
    """All rows, and the sources that they name."""

    def __init__(self, venues: Iterable[Venue], sources: Mapping[str, SourceRef]) -> None:
        """Hold ``venues``, whose listings name keys of ``sources``."""
        self.venues, self.sources = tuple(venues), sources
        self._names = VenueNames((venue.slug, venue.aliases, venue.whole) for venue in self.venues)
        self._by_slug = {venue.slug: venue for venue in self.venues}
        self.note_ids = frozenset(venue.note_id for venue in self.venues)

    def find(self, text: str) -> tuple[Venue, ...]:
        """The venues that a text names, each once, in the order in which it names them."""
        found = dict.fromkeys(mention.slug for mention in self._names.find(text))
        return tuple(self._by_slug[slug] for slug in found)

    def days_of(self, venue: Venue) -> frozenset[dt.date]:
        """The days that a sentence on a venue's listing may name: its own and its relations'."""
        rows = (venue, *(self._by_slug[slug] for slug in venue.related if slug in self._by_slug))
        return frozenset(day for row in rows for act in row.listings for day in act.days)

    def use_first_names(self, text: str) -> str:
        """The text with each venue's first name in place of what it is called there."""
        for mention in reversed(self._names.find(text)):
            written = text[mention.start : mention.end]
            name = self._by_slug[mention.slug].first_name(written)
            text = text[: mention.start] + name + text[mention.end :]
        return text

    def sources_of(self, listing: Listing) -> tuple[SourceRef, ...]:
        """What a listing is known from."""
        return tuple(self.sources[key] for key in listing.sources)


def read_table(text: str) -> tuple[ListingTable, list[str]]:
    """The table in a TOML text, and what is wrong with each row that was left out of it."""
    raw = tomllib.loads(text)
    problems: list[str] = []
    sources: dict[str, SourceRef] = {}
    for key, row in raw.get("source", {}).items():
        try:
            sources[key] = SourceRef.model_validate(row)
        except ValidationError as error:
            problems.append(f"source {key}: {_first_fault(error)}")
    venues = []
    for number, row in enumerate(raw.get("venue", ()), 1):
        name = str(row.get("slug") or f"row {number}")
        try:
            venue = Venue.model_validate(row)
        except ValidationError as error:
            problems.append(f"{name}: {_first_fault(error)}")
            continue
        named = {*venue.sources, *chain(*(one.sources for one in venue.listings))}
        unknown = named - sources.keys()
        if unknown:
            problems.append(f"{name}: no source {', '.join(sorted(unknown))}")
        else:
            venues.append(venue)
    return ListingTable(venues, sources), problems


@cache
def load_listings() -> ListingTable:
    """The table that comes with the package; ConfigError when a row of it is wrong."""
    table, problems = read_table(VENUES_FILE.read_text("utf-8"))
    if problems:
        raise ConfigError(f"{VENUES_FILE.name}: {problems[0]}.", fix="Correct the row.")
    return table


def venues_at(table: ListingTable, places: Collection[str], day: dt.date) -> tuple[Venue, ...]:
    """The venues that sit or work in one of the places and are listed on a day."""
    return tuple(
        venue
        for venue in table.venues
        if not set(venue.places).isdisjoint(places) and venue.is_barred(day)
    )


def _first_fault(error: ValidationError) -> str:
    fault = error.errors()[0]
    place = ".".join(str(part) for part in fault["loc"])
    return f"{place}: {fault['msg']}" if place else str(fault["msg"])
