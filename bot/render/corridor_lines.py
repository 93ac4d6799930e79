"""The lines of a corridor brief in words: a duty's sentence, its marks, and its threshold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from bot.messages import format_date, message
from bot.render.number_format import format_amount, format_decimal, round_rate
from bot.replies.reply import Claim
from knowledge.compliance.corridor_brief import BriefLine, CorridorBrief
from knowledge.compliance.obligations import UNION, is_member
from knowledge.compliance.thresholds import PaymentSum
from knowledge.places.jurisdictions import is_known_place, place_name

# A note answers a question; in a brief its "Yes," has nothing to answer.
_ANSWERING = re.compile(r"^(?:Yes|No|It depends|Да|Нет)(?:, not for now)?[,:] ")
Quoted = tuple[BriefLine, Claim]


def render_lines(brief: CorridorBrief, quoted: Iterable[Quoted], language: str) -> list[str]:
    """Each duty with its label where the topic changes; two thresholds of a sentence under it."""
    out: list[str] = []
    label, before = "", None
    for line, claim in quoted:
        if before != claim:
            said = _label(line, language)
            shown = f"{said}: " if said != label else ""
            out.append(f"• {shown}{_sentence(line, claim, brief, language)}")
            label, before = said, claim
        out += _threshold(line, brief.sum, language)
    return out


def _label(line: BriefLine, language: str) -> str:
    """The topic of a line; of a ban at the head of a brief, whose it is."""
    if line.part != "lead":
        return message(f"topic_{line.duty.topic}", language)
    whose = UNION if is_member(line.country) else line.country
    return place_name(whose, language) if is_known_place(whose) else ""


def _sentence(line: BriefLine, claim: Claim, brief: CorridorBrief, language: str) -> str:
    text = _ANSWERING.sub("", claim.text)
    cited = "".join(f" [{n}]" for n in claim.citations)
    marks = [f"{line.duty.as_of:%Y-%m-%d}"]
    if line.later and line.duty.since:
        marks.append(
            message("corridor_later", language, day=format_date(line.duty.since, language))
        )
    if line.duty.overdue(brief.day):
        marks.append(message("corridor_overdue", language))
    differs = message("corridor_differs", language) + " " if line.duty.differs else ""
    return f"{differs}{text[0].upper()}{text[1:]}{cited} ({'; '.join(marks)})"


def _threshold(line: BriefLine, wanted: PaymentSum | None, language: str) -> list[str]:
    """How the sum of the payment stands to the threshold, or the cap, of a duty."""
    duty = line.duty
    if duty.amount is None or wanted is None:
        return []
    limit = format_sum(duty.amount, duty.currency, language)
    if line.compared is None:
        said = format_sum(wanted.amount, wanted.currency, language)
        return ["  ↳ " + message("corridor_no_rate", language, amount=said, limit=limit)]
    worth = format_sum(line.compared.amount, duty.currency, language)
    said = message(f"corridor_{_standing(line)}", language, amount=worth, limit=limit)
    return ["  ↳ " + said]


def _standing(line: BriefLine) -> str:
    """Which sentence says how a payment stands to a threshold."""
    duty = line.duty
    if duty.topic == "limit":
        over = "over" if line.reached == "reached" else "within"
        return f"cap_{over}_{duty.per}"
    if duty.suspended and line.reached == "reached":
        return "suspended"
    per = "_contract" if duty.per == "contract" and line.reached == "below" else ""
    return f"{line.reached}_{duty.counts}{per}"


def render_rates(brief: CorridorBrief, language: str) -> list[str]:
    """What the sum of the payment is in the currencies of the thresholds, at which rates."""
    if brief.sum is None:
        return []
    compared = {
        line.duty.currency: line.compared
        for line in brief.lines
        if line.compared and line.duty.currency != brief.sum.currency
    }
    found = [
        message(
            "corridor_converted",
            language,
            worth=format_sum(at.amount, currency, language),
            rate=format_decimal(round_rate(at.rate), language),
            source=at.source,
            day=format_date(at.day, language),
        )
        for currency, at in compared.items()
    ]
    if not found:
        return []
    said = format_sum(brief.sum.amount, brief.sum.currency, language)
    return [message("corridor_compared", language, amount=said, rates="; ".join(found))]


def format_sum(value: Decimal, currency: str, language: str) -> str:
    """A sum without needless zeros, as in the text of a law."""
    if value == value.to_integral_value():
        return f"{format_decimal(value.quantize(Decimal(1)), language)} {currency}"
    return format_amount(value, currency, language)
