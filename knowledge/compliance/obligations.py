"""What each country requires of a payment in crypto-assets: rows of data that point into notes.

A row of ``reference/obligations/XX.toml`` says which sentence of which note states the
obligation, at which end of a payment it falls, and from which sum on. ``EU`` holds for every
member state, ``INT`` everywhere, ``ISSUERS`` for users of a coin.
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

from knowledge.assets import load_assets
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


class Obligation(Value):
    """An obligation, stated by the one sentence of ``note`` that begins with ``starts``.

    Threshold: ``amount`` in ``currency``, reached ``at_least`` or ``above`` it (``counts``), per
    payment, contract, day or month (``per``), by the provision ``rule``; ``suspended`` when it is
    not applied at present. ``since`` is the day on which the obligation begins.
    Scope: ``assets`` ("" stands for no coin named), ``ends`` (a country at either end),
    ``region`` (a part of the country). With ``reaches`` it binds payments between other
    countries, too.
    Place in a brief: ``lead`` puts a ban first, ``always`` or ``at_home``, where its country is an
    end. ``word`` overrides the country's word on such payments. ``differs`` marks a source that
    contradicts the line before it. ``as_of`` and ``review_after`` are the note's.
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
    def _check_threshold(self) -> Self:
        if len({bool(part) for part in (self.amount, self.currency, self.counts, self.rule)}) > 1:
            raise ValueError("a threshold needs amount, currency, counts and rule")
        return self

    def overdue(self, today: dt.date) -> bool:
        """Whether the note's date of review has passed."""
        return today > self.review_after


@cache
def load_bundled() -> Mapping[str, tuple[Obligation, ...]]:
    """The obligations that come with the package, by country."""
    return read_obligations(OBLIGATIONS_DIR)


def read_obligations(folder: Path) -> dict[str, tuple[Obligation, ...]]:
    """The obligations of a folder's TOML files, by file name; ConfigError names a bad file."""
    found = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            rows = tomllib.loads(file.read_text("utf-8"))["duty"]
            found[file.stem] = tuple(Obligation.model_validate(row) for row in rows)
        except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
            reason = str(error).splitlines()[0]
            raise ConfigError(f"{file.name} holds no duties ({reason}).") from None
    return found


def obligations_of(country: str) -> tuple[Obligation, ...]:
    """The obligations of a country or territory, with the Union's if it is a member."""
    own = load_bundled().get(law_of(country), ())
    inherited = load_bundled()[UNION] if is_member(country) else ()
    return (*own, *inherited)


def is_member(country: str) -> bool:
    """Whether a country, or the country of a territory, is a member of the Union."""
    return country != UNION and law_of(country) in member_states(UNION)


def share_law(one: str, other: str) -> bool:
    """Whether two ends have one law: both in the Union, or one a part of the other."""
    return law_of(one) == law_of(other) or all(c == UNION or is_member(c) for c in (one, other))


def is_brief_asset(code: str) -> bool:
    """Whether a brief covers the coin: one with a price, or a banned one."""
    return code in load_assets().banned_coins or is_crypto(code)
