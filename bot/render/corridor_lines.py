"""The lines of a corridor brief: the sentence of an obligation, its marks, and its threshold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bot.messages import format_date, message
from bot.render.number_format import format_amount, format_decimal, round_rate
from bot.replies.reply import Claim
from knowledge.compliance.corridor_brief import BriefLine, CorridorBrief
from knowledge.compliance.obligations import UNION, is_member
from knowledge.compliance.thresholds import PaymentSum
from knowledge.places.jurisdictions import is_known_place, place_name

# Notes answer questions; a brief asks none, so the answering word is left out.
_ANSWER_WORD = re.compile(r"^(?:Yes|No|It depends|Да|Нет)(?:, not for now)?[,:] ")
_BULLET, _SUBLINE = "• ", "  ↳ "


@dataclass(frozen=True)
class QuotedLine:
    """A line of a brief with the claim that states its obligation."""

    line: BriefLine
    claim: Claim


def render_lines(brief: CorridorBrief, quoted: Iterable[QuotedLine], language: str) -> list[str]:
    """Each claim once, labelled where the topic changes, with its thresholds under it."""
    rendered: list[str] = []
    label = ""
    claim: Claim | None = None
    for each in quoted:
        if each.claim != claim:
            next_label = _label(each.line, language)
            prefix = f"{next_label}: " if next_label != label else ""
            rendered.append(f"{_BULLET}{prefix}{_sentence(each, brief, language)}")
            label, claim = next_label, each.claim
        rendered += _threshold(each.line, brief.sum, language)
    return rendered


def _label(line: BriefLine, language: str) -> str:
    """The topic of a line; at the head of a brief, whose ban it is."""
    if line.part != "lead":
        return message(f"topic_{line.duty.topic}", language)
    issuer = UNION if is_member(line.country) else line.country
    return place_name(issuer, language) if is_known_place(issuer) else ""


def _sentence(quoted: QuotedLine, brief: CorridorBrief, language: str) -> str:
    duty, claim = quoted.line.duty, quoted.claim
    text = _ANSWER_WORD.sub("", claim.text)
    citations = "".join(f" [{number}]" for number in claim.citations)
    marks = [f"{duty.as_of:%Y-%m-%d}"]
    if quoted.line.later and duty.since:
        since = format_date(duty.since, language)
        marks.append(message("corridor_later", language, day=since))
    if duty.overdue(brief.day):
        marks.append(message("corridor_overdue", language))
    differs = message("corridor_differs", language) + " " if duty.differs else ""
    return f"{differs}{text[0].upper()}{text[1:]}{citations} ({'; '.join(marks)})"


def _threshold(line: BriefLine, payment: PaymentSum | None, language: str) -> list[str]:
    """How the sum of the payment compares with the threshold or cap of an obligation."""
    duty = line.duty
    if duty.amount is None or payment is None:
        return []
    key, amount = "no_rate", format_sum(payment.amount, payment.currency, language)
    if line.compared is not None:
        key = _comparison_key(line)
        amount = format_sum(line.compared.amount, duty.currency, language)
    limit = format_sum(duty.amount, duty.currency, language)
    return [_SUBLINE + message(f"corridor_{key}", language, amount=amount, limit=limit)]


def _comparison_key(line: BriefLine) -> str:
    """Which message compares the payment with a threshold."""
    duty = line.duty
    if duty.topic == "limit":
        over = "over" if line.reached == "reached" else "within"
        return f"cap_{over}_{duty.per}"
    if duty.suspended and line.reached == "reached":
        return "suspended"
    per = "_contract" if duty.per == "contract" and line.reached == "below" else ""
    return f"{line.reached}_{duty.counts}{per}"


def render_rates(brief: CorridorBrief, language: str) -> list[str]:
    """The sum of the payment in the currencies of the thresholds, and the rates used."""
    if brief.sum is None:
        return []
    compared = {
        line.duty.currency: line.compared
        for line in brief.lines
        if line.compared and line.duty.currency != brief.sum.currency
    }
    conversions = [
        message(
            "corridor_converted",
            language,
            worth=format_sum(comparison.amount, currency, language),
            rate=format_decimal(round_rate(comparison.rate), language),
            source=comparison.source,
            day=format_date(comparison.day, language),
        )
        for currency, comparison in compared.items()
    ]
    if not conversions:
        return []
    amount = format_sum(brief.sum.amount, brief.sum.currency, language)
    return [message("corridor_compared", language, amount=amount, rates="; ".join(conversions))]


def format_sum(value: Decimal, currency: str, language: str) -> str:
    """A sum without decimals if it has none, as in the text of a law."""
    if value == value.to_integral_value():
        return f"{format_decimal(value.quantize(Decimal(1)), language)} {currency}"
    return format_amount(value, currency, language)
