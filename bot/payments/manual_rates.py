"""Rates and tariffs that people give by hand, in the operator's file or in a chat."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from knowledge.errors import ConfigError
from knowledge.market.models import Basis, OtcQuote
from knowledge.money import is_crypto, is_national
from knowledge.settlement.reference_data import ReferenceRow

# A rate that a user gave holds so long.
USER_RATE_MINUTES = 30
_RATE = re.compile(
    r"^/?(?:rate|курс|kur|汇率)\s+(?:1\s*)?(?P<base>[A-Za-z]{3,5})\s*(?:=|:|to)\s*"
    r"(?P<price>\d[\d\s.,\u00a0\u202f]*?)\s*(?P<quote>[A-Za-z]{3,5})\s*\.?$",
    re.IGNORECASE,
)
_TARIFF = re.compile(r"^/?set\s+(?P<key>[a-zA-Z_.]{3,40})\s*=?\s*(?P<value>\S+)\s*(?P<pct>%?)$")


def parse_rate(text: str, at: dt.datetime, who: str) -> OtcQuote | None:
    """The rate in a message such as "rate 1 USDT = 82.95 RUB"; None when there is none.

    One mark is the decimal one, wherever it stands; two different ones are refused.
    """
    found = _RATE.match(text.strip())
    if not found:
        return None
    digits = re.sub(r"[\s\u00a0\u202f]", "", found["price"])
    if len(set(digits) & {".", ","}) > 1 or sum(digits.count(m) for m in ".,") > 1:
        return None
    base, quote = found["base"].upper(), found["quote"].upper()
    if base == quote or not all(is_crypto(code) or is_national(code) for code in (base, quote)):
        return None
    try:
        return OtcQuote(
            base=base, quote=quote, price=Decimal(digits.replace(",", ".")), said_by=who,
            source="your rate", as_of=at, basis=Basis.USER,
            expires=at + dt.timedelta(minutes=USER_RATE_MINUTES),
        )  # fmt: skip
    except (ValidationError, InvalidOperation):
        return None


def parse_tariff(
    text: str, known: Mapping[str, ReferenceRow], at: dt.datetime
) -> ReferenceRow | None:
    """The supposed figure that a message such as "set wire.margin 0.5%" replaces; None if none.

    Only rows that hold a number can be set; a share may be given in percent.
    """
    found = _TARIFF.match(text.strip())
    row = known.get(found["key"]) if found else None
    if not found or row is None or row.value is None:
        return None
    said = found["value"]
    percent = found["pct"] or said.endswith("%")
    try:
        value = Decimal(said.rstrip("%").replace(",", "."))
    except InvalidOperation:
        return None
    if percent:
        value /= 100
    if not value.is_finite() or value < 0 or (row.unit.startswith("share") and value >= 1):
        return None
    return row.model_copy(
        update={
            "value": value, "low": None, "high": None, "basis": Basis.USER,
            "source": "your figure", "as_of": at.date(),
            "review_after": at.date() + dt.timedelta(days=365),
        }
    )  # fmt: skip


def read_rates(file: Path, at: dt.datetime) -> tuple[OtcQuote, ...]:
    """The operator's quotes that are still good; ConfigError when the file cannot be read.

    Each ``[[quote]]`` has ``base``, ``quote``, ``price``, ``said_by``, ``as_of``, ``valid_until``
    and perhaps ``fee`` (a share).
    """
    try:
        rows = tomllib.loads(file.read_text("utf-8")).get("quote", [])
        found = [_row(row) for row in rows]
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
        # A ValidationError is a ValueError, too.
        raise ConfigError(
            f"{file} is no list of quotes ({type(error).__name__}).",
            fix="Its form is in .github/docs/prices-and-estimates.md.",
        ) from None
    return tuple(q for q in found if q.expires is None or at < q.expires)


def _row(row: dict[str, Any]) -> OtcQuote:
    return OtcQuote(
        base=row["base"], quote=row["quote"], price=Decimal(str(row["price"])),
        fee=Decimal(str(row.get("fee", 0))), said_by=row["said_by"], source="operator's quote",
        as_of=row["as_of"], expires=row["valid_until"], basis=Basis.OPERATOR,
    )  # fmt: skip
