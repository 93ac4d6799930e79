"""What each country asks of a payment in crypto-assets: duties as data, their words in the notes.

A row of ``reference/obligations/XX.toml`` says which sentence of which note states the duty, at
which end of a payment it falls, and from which sum on. ``EU`` holds for every
member state, ``INT`` for everybody, ``ISSUERS`` for those who use a coin.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from knowledge.errors import ConfigError
from knowledge.models import Value
from knowledge.money import is_crypto
from knowledge.places.jurisdictions import law_of, member_states

OBLIGATIONS_DIR = Path(__file__).parent.parent / "reference" / "obligations"
Topic = Literal[
    "payment", "licence", "travel_rule", "limit", "registration", "reporting", "documents", "tax",
    "accounting", "exposure",
]  # fmt: skip
UNION = "EU"
# Coins that are known for a ban, not for a price.
BANNED_COINS = frozenset({"A7A5", "RUBX", "DIGITAL-ROUBLE"})


class Obligation(Value):
    """A duty: the sentence of ``note`` that begins with ``starts`` says it, and none other does.

    With an ``amount`` it holds for sums of at least that, or above it (``counts``), of a payment or
    of what else ``per`` names; ``rule`` names the provision; a ``suspended`` one is not asked for
    at present. ``since`` is when it began or will begin. ``assets`` ("" is none named), ``ends``
    and ``region`` narrow it to coins, to payments with one of these countries at an end, and to a
    part of a country. A duty that ``reaches`` binds payments between other countries, too.

    A ban is raised to the head of a brief: ``lead`` says whether always, or where the country that
    gives it is an end. ``word`` is what it makes of the country's word on paying so. ``differs``
    marks a source that says otherwise than the line before it. ``as_of`` and ``review_after`` are
    the note's.
    """

    topic: Topic
    note: str = Field(min_length=1)
    starts: str = Field(min_length=1)
    starts_ru: str = ""
    side: Literal["payer", "payee", "both"] = "both"
    since: dt.date | None = None
    amount: Decimal | None = Field(default=None, gt=0)
    currency: str = ""
    counts: Literal["at_least", "above", ""] = ""
    per: Literal["payment", "contract", "day", "month"] = "payment"
    rule: str = ""
    suspended: bool = False
    assets: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    region: str = ""
    reaches: bool = False
    lead: Literal["always", "at_home", ""] = ""
    word: Literal["reading", ""] = ""
    differs: bool = False
    as_of: dt.date
    review_after: dt.date

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if {bool(self.amount), bool(self.currency), bool(self.counts), bool(self.rule)} == {
            True,
            False,
        }:
            raise ValueError("a threshold needs amount, currency, counts and rule")
        return self

    def overdue(self, today: dt.date) -> bool:
        """Whether somebody should have looked at it again by now."""
        return today > self.review_after


@cache
def load_bundled() -> Mapping[str, tuple[Obligation, ...]]:
    """The duties that come with the package, by country."""
    return read_obligations(OBLIGATIONS_DIR)


def read_obligations(folder: Path) -> dict[str, tuple[Obligation, ...]]:
    """The duties in a folder of TOML files, by file; ConfigError names the file at fault."""
    found = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            rows = tomllib.loads(file.read_text("utf-8"))["duty"]
            found[file.stem] = tuple(Obligation.model_validate(row) for row in rows)
        except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
            said = str(error).splitlines()[0]
            raise ConfigError(f"{file.name} holds no duties ({said}).") from None
    return found


def obligations_of(country: str) -> tuple[Obligation, ...]:
    """The duties of a country or territory, with those of the Union if it is a member of it."""
    own = load_bundled().get(law_of(country), ())
    inherited = load_bundled()[UNION] if is_member(country) else ()
    return (*own, *inherited)


def is_member(country: str) -> bool:
    """Whether a country, or the one that a territory is part of, is a member of the Union."""
    return country != UNION and law_of(country) in member_states(UNION)


def share_law(one: str, other: str) -> bool:
    """Whether the duties of two ends are the same: both in the Union, or one part of the other."""
    return law_of(one) == law_of(other) or all(c == UNION or is_member(c) for c in (one, other))


def is_brief_asset(code: str) -> bool:
    """Whether it is a coin that a brief can speak of."""
    return code in BANNED_COINS or is_crypto(code)
