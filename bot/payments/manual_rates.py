"""Rates and tariffs that people give by hand, in the operator's file or in a chat."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from knowledge.decimals import check_figure, parse_decimal
from knowledge.errors import ConfigError
from knowledge.market.models import Basis, OtcQuote
from knowledge.money import is_crypto, is_national
from knowledge.settlement.reference_data import ReferenceRow

# Some five hundred quotes. The TOML parser takes the square of a dotted key's parts, and no line
# of a quote is as long as this.
MAX_FILE_BYTES = 128 * 2**10
MAX_LINE_BYTES = 1000
# A rate or a tariff that a person writes is much shorter.
MAX_TEXT_CHARS = 200
# A rate that a user gave holds so long.
USER_RATE_MINUTES = 30
_RATE = re.compile(
    r"^/?(?:rate|курс|kur|汇率)\s+(?:1\s*)?(?P<base>[A-Za-z]{3,5})\s*(?:=|:|to)\s*"
    r"(?P<price>\d[\d.,]*+(?:\s++[\d.,]++)*+)\s*+(?P<quote>[A-Za-z]{3,5})\s*\.?$",
    re.IGNORECASE,
)
_TARIFF = re.compile(
    r"^/?set\s+(?P<key>[a-zA-Z_.]{3,40})\s*+(?:=\s*+)?(?P<value>\S+)\s*(?P<pct>%?)$"
)


def parse_rate(text: str, at: dt.datetime, who: str) -> OtcQuote | None:
    """The rate in a message such as "rate 1 USDT = 82.95 RUB"; None when there is none.

    One mark is the decimal one, wherever it stands; two different ones are refused.
    """
    found = _RATE.match(text.strip()) if len(text) <= MAX_TEXT_CHARS else None
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
            base=base, quote=quote, price=parse_decimal(digits.replace(",", ".")), said_by=who,
            source="your rate", as_of=at, basis=Basis.USER,
            expires=at + dt.timedelta(minutes=USER_RATE_MINUTES),
        )  # fmt: skip
    # A ValidationError is a ValueError, too.
    except ValueError:
        return None


def parse_tariff(
    text: str, known: Mapping[str, ReferenceRow], at: dt.datetime
) -> ReferenceRow | None:
    """The supposed figure that a message such as "set wire.margin 0.5%" replaces; None if none.

    Only rows that hold a number can be set; a share may be given in percent.
    """
    found = _TARIFF.match(text.strip()) if len(text) <= MAX_TEXT_CHARS else None
    row = known.get(found["key"]) if found else None
    if not found or row is None or row.value is None:
        return None
    said = found["value"]
    percent = found["pct"] or said.endswith("%")
    try:
        value = check_figure(parse_decimal(said.rstrip("%").replace(",", ".")))
    except ValueError:
        return None
    if percent:
        value /= 100
    if value < 0 or (row.unit.startswith("share") and value >= 1):
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
        with file.open("rb") as opened:
            content = opened.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read ({error.strerror}).") from None
    if len(content) > MAX_FILE_BYTES or max(map(len, content.split(b"\n"))) > MAX_LINE_BYTES:
        raise ConfigError(
            f"{file} is too large to be a list of quotes.",
            fix=f"Keep it under {MAX_FILE_BYTES // 2**10} kB, its lines under {MAX_LINE_BYTES}.",
        )
    try:
        rows = tomllib.loads(content.decode("utf-8")).get("quote", [])
        found = [_parse_row(row) for row in rows]
    # A ValidationError is a ValueError, too.
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigError(
            f"{file} is no list of quotes ({type(error).__name__}).",
            fix="Its form is in .github/docs/prices-and-estimates.md.",
        ) from None
    return tuple(q for q in found if q.expires is None or at < q.expires)


def _parse_row(row: dict[str, Any]) -> OtcQuote:
    return OtcQuote(
        base=row["base"], quote=row["quote"], price=_parse_number(row["price"]),
        fee=_parse_number(row.get("fee", 0)), said_by=row["said_by"], source="operator's quote",
        as_of=row["as_of"], expires=row["valid_until"], basis=Basis.OPERATOR,
    )  # fmt: skip


def _parse_number(value: object) -> Decimal:
    """A number of the file, which TOML gives as a float unless it stands in quotation marks."""
    return parse_decimal(str(value) if isinstance(value, float) else value)
