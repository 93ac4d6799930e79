"""Builds the compliance brief of a corridor: the obligations at both ends, in reading order.

Pure: obligations and dated rates go in, lines come out. A line names an obligation and whether its
threshold is reached; the wording stays in the note.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
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
# A country, the part of the brief, and an obligation of that country.
_PlacedObligation = tuple[str, Part, Obligation]
# The topics that a brief should cover for each end; a missing one is listed as a gap.
EXPECTED_TOPICS = (
    "payment", "licence", "travel_rule", "registration", "reporting", "documents", "tax",
    "exposure",
)  # fmt: skip
# The sanctioners whose measures a brief should cover where an end is under sanctions.
SANCTIONERS = ("EU", "UN", "US")
_PAPER_TOPICS = frozenset({"documents", "tax", "accounting"})
# The payment word of a country on whose rules for crypto-assets no source is known.
NOT_STATED = "unsaid"


class BriefLine(Value):
    """One obligation of a country at this corridor; ``reached`` compares it with the sum.

    ``later``: the obligation is not in force yet.
    """

    country: str
    part: Part
    duty: Obligation
    reached: ThresholdState
    compared: ThresholdComparison | None = None
    later: bool = False


class CorridorBrief(Value):
    """The obligations of a corridor.

    ``regions``: the named parts of the two countries. ``words``: for payer and payee, whether the
    law allows such payments at all. ``gaps``: each (end, topic) without a source. ``unsaid``: for
    each end under sanctions, the sanctioners whose measures no source states.
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
        """Whether the same law applies at both ends; it is then listed once."""
        return share_law(self.payer, self.payee)


def build_brief(
    ends: tuple[str, str],
    find_obligations: Callable[[str], Iterable[Obligation]],
    payment_words: Mapping[str, str],
    find_rate: RateLookup,
    day: dt.date,
    *,
    wanted: PaymentSum | None = None,
    asset: str | None = None,
    regions: tuple[str, str] = ("", ""),
    outside: Iterable[str] = (),
) -> CorridorBrief:
    """The brief for (payer, payee); UsageError for equal ends, an unknown coin or an invalid sum.

    ``payment_words``: each country's rule on paying in crypto-assets. ``outside``: jurisdictions
    and bodies whose obligations bind payments between others (``Obligation.reaches``).
    """
    payer, payee = ends
    _check_corridor(payer, payee, asset)
    wanted = validate_sum(wanted) if wanted else None
    applicable = _list_applicable(ends, find_obligations, asset, regions, outside)
    lines = [
        _build_line(country, _find_part(duty, part, regions), duty, wanted, find_rate, day)
        for country, part, duty in _drop_repeated(applicable)
    ]
    return CorridorBrief(
        payer=payer,
        payee=payee,
        regions=regions,
        day=day,
        sum=wanted,
        asset=asset,
        lines=tuple(lines),
        gaps=_list_gaps(ends, applicable),
        words=(
            _find_payment_word(lines, "payer", payer, payment_words),
            _find_payment_word(lines, "payee", payee, payment_words),
        ),
        unsaid=_list_missing_sanctioners(lines, ends, regions),
    )


def _list_applicable(
    ends: tuple[str, str],
    find_obligations: Callable[[str], Iterable[Obligation]],
    asset: str | None,
    regions: tuple[str, str],
    outside: Iterable[str],
) -> list[_PlacedObligation]:
    """The obligations that apply to the payment: the payer's, the payee's, those from outside."""
    payer, payee = ends
    places = {payer, payee, law_of(payer), law_of(payee)}
    parts: list[tuple[str, Part, Iterable[Obligation]]] = [
        (payer, "payer", [d for d in find_obligations(payer) if d.side != "payee"]),
        (payee, "payee", [d for d in find_obligations(payee) if d.side != "payer"]),
        *((each, "outside", [d for d in find_obligations(each) if d.reaches]) for each in outside),
    ]
    return [
        (country, part, duty)
        for country, part, duties in parts
        for duty in duties
        if _applies(duty, places, asset, regions)
    ]


