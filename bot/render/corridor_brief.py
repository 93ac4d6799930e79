"""A corridor brief in words: each duty as its note says it, with its citation and its date."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers.note_quotes import NoteQuoter
from bot.messages import format_date, message
from bot.render.corridor_lines import Quoted, format_sum, render_lines, render_rates
from bot.replies.reply import Claim, Role
from knowledge.compliance.corridor_brief import NOT_STATED, CorridorBrief, Part
from knowledge.places.jurisdictions import law_of, place_name

_OUTSIDE: tuple[Part, ...] = ("outside", "papers")


@dataclass(frozen=True)
class RenderedBrief:
    """A brief in words. The first line of a block of several lines is its heading."""

    title: str
    blocks: tuple[str, ...]
    claims: tuple[Claim, ...]


def render_brief(brief: CorridorBrief, quoting: NoteQuoter, language: str) -> RenderedBrief:
    """The brief with every line cited and dated; what the index does not hold is a gap of it."""
    quoted = [
        (line, claim)
        for line in sorted(brief.lines, key=lambda line: line.part != "lead")
        if (claim := quoting.quote(
            line.duty.note, Role.RULE, line.duty.starts, line.duty.starts_ru
        ))
    ]  # fmt: skip

    def block(part: Part, heading: str, *more: str) -> list[str]:
        said = [*render_lines(brief, [q for q in quoted if q[0].part == part], language), *more]
        return ["\n".join([heading, *said])] if said else []

    blocks = block("lead", message("corridor_lead", language))
    blocks += [_words(brief, quoted, language), *render_rates(brief, language)]
    ends: tuple[tuple[Part, str, str], ...] = (
        ("payer", brief.payer, brief.regions[0]), ("payee", brief.payee, brief.regions[1]),
    )  # fmt: skip
    for part, end, region in ends:
        heading = message(f"corridor_{part}", language, place=_place(end, region, language))
        more = _gaps(brief, quoted, end, language)
        if brief.same_law and part == "payee":
            more.append("• " + message("corridor_same", language))
        blocks += block(part, heading, *more)
    for part in _OUTSIDE:
        more = _unsaid(brief, language) if part == "outside" else []
        blocks += block(part, message(f"corridor_{part}", language), *more)
    return RenderedBrief(
        title=_title(brief, language),
        blocks=(*blocks, _foot(quoted, language)),
        claims=tuple(dict.fromkeys(claim for _, claim in quoted)),
    )


def _title(brief: CorridorBrief, language: str) -> str:
    ends = " → ".join(
        _named(end, region, language)
        for end, region in zip((brief.payer, brief.payee), brief.regions, strict=True)
    )
    parts = [message("corridor_title", language, ends=ends)]
    if brief.sum:
        parts.append(format_sum(brief.sum.amount, brief.sum.currency, language))
    if brief.asset and (not brief.sum or brief.sum.currency != brief.asset):
        parts.append(brief.asset)
    return " · ".join([*parts, format_date(brief.day, language)])


def _named(end: str, region: str, language: str) -> str:
    named = place_name(end, language)
    return f"{named} ({message(f'region_{region}', language)})" if region else named


def _place(end: str, region: str, language: str) -> str:
    """An end as it was read: a region as its country, a territory under the law of its country."""
    law = law_of(end)
    if law == end:
        return _named(end, region, language)
    return message(
        "corridor_territory",
        language,
        place=place_name(end, language),
        law=place_name(law, language),
    )


def _words(brief: CorridorBrief, quoted: list[Quoted], language: str) -> str:
    """What each end says of paying so at all, with its citations; whether the two disagree."""
    words: list[str] = []
    numbers: list[int] = []
    ends = ("payer", "payee")
    for part, word in zip(ends, brief.words, strict=True):
        # Two ends of one law have it told at the first.
        parts = ends if brief.same_law else (part,)
        said = [c for line, c in quoted if line.part in parts and line.duty.topic == "payment"]
        # A word that nothing bears is not given.
        words.append(word if said else NOT_STATED)
        numbers += said[0].citations if said else ()
    key = _standing(words)
    if any(line.part == "lead" for line, _ in quoted):
        key = "under_ban"
    payer, payee = (place_name(code, language) for code in (brief.payer, brief.payee))
    one, other = (message(f"corridor_word_{word}", language) for word in words)
    text = message(
        f"corridor_{key}", language, payer=payer, payee=payee, one=one, other=other
    )  # fmt: skip
    return text + "".join(f" [{n}]" for n in dict.fromkeys(numbers))


def _standing(words: list[str]) -> str:
    """How what the two ends say of paying so stands to each other."""
    if NOT_STATED in words:
        return "alike"
    if words[0] == words[1]:
        return "both_forbid" if "forbidden" in words else "alike"
    return "conflict" if "forbidden" in words and "unclear" not in words else "differ"


def _gaps(brief: CorridorBrief, quoted: list[Quoted], end: str, language: str) -> list[str]:
    """The topics of which no source speaks, or none that the index holds."""
    said = {(line.country, line.duty.topic) for line, _ in quoted}
    topics = [topic for place, topic in brief.gaps if place == end]
    lost = (
        line.duty.topic
        for line in brief.lines
        if line.country == end and (end, line.duty.topic) not in said
    )
    topics += [topic for topic in dict.fromkeys(lost) if topic not in topics]
    if not topics:
        return []
    names = ", ".join(message(f"topic_{topic}", language).lower() for topic in topics)
    return ["• " + message("corridor_gap", language, topics=names)]


def _unsaid(brief: CorridorBrief, language: str) -> list[str]:
    """Whose sanctions on an end no source speaks of."""
    regions = dict(zip((brief.payer, brief.payee), brief.regions, strict=True))
    return [
        "• "
        + message(
            "corridor_unsaid", language, place=_named(end, regions[end], language),
            whose=", ".join(message(f"sanctioner_{each.lower()}", language) for each in whose),
        )
        for end, whose in brief.unsaid
    ]  # fmt: skip


def _foot(quoted: list[Quoted], language: str) -> str:
    foot = ["corridor_dates", "corridor_not_screened", "corridor_counsel"]
    if any(claim.language != language for _, claim in quoted):
        foot.insert(0, "corridor_untranslated")
    return " ".join(message(key, language) for key in foot)
