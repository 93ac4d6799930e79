"""Corridor briefs over two obligations of made-up notes, and the claims that state them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from bot.render.corridor_lines import QuotedLine
from bot.replies.reply import Claim, Role
from knowledge.compliance.corridor_brief import BriefLine, CorridorBrief
from knowledge.compliance.obligations import Obligation

DAY = dt.date(2026, 11, 24)


def obligation(**changes: Any) -> Obligation:
    """A duty of a note, without a threshold unless the changes give one."""
    fields: dict[str, Any] = {
        "topic": "payment", "note": "de-rule", "starts": "Yes", "as_of": dt.date(2026, 10, 1),
        "review_after": dt.date(2027, 10, 1),
    }  # fmt: skip
    return Obligation(**(fields | changes))


def threshold(**changes: Any) -> Obligation:
    """A duty from 10,000 EUR."""
    limits = {"amount": Decimal(10000), "currency": "EUR", "counts": "at_least", "rule": "§ 1"}
    return obligation(**({"topic": "reporting"} | limits | changes))


def line(duty: Obligation, **changes: Any) -> BriefLine:
    fields: dict[str, Any] = {
        "country": "DE", "part": "payer", "duty": duty, "reached": "always",
    }  # fmt: skip
    return BriefLine(**(fields | changes))


def claim(text: str = "Yes, a company may pay so.", *numbers: int, language: str = "en") -> Claim:
    return Claim(
        text=text, role=Role.RULE, citations=numbers or (1,), source_id="de-rule",
        passage_id="de-rule#1", start=0, end=len(text), language=language,
    )  # fmt: skip


def brief(*lines: BriefLine, **changes: Any) -> CorridorBrief:
    fields: dict[str, Any] = {
        "payer": "DE", "payee": "BR", "day": DAY, "sum": None, "asset": None, "lines": lines,
        "gaps": (), "words": ("allowed", "restricted"),
    }  # fmt: skip
    return CorridorBrief(**(fields | changes))


def quoted(each: BriefLine, text: str = "Yes, a company may pay so.", *numbers: int) -> QuotedLine:
    return QuotedLine(each, claim(text, *numbers))
