"""A corridor brief in words: each duty as its note says it, with its citation and its date."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bot.messages import day, message
from bot.quoted import Quoting
from bot.render.numbers import amount, decimal, rate
from bot.reply import Claim, Role
from knowledge.compliance.corridor import Brief, Line
from knowledge.jurisdictions import name as name_of

# A note answers a question; in a brief its "Yes," has nothing to answer.
_ANSWERING = re.compile(r"^(?:Yes|No|It depends|Да|Нет)(?:, not for now)?[,:] ")
_OUTSIDE = ("outside", "papers")


@dataclass(frozen=True)
class Told:
    """A brief in words. The first line of a block of several lines is its heading."""

    title: str
    blocks: tuple[str, ...]
    claims: tuple[Claim, ...]


def told(brief: Brief, quoting: Quoting, language: str) -> Told:
    """The brief with every line cited and dated; a line whose note says nothing is left out."""
    quoted = [
        (line, claim)
        for line in brief.lines
        if (claim := quoting.claim(
            line.duty.note, Role.RULE, line.duty.starts, line.duty.starts_ru
        ))
    ]  # fmt: skip
    blocks = [_conflict(brief, quoted, language)] if brief.disagree else []
    blocks += _rates(brief, language)
    for part, country in (("payer", brief.payer), ("payee", brief.payee)):
        heading = message(f"corridor_{part}", language, place=name_of(country, language))
        said = _lines(brief, ((li, c) for li, c in quoted if li.part == part), language)
        gaps = _gaps(brief, country, language)
        blocks.append("\n".join([heading, *_or_none(said, gaps, language)]))
    for part in _OUTSIDE:
        said = _lines(brief, ((li, c) for li, c in quoted if li.part == part), language)
        if said:
            blocks.append("\n".join([message(f"corridor_{part}", language), *said]))
    foot = [message("corridor_not_screened", language), message("corridor_counsel", language)]
    if any(claim.language != language for _, claim in quoted):
        foot.insert(0, message("corridor_untranslated", language))
    return Told(
        title=_title(brief, language),
        blocks=(*blocks, " ".join(foot)),
        claims=tuple(dict.fromkeys(claim for _, claim in quoted)),
    )


def _title(brief: Brief, language: str) -> str:
    ends = " → ".join(name_of(code, language) for code in (brief.payer, brief.payee))
    parts = [message("corridor_title", language, ends=ends)]
    if brief.sum:
        parts.append(_amount(brief.sum.amount, brief.sum.currency, language))
    if brief.asset and (not brief.sum or brief.sum.currency != brief.asset):
        parts.append(brief.asset)
    return " · ".join([*parts, day(brief.day, language)])


def _conflict(brief: Brief, quoted: list[tuple[Line, Claim]], language: str) -> str:
    """That the two ends disagree, with the citations of what each of them says."""
    words = [message(f"corridor_word_{word}", language) for word in brief.words]
    payer, payee = (name_of(code, language) for code in (brief.payer, brief.payee))
    numbers: list[int] = []
    for part in ("payer", "payee"):
        for line, claim in quoted:
            if line.part == part and line.duty.topic == "payment":
                numbers += claim.citations
                break
    cited = "".join(f" [{n}]" for n in dict.fromkeys(numbers))
    said = message(
        "corridor_conflict", language, payer=payer, payee=payee, one=words[0], other=words[1]
    )
    return said + cited


def _lines(brief: Brief, quoted: Iterable[tuple[Line, Claim]], language: str) -> list[str]:
    out, topic = [], ""
    for line, claim in quoted:
        label = ""
        if line.duty.topic != topic:
            topic = line.duty.topic
            label = message(f"topic_{topic}", language) + ": "
        out.append(f"• {label}{_sentence(line, claim, brief, language)}")
        out += _threshold(line, brief, language)
    return out


def _sentence(line: Line, claim: Claim, brief: Brief, language: str) -> str:
    text = _ANSWERING.sub("", claim.text)
    cited = "".join(f" [{n}]" for n in claim.citations)
    marks = [f"{line.duty.as_of:%Y-%m-%d}"]
    if line.later and line.duty.since:
        marks.append(message("corridor_later", language, day=day(line.duty.since, language)))
    if line.duty.overdue(brief.day):
        marks.append(message("corridor_overdue", language))
    return f"{text[0].upper()}{text[1:]}{cited} ({'; '.join(marks)})"


def _threshold(line: Line, brief: Brief, language: str) -> list[str]:
    """How the sum of the payment stands to the threshold of a duty."""
    duty = line.duty
    if duty.amount is None or brief.sum is None:
        return []
    limit = _amount(duty.amount, duty.currency, language)
    if line.compared is None:
        said = _amount(brief.sum.amount, brief.sum.currency, language)
        return ["  ↳ " + message("corridor_no_rate", language, amount=said, limit=limit)]
    worth = _amount(line.compared.amount, duty.currency, language)
    key = f"corridor_{line.reached}_{duty.counts}"
    return ["  ↳ " + message(key, language, amount=worth, limit=limit)]


def _rates(brief: Brief, language: str) -> list[str]:
    """What the sum of the payment is in the currencies of the thresholds, at which rates."""
    if brief.sum is None:
        return []
    compared = {
        line.duty.currency: line.compared
        for line in brief.lines
        if line.compared and line.duty.currency != brief.sum.currency
    }
    lines = [
        message(
            "corridor_converted", language, worth=_amount(found.amount, money, language),
            rate=decimal(rate(found.rate), language), source=found.source,
            day=day(found.day, language),
        )
        for money, found in compared.items()
    ]  # fmt: skip
    said = _amount(brief.sum.amount, brief.sum.currency, language)
    return [message("corridor_compared", language, amount=said, rates="; ".join(lines))][
        : len(lines)
    ]


def _amount(value: Decimal, currency: str, language: str) -> str:
    """A sum without needless zeros, as in the text of a law."""
    if value == value.to_integral_value():
        return f"{decimal(value.quantize(Decimal(1)), language)} {currency}"
    return amount(value, currency, language)


def _gaps(brief: Brief, country: str, language: str) -> list[str]:
    topics = [topic for place, topic in brief.gaps if place == country]
    if not topics:
        return []
    names = ", ".join(message(f"topic_{topic}", language).lower() for topic in topics)
    return ["• " + message("corridor_gap", language, topics=names)]


def _or_none(said: list[str], gaps: list[str], language: str) -> list[str]:
    """What is said of an end; that its law is told already where nothing is."""
    return [*said, *gaps] or ["• " + message("corridor_same", language)]