def _list_gaps(
    ends: tuple[str, str], applicable: Iterable[_PlacedObligation]
) -> tuple[tuple[str, str], ...]:
    """The expected topics that no obligation of an end covers, as (end, topic)."""
    covered = {(country, duty.topic) for country, _, duty in applicable}
    return tuple(
        (end, topic) for end in ends for topic in EXPECTED_TOPICS if (end, topic) not in covered
    )


def _check_corridor(payer: str, payee: str, asset: str | None) -> None:
    if payer == payee:
        raise UsageError(
            f"{payer} stands at both ends.",
            fix="A corridor has two countries: DE TR.",
            key="corridor_same_ends",
            values={"country": payer},
        )
    if asset and not is_brief_asset(asset):
        raise UsageError(
            f"{asset[:12]!r} is no coin that I know.",
            fix="Try: USDT, USDC, BTC.",
            key="corridor_unknown_coin",
            values={"code": asset[:12]},
        )


def _drop_repeated(
    applicable: Iterable[_PlacedObligation],
) -> Iterator[_PlacedObligation]:
    """The obligations without repetition: two members of a union share its rows."""
    seen: set[tuple[object, ...]] = set()
    for country, part, duty in applicable:
        key = (duty.note, duty.starts, duty.amount)
        if key not in seen:
            seen.add(key)
            yield country, part, duty


def _build_line(
    country: str,
    part: Part,
    duty: Obligation,
    wanted: PaymentSum | None,
    find_rate: RateLookup,
    day: dt.date,
) -> BriefLine:
    reached, compared = compare_with_threshold(wanted, duty, find_rate)
    return BriefLine(
        country=country,
        part=part,
        duty=duty,
        reached=reached,
        compared=compared,
        later=duty.since is not None and duty.since > day,
    )


def _applies(
    duty: Obligation, places: set[str], asset: str | None, regions: tuple[str, str]
) -> bool:
    """Whether an obligation holds for the coin, the countries and the regions of the payment."""
    if duty.assets and (asset or "") not in duty.assets:
        return False
    # When a region was named, obligations of other regions are left out.
    if duty.region and any(regions) and duty.region not in regions:
        return False
    return not duty.ends or not places.isdisjoint(duty.ends)


def _find_part(duty: Obligation, part: Part, regions: tuple[str, str]) -> Part:
    """The part of the brief for an obligation: bans lead, papers are grouped, the rest stays."""
    if duty.region:
        return "lead" if duty.region in regions else part
    if duty.lead == "always" or (duty.lead == "at_home" and part != "outside"):
        return "lead"
    return "papers" if part == "outside" and duty.topic in _PAPER_TOPICS else part


def _find_payment_word(
    lines: list[BriefLine], part: Part, country: str, payment_words: Mapping[str, str]
) -> str:
    """A country's rule on such payments; an obligation about the coin may override it."""
    own = (line.duty.word for line in lines if line.part == part and line.duty.word)
    return next(own, payment_words.get(law_of(country), NOT_STATED))


def _list_missing_sanctioners(
    lines: list[BriefLine], ends: tuple[str, str], regions: tuple[str, str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For each end under sanctions, the sanctioners without a line about it."""
    missing = ((end, _find_missing_sanctioners(lines, end, regions)) for end in ends)
    return tuple((end, sanctioners) for end, sanctioners in missing if sanctioners)


def _find_missing_sanctioners(
    lines: list[BriefLine], end: str, regions: tuple[str, str]
) -> tuple[str, ...]:
    """The sanctioners without a line about an end that is under sanctions; else empty."""
    sanctions = [
        line
        for line in lines
        if law_of(end) in line.duty.ends and (not line.duty.region or line.duty.region in regions)
    ]
    if not sanctions:
        return ()
    return tuple(s for s in SANCTIONERS if not any(_is_measure_of(line, s) for line in sanctions))


def _is_measure_of(line: BriefLine, sanctioner: str) -> bool:
    """Whether a line is a measure of a sanctioner; the Union's also apply as its members' law."""
    own = sanctioner in (line.country, law_of(line.country))
    return own or (sanctioner == UNION and is_member(line.country))
