"""A corridor brief in words: each obligation as its note states it, with citation and date.

The claims come resolved: rendering looks nothing up in the index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.messages import format_date, message
from bot.render.corridor_lines import QuotedLine, format_sum, render_lines, render_rates
from bot.render.table_rows import render_listed_at
from knowledge.compliance.corridor_brief import NOT_STATED, CorridorBrief, Part
from knowledge.compliance.listings import Venue
from knowledge.places.jurisdictions import law_of, place_name


@dataclass(frozen=True)
class RenderedBrief:
    """A brief in words. The first line of a block of several lines is its heading."""

    title: str
    blocks: tuple[str, ...]


def render_brief(
    brief: CorridorBrief,
    quoted: Sequence[QuotedLine],
    language: str,
    listed: Mapping[str, Sequence[Venue]] | None = None,
) -> RenderedBrief:
    """The brief with the lines that have a claim; the topics of the others are gaps.

    ``listed`` are the venues and persons under sanctions that sit or work at each end.
    """
    renderer = _BriefRenderer(brief, quoted, language, listed or {})
    return RenderedBrief(_title(brief, language), renderer.blocks())


def _title(brief: CorridorBrief, language: str) -> str:
    ends = " → ".join(
        _end_name(end, region, language)
        for end, region in zip((brief.payer, brief.payee), brief.regions, strict=True)
    )
    parts = [message("corridor_title", language, ends=ends)]
    if brief.sum:
        parts.append(format_sum(brief.sum.amount, brief.sum.currency, language))
    if brief.asset and (not brief.sum or brief.sum.currency != brief.asset):
        parts.append(brief.asset)
    return " · ".join([*parts, format_date(brief.day, language)])


def _end_name(end: str, region: str, language: str) -> str:
    name = place_name(end, language)
    return f"{name} ({message(f'region_{region}', language)})" if region else name


def _end_with_law(end: str, region: str, language: str) -> str:
    """An end by its name; a territory with the country whose law it has."""
    law = law_of(end)
    if law == end:
        return _end_name(end, region, language)
    place, country = place_name(end, language), place_name(law, language)
    return message("corridor_territory", language, place=place, law=country)


class _BriefRenderer:
    """The blocks of one brief in one language."""

    def __init__(
        self,
        brief: CorridorBrief,
        quoted: Sequence[QuotedLine],
        language: str,
        listed: Mapping[str, Sequence[Venue]],
    ) -> None:
        self._brief, self._quoted, self._language = brief, quoted, language
        self._listed = listed
        # The two ends, each with the region of it that was named.
        self._regions = dict(zip((brief.payer, brief.payee), brief.regions, strict=True))

    def blocks(self) -> tuple[str, ...]:
        brief = self._brief
        blocks = [
            self._block("lead", self._message("corridor_lead")),
            self._standing(),
            *render_rates(brief, self._language),
            self._end_block("payer", brief.payer, brief.regions[0]),
            self._end_block("payee", brief.payee, brief.regions[1]),
            self._block("outside", self._message("corridor_outside"), *self._unstated_sanctions()),
            self._block("papers", self._message("corridor_papers")),
            self._foot(),
        ]
        return tuple(block for block in blocks if block)

    def _message(self, key: str, **values: object) -> str:
        return message(key, self._language, **values)

    def _block(self, part: Part, heading: str, *more: str) -> str:
        """A heading with the lines of a part; empty if it has none."""
        of_part = [each for each in self._quoted if each.line.part == part]
        lines = [*render_lines(self._brief, of_part, self._language), *more]
        return "\n".join([heading, *lines]) if lines else ""

    def _end_block(self, part: Part, end: str, region: str) -> str:
        place = _end_with_law(end, region, self._language)
        listed = render_listed_at(end, self._listed.get(end, ()), self._language)
        more = self._gaps(end)
        if self._brief.same_law and part == "payee":
            more.append("• " + self._message("corridor_same"))
        # It cites no note: each name has a note of its own, to be asked for.
        more += [listed] if listed else []
        return self._block(part, self._message(f"corridor_{part}", place=place), *more)

    def _standing(self) -> str:
        """What each end says of such a payment, with citations, and whether the two disagree."""
        positions: list[str] = []
        numbers: list[int] = []
        for part, position in zip(("payer", "payee"), self._brief.words, strict=True):
            # Two ends of one law have its lines at the payer only.
            parts = ("payer", "payee") if self._brief.same_law else (part,)
            claims = [
                each.claim
                for each in self._quoted
                if each.line.part in parts and each.line.duty.topic == "payment"
            ]
            # A position without a source is not given.
            positions.append(position if claims else NOT_STATED)
            numbers += claims[0].citations if claims else ()
        banned = any(each.line.part == "lead" for each in self._quoted)
        key = "under_ban" if banned else _standing_key(positions)
        one, other = (self._message(f"corridor_word_{position}") for position in positions)
        text = self._message(
            f"corridor_{key}",
            payer=place_name(self._brief.payer, self._language),
            payee=place_name(self._brief.payee, self._language),
            one=one,
            other=other,
        )
        return text + "".join(f" [{number}]" for number in dict.fromkeys(numbers))

    def _gaps(self, end: str) -> list[str]:
        """The topics of an end without a source, or whose source the index does not hold."""
        quoted = {(each.line.country, each.line.duty.topic) for each in self._quoted}
        without_source = [topic for place, topic in self._brief.gaps if place == end]
        not_in_index = [
            line.duty.topic
            for line in self._brief.lines
            if line.country == end and (end, line.duty.topic) not in quoted
        ]
        topics = dict.fromkeys([*without_source, *not_in_index])
        if not topics:
            return []
        names = ", ".join(self._message(f"topic_{topic}").lower() for topic in topics)
        return ["• " + self._message("corridor_gap", topics=names)]

    def _unstated_sanctions(self) -> list[str]:
        """For each end under sanctions, whose sanctions on it no source states."""
        return [
            "• "
            + self._message(
                "corridor_unsaid",
                place=_end_name(end, self._regions[end], self._language),
                whose=", ".join(
                    self._message(f"sanctioner_{name.lower()}") for name in sanctioners
                ),
            )
            for end, sanctioners in self._brief.unsaid
        ]

    def _foot(self) -> str:
        keys = ["corridor_dates", "corridor_not_screened", "corridor_counsel"]
        if any(each.claim.language != self._language for each in self._quoted):
            keys.insert(0, "corridor_untranslated")
        return " ".join(self._message(key) for key in keys)


def _standing_key(positions: list[str]) -> str:
    """Which message compares the positions of the two ends."""
    if NOT_STATED in positions:
        return "alike"
    if positions[0] == positions[1]:
        return "both_forbid" if "forbidden" in positions else "alike"
    return "conflict" if "forbidden" in positions and "unclear" not in positions else "differ"
