"""What must be kept to on a payment from one country to another: the lines of a brief, in order.

Pure: duties and dated rates go in, lines come out. A line says only which duty it is, and whether
its threshold is reached; the words are the note's own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Literal

from knowledge.compliance.duties import Duty
from knowledge.errors import UsageError
from knowledge.models import Value
from knowledge.money import decimals, exact, is_crypto, is_national, shown

Part = Literal["payer", "payee", "outside", "papers"]
Reached = Literal["always", "reached", "below", "unknown"]
# What a brief should say of each end; what is missing is said to be missing.
EXPECTED = ("payment", "licence", "travel_rule", "registration", "tax", "exposure")
_TO_PAPERS = frozenset({"documents", "tax"})


class Sum(Value):
    """The amount to be paid, in national money or a coin."""

    amount: Decimal
    currency: str


class Compared(Value):
    """The payment in the currency of a threshold: at which rate, whose, of which day."""

    amount: Decimal
    currency: str
    rate: Decimal
    source: str
    day: dt.date


class Line(Value):
    """One duty of a country at this corridor; ``reached`` is whether its threshold is met.

    ``unknown`` when no amount was given or no rate between the currencies is at hand; ``later``
    says that the duty has not begun yet.
    """

    country: str
    part: Part
    duty: Duty
    reached: Reached
    compared: Compared | None = None
    later: bool = False


class Brief(Value):
    """The duties of a corridor. ``gaps`` are (country, topic) that no source speaks of.

    ``words`` is what the law of payer and payee says of paying so at all; the two ``disagree``
    when one forbids what the other does not.
    """

    payer: str
    payee: str
    day: dt.date
    sum: Sum | None
    asset: str | None
    lines: tuple[Line, ...]
    gaps: tuple[tuple[str, str], ...]
    words: tuple[str, str]

    @property
    def disagree(self) -> bool:
        """Whether one end forbids what the other does not."""
        return "forbidden" in self.words and self.words[0] != self.words[1]


Rates = Callable[[str, str], Compared | None]
"""A unit of the first currency in the second, as a comparison of the amount 1."""


def brief(
    ends: tuple[str, str],
    duties: Callable[[str], Iterable[Duty]],
    payments: Mapping[str, str],
    rates: Rates,
    day: dt.date,
    *,
    wanted: Sum | None = None,
    asset: str | None = None,
    outside: Iterable[str] = (),
) -> Brief:
    """The brief for (payer, payee); UsageError when the two are no corridor, or the sum no sum.

    ``payments`` is each country's word on paying in crypto-assets; ``outside`` names those who
    reach in from outside, whose duties count where they say that they reach.
    """
    payer, payee = ends
    if payer == payee:
        raise UsageError(
            f"{payer} stands at both ends.", mend="A corridor has two countries: DE TR."
        )
    if wanted is not None:
        _check(wanted)
    parts: list[tuple[str, Part, Iterable[Duty]]] = [
        (payer, "payer", [d for d in duties(payer) if d.side != "payee"]),
        (payee, "payee", [d for d in duties(payee) if d.side != "payer"]),
        *((each, "outside", [d for d in duties(each) if d.reaches]) for each in outside),
    ]
    lines: list[Line] = []
    said: set[tuple[str, str]] = set()
    told: set[tuple[str, str]] = set()
    for country, part, found in parts:
        for duty in found:
            if not _applies(duty, ends, asset):
                continue
            said.add((country, duty.topic))
            # Two members of a union share its law: it is told once.
            if (duty.note, duty.starts) in told:
                continue
            told.add((duty.note, duty.starts))
            papers = part == "outside" and duty.topic in _TO_PAPERS
            lines.append(_line(country, "papers" if papers else part, duty, wanted, rates, day))
    return Brief(
        payer=payer, payee=payee, day=day, sum=wanted, asset=asset, lines=tuple(lines),
        gaps=tuple((c, topic) for c in ends for topic in EXPECTED if (c, topic) not in said),
        words=(payments.get(payer, "unclear"), payments.get(payee, "unclear")),
    )  # fmt: skip


def _applies(duty: Duty, ends: tuple[str, str], asset: str | None) -> bool:
    return duty.asset in ("", asset) and (not duty.ends or not {*duty.ends}.isdisjoint(ends))


def _check(wanted: Sum) -> None:
    if not wanted.amount.is_finite() or wanted.amount <= 0:
        raise UsageError("The amount must be more than nothing.")
    if not is_crypto(wanted.currency) and not is_national(wanted.currency):
        raise UsageError(
            f"{wanted.currency[:12]!r} is no currency that I know.", mend="Try: EUR, TRY, USDT."
        )


def _line(
    country: str, part: Part, duty: Duty, wanted: Sum | None, rates: Rates, day: dt.date
) -> Line:
    later = duty.since is not None and duty.since > day
    if duty.amount is None:
        return Line(country=country, part=part, duty=duty, reached="always", later=later)
    compared = _compared(wanted, duty.currency, rates) if wanted else None
    reached: Reached = _reached(compared, duty.amount, duty.counts) if compared else "unknown"
    return Line(
        country=country, part=part, duty=duty, reached=reached, compared=compared, later=later
    )


def _compared(wanted: Sum, currency: str, rates: Rates) -> Compared | None:
    one = rates(wanted.currency, currency)
    if one is None:
        return None
    with exact():
        amount = wanted.amount * one.rate
    return one.model_copy(update={"amount": shown(amount, decimals(currency))})


def _reached(compared: Compared, threshold: Decimal, counts: str) -> Reached:
    over = compared.amount >= threshold if counts == "at_least" else compared.amount > threshold
    return "reached" if over else "below"
