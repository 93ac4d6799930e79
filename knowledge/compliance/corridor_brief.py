"""What must be kept to on a payment from one country to another: the lines of a brief, in order.

Pure: duties and dated rates go in, lines come out. A line says only which duty it is, and whether
its threshold is reached; the words are the note's own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from knowledge.compliance.obligations import UNION, Obligation, is_brief_asset, is_member, share_law
from knowledge.compliance.thresholds import (
    PaymentSum,
    RateLookup,
    ThresholdComparison,
    ThresholdState,
    compare_with_threshold,
    validate_sum,
)
from knowledge.errors import UsageError
from knowledge.models import Value
from knowledge.places.jurisdictions import law_of

Part = Literal["lead", "payer", "payee", "outside", "papers"]
# What a brief should say of each end; what is missing is said to be missing.
EXPECTED_TOPICS = (
    "payment", "licence", "travel_rule", "registration", "reporting", "documents", "tax",
    "exposure",
)  # fmt: skip
# Whose sanctions a brief should speak of where an end is under any.
SANCTIONERS = ("EU", "UN", "US")
_TO_PAPERS = frozenset({"documents", "tax", "accounting"})
# A country's word on paying so: of what no source speaks, nothing is said.
NOT_STATED = "unsaid"


class BriefLine(Value):
    """One duty of a country at this corridor; ``reached`` is whether its threshold is met.

    ``later`` says that the duty has not begun yet.
    """

    country: str
    part: Part
    duty: Obligation
    reached: ThresholdState
    compared: ThresholdComparison | None = None
    later: bool = False


class CorridorBrief(Value):
    """The duties of a corridor. ``gaps`` are (end, topic) that no source speaks of.

    ``regions`` are the parts of the two countries that were named. ``words`` is what the law of
    payer and payee says of paying so at all. ``unsaid`` names, for each end under anybody's
    sanctions, those whose sanctions on it no source speaks of.
    """

    payer: str
    payee: str
    regions: tuple[str, str] = ("", "")
    day: dt.date
    sum: PaymentSum | None
    asset: str | None
    lines: tuple[BriefLine, ...]
    gaps: tuple[tuple[str, str], ...]
    words: tuple[str, str]
    unsaid: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def same_law(self) -> bool:
        """Whether both ends have the same law, which is told once."""
        return share_law(self.payer, self.payee)


def build_brief(
    ends: tuple[str, str],
    duties: Callable[[str], Iterable[Obligation]],
    payments: Mapping[str, str],
    rates: RateLookup,
    day: dt.date,
    *,
    wanted: PaymentSum | None = None,
    asset: str | None = None,
    regions: tuple[str, str] = ("", ""),
    outside: Iterable[str] = (),
) -> CorridorBrief:
    """The brief for (payer, payee); UsageError when the two are no corridor, or the sum no sum.

    ``payments`` is each country's word on paying in crypto-assets; ``outside`` names those who
    reach in from outside, whose duties count where they say that they reach.
    """
    payer, payee = ends
    if payer == payee:
        raise UsageError(
            f"{payer} stands at both ends.", fix="A corridor has two countries: DE TR."
        )
    if asset and not is_brief_asset(asset):
        raise UsageError(f"{asset[:12]!r} is no coin that I know.", fix="Try: USDT, USDC, BTC.")
    wanted = validate_sum(wanted) if wanted else None
    parts: list[tuple[str, Part, Iterable[Obligation]]] = [
        (payer, "payer", [d for d in duties(payer) if d.side != "payee"]),
        (payee, "payee", [d for d in duties(payee) if d.side != "payer"]),
        *((each, "outside", [d for d in duties(each) if d.reaches]) for each in outside),
    ]
    places = {payer, payee, law_of(payer), law_of(payee)}
    lines: list[BriefLine] = []
    said: set[tuple[str, str]] = set()
    told: set[tuple[object, ...]] = set()
    for country, part, found in parts:
        for duty in found:
            if not _applies(duty, places, asset, regions):
                continue
            said.add((country, duty.topic))
            # Two members of a union share its law: it is told once.
            key = (duty.note, duty.starts, duty.amount)
            if key in told:
                continue
            told.add(key)
            reached, at = compare_with_threshold(wanted, duty, rates)
            stands = _find_part(duty, part, regions)
            later = duty.since is not None and duty.since > day
            lines.append(
                BriefLine(
                    country=country,
                    part=stands,
                    duty=duty,
                    reached=reached,
                    compared=at,
                    later=later,
                )
            )
    return CorridorBrief(
        payer=payer,
        payee=payee,
        regions=regions,
        day=day,
        sum=wanted,
        asset=asset,
        lines=tuple(lines),
        gaps=tuple((c, topic) for c in ends for topic in EXPECTED_TOPICS if (c, topic) not in said),
        words=(
            _payment_word(lines, "payer", payer, payments),
            _payment_word(lines, "payee", payee, payments),
        ),
        unsaid=tuple(
            (end, left) for end in ends if (left := _missing_sanctioners(lines, end, regions))
        ),
    )


def _applies(
    duty: Obligation, places: set[str], asset: str | None, regions: tuple[str, str]
) -> bool:
    if duty.assets and (asset or "") not in duty.assets:
        return False
    # Of one region named, what holds for another is not told.
    if duty.region and any(regions) and duty.region not in regions:
        return False
    return not duty.ends or not places.isdisjoint(duty.ends)


def _find_part(duty: Obligation, part: Part, regions: tuple[str, str]) -> Part:
    """Where a duty stands: a ban at the head, papers together, all else with its end."""
    if duty.region:
        return "lead" if duty.region in regions else part
    if duty.lead == "always" or (duty.lead == "at_home" and part != "outside"):
        return "lead"
    return "papers" if part == "outside" and duty.topic in _TO_PAPERS else part


def _payment_word(
    lines: list[BriefLine], part: Part, country: str, payments: Mapping[str, str]
) -> str:
    """What a country's law says of paying so; a duty of the coin may say otherwise than of all."""
    own = (line.duty.word for line in lines if line.part == part and line.duty.word)
    return next(own, payments.get(law_of(country), NOT_STATED))


def _missing_sanctioners(
    lines: list[BriefLine], end: str, regions: tuple[str, str]
) -> tuple[str, ...]:
    """Whose sanctions on an end no source speaks of; nobody's where it is under none."""
    on_it = [
        line
        for line in lines
        if law_of(end) in line.duty.ends and (not line.duty.region or line.duty.region in regions)
    ]
    if not on_it:
        return ()
    return tuple(
        each for each in SANCTIONERS if not any(_is_measure_of(line, each) for line in on_it)
    )


def _is_measure_of(line: BriefLine, sanctioner: str) -> bool:
    """Whether a line is a measure of a sanctioner, whose law an end may have."""
    own = sanctioner in (line.country, law_of(line.country))
    return own or (sanctioner == UNION and is_member(line.country))
