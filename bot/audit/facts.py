"""What the audit log keeps of a reply: what it rests on, never its words."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from bot.replies.reply import Reply

if TYPE_CHECKING:
    from knowledge.compliance.corridor_brief import CorridorBrief
    from knowledge.compliance.screening import NameScreening


def facts(reply: Reply) -> dict[str, Any]:
    """The facts of a reply: kind, notes, lists with editions, index generation, quote, verdicts.

    ``verdicts`` are of addresses, ``names`` of names, each in the order of the reply. ``quote``
    stands for the request, the snapshot and the reference of an estimate, all hashed;
    ``figures_of`` is the moment of its snapshot. ``rates`` are what a brief compared sums at,
    whose and of which day, and ``snapshot`` is a hash of them.
    """
    estimate = getattr(reply, "estimate", None)
    price = getattr(reply, "price", None)
    named: tuple[NameScreening, ...] = getattr(reply, "named", ())
    figured = estimate.created_at if estimate else price and price.at
    brief: CorridorBrief | None = getattr(reply, "brief", None)
    rates = _rates(brief) if brief else []
    lists = [*(name for check in reply.checks for name in check.lists)]
    lists += [name for one in named for name in one.searched.editions]
    return {
        "kind": reply.kind.value,
        "language": reply.language,
        "sources": list(dict.fromkeys(claim.source_id for claim in reply.claims)),
        "generation": reply.index_generation,
        "verdicts": [check.verdict for check in reply.checks],
        "names": [_said_of(one) for one in named],
        "possible_matches": sum(len(one.alike) for one in named) if named else None,
        "lists": list(dict.fromkeys(lists)),
        "quote": estimate.quote_id if estimate else None,
        "figures_of": figured.isoformat(timespec="seconds") if figured else None,
        "corridor": f"{brief.payer}-{brief.payee}" if brief else None,
        "rates": rates,
        "snapshot": _snapshot(rates) if rates else None,
        "answer": reply.verdict,
    }


def _said_of(one: NameScreening) -> str:
    """What was said of a name; a possible match on an old list is one still."""
    if one.alike:
        return "possible_match"
    return "no_match" if one.checked else "not_checked"


def _rates(brief: CorridorBrief) -> list[str]:
    """Each rate that a brief compared its sum at, once: the pair, the rate, its day and source."""
    paid = brief.sum.currency if brief.sum else ""
    compared = (line.compared for line in brief.lines)
    return list(
        dict.fromkeys(
            f"{paid}/{one.currency} {one.rate} {one.day} {one.source}"
            for one in compared
            if one and one.currency != paid
        )
    )


def _snapshot(rates: list[str]) -> str:
    """What stands for the figures of a brief: the same for the same ones."""
    return "S-" + hashlib.sha256("\n".join(sorted(rates)).encode()).hexdigest()[:12].upper()
