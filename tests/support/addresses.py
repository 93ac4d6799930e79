"""The vectors of crypto addresses: published ones, mistyped ones, and texts around them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from knowledge.compliance.addresses.models import ParseResult
from tests.support.paths import FIXTURES

Row = dict[str, Any]
VECTORS: dict[str, list[Row]] = json.loads((FIXTURES / "addresses.json").read_text("utf-8"))
VALID, INVALID = VECTORS["valid"], VECTORS["invalid"]
# One address of each kind.
EXAMPLES = {
    "bitcoin": "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "segwit": "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "tron": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    "ripple": "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
    "evm": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "solana": "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV",
    "monero": next(row["address"] for row in VALID if row["kind"] == "xmr"),
    "cashaddr": "qp3wjpa3tjlj042z2wv7hahsldgwhwy0rq9sywjpyy",
}
_SEGWIT = ("bc1", "tb1", "bcrt1", "ltc1", "tltc1", "rltc1")


def name_of(row: Row) -> str:
    """A row's name in a test's report."""
    return str(row.get("address", row.get("text", "")))[:24] or "empty"


def examples_but(kind: str) -> list[str]:
    """What is no address of a kind: nothing, a word, and an address of each other kind."""
    return ["", "T", "0x", "payment", *(text for name, text in EXAMPLES.items() if name != kind)]


def is_segwit(row: Row) -> bool:
    """Whether the row's address is written in bech32."""
    return str(row["address"]).lower().startswith(_SEGWIT)


def rows_of(*kinds: str, where: Callable[[Row], bool] = lambda _: True) -> list[Row]:
    """The right and the mistyped addresses of some kinds, as one table."""
    return [row for row in VALID + INVALID if row["kind"] in kinds and where(row)]


def agrees(row: Row, found: ParseResult | None) -> bool:
    """Whether a parser gave what the row says of its address."""
    return (
        found is not None
        and (found.form.kind, found.problem) == (row["kind"], row.get("problem", ""))
        and found.form.canonical == row.get("canonical", row["address"])
        and ("problem" in row or [other.canonical for other in found.also] == row.get("also", []))
    )
