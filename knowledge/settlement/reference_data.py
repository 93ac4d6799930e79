"""Loads the reference data: fees, times, banks and payment rules with their sources."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, ValidationError

from knowledge.errors import ConfigError
from knowledge.market.models import Basis
from knowledge.models import Value
from knowledge.places.jurisdictions import member_states
from knowledge.settlement.durations import DurationRange

V = TypeVar("V", bound=Value)
REFERENCE_FOLDER = Path(__file__).parent.parent / "reference"


class ReferenceRow(Value):
    """One reference figure, due for review after ``review_after``.

    It is a ``value`` in ``unit`` with bounds ``low`` and ``high``, or a ``span``: the 10th, 50th
    and 90th percentiles in seconds. ``blocks`` is the number of confirmations in a span.
    """

    key: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    span: tuple[float, float, float] | None = None
    blocks: int | None = None
    unit: str
    basis: Basis = Basis.ASSUMPTION
    source: str = Field(min_length=1)
    as_of: dt.date
    review_after: dt.date
    note: str = ""

    def overdue(self, today: dt.date) -> bool:
        """Whether the row should have been reviewed by now."""
        return today > self.review_after

    @property
    def number(self) -> Decimal:
        """The value; ConfigError for a row without one."""
        if self.value is None:
            raise ConfigError(f"The reference row {self.key} has no value.")
        return self.value

    @property
    def seconds(self) -> DurationRange:
        """The span as a duration; ConfigError for a row without one."""
        if self.span is None:
            raise ConfigError(f"The reference row {self.key} has no span.")
        return DurationRange(*self.span)


class WireCorridor(Value):
    """The business days a wire takes between two countries, where they differ from the usual.

    ``days`` are the 10th, 50th and 90th percentiles; ``warning`` is the key of a caution.
    """

    between: tuple[str, str]
    days: tuple[int, int, int]
    warning: str = ""
    source: str
    as_of: dt.date
    review_after: dt.date

    @property
    def key(self) -> str:
        """The name of the corridor in messages."""
        return f"corridor {self.between[0]}-{self.between[1]}"


class BankingCountry(Value):
    """A country's currency, its banks' time zone, and their local cut-off hour for a wire."""

    money: str
    zone: str
    cut_off: dt.time


class PaymentRule(Value):
    """Whether a country allows payment for goods and services in crypto-assets.

    ``note`` is the note of the knowledge base that states it.
    """

    payment: str = Field(pattern="^(allowed|forbidden|restricted|unclear)$")
    note: str


class Reference(Value):
    """All reference rows by key, banking countries, wire corridors and payment rules.

    ``days`` are the usual business days of a wire: 10th, 50th and 90th percentiles.
    """

    rows: Mapping[str, ReferenceRow]
    countries: Mapping[str, BankingCountry]
    corridors: tuple[WireCorridor, ...]
    days: tuple[int, int, int]
    rules: Mapping[str, PaymentRule]

    def row(self, *keys: str) -> ReferenceRow:
        """The row of the first key that exists; ConfigError when none does."""
        for key in keys:
            if key in self.rows:
                return self.rows[key]
        raise ConfigError(f"The reference has no row {keys[0]}.")

    def find_corridor(self, one: str | None, other: str | None) -> WireCorridor | None:
        """The corridor between two countries in either direction; None for a usual one."""
        return next((c for c in self.corridors if {*c.between} == {one, other}), None)

    def with_rows(self, rows: Mapping[str, ReferenceRow]) -> Reference:
        """A copy in which a user's or operator's rows replace the bundled ones."""
        return self.model_copy(update={"rows": {**self.rows, **rows}})


@cache
def load_bundled_reference() -> Reference:
    """The reference data of the package, read once."""
    return read_reference(REFERENCE_FOLDER)


def read_reference(folder: Path) -> Reference:
    """The reference data in a folder of TOML files; ConfigError names the file and the fault."""
    rows: dict[str, ReferenceRow] = {}
    for name in ("fees", "rails", "times"):
        for raw in _read_toml(folder / f"{name}.toml").get("row", ()):
            row = _validate(ReferenceRow, raw, folder / f"{name}.toml")
            if row.key in rows:
                raise ConfigError(f"{name}.toml has two rows {row.key}.")
            rows[row.key] = row
    banks, rules = _read_toml(folder / "banks.toml"), _read_toml(folder / "rules.toml")
    place = folder / "banks.toml"
    return Reference(
        rows=rows,
        countries={c: _validate(BankingCountry, raw, place) for c, raw in banks["country"].items()},
        corridors=tuple(_validate(WireCorridor, raw, place) for raw in banks["corridor"]),
        days=tuple(banks["wire"]["days"]),
        rules=_read_rules(rules["country"], folder / "rules.toml"),
    )


def _read_rules(raw: Mapping[str, Any], file: Path) -> dict[str, PaymentRule]:
    """The rules by country; a union's rule holds for members without a rule of their own."""
    rules = {code: _validate(PaymentRule, each, file) for code, each in raw.items()}
    for code, rule in list(rules.items()):
        for member in member_states(code):
            rules.setdefault(member, rule)
    return rules


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file.name} cannot be read: {error}.") from None


def _validate(kind: type[V], raw: Any, file: Path) -> V:
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        name = raw.get("key", "") if isinstance(raw, dict) else ""
        raise ConfigError(f"{file.name}: {name} {where} is wrong.") from None
