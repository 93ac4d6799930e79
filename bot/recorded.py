"""What the audit log keeps of a reply: what it rests on, never its words."""

from __future__ import annotations

from typing import Any

from bot.reply import Reply


def facts(reply: Reply) -> dict[str, Any]:
    """The facts of a reply: kind, notes, lists with dates, index generation, quote, verdicts.

    ``quote`` stands for the request, the snapshot and the reference of an estimate, all hashed;
    ``figures_of`` is the moment of the snapshot.
    """
    estimate = getattr(reply, "estimate", None)
    price = getattr(reply, "price", None)
    named = getattr(reply, "named", None)
    figured = estimate.created_at if estimate else price and price.at
    brief = getattr(reply, "brief", None)
    return {
        "kind": reply.kind.value,
        "language": reply.language,
        "sources": list(dict.fromkeys(claim.source_id for claim in reply.claims)),
        "generation": reply.index_generation,
        "verdicts": [check.verdict for check in reply.checks],
        "possible_matches": len(named.alike) if named else None,
        "lists": list(dict.fromkeys(name for check in reply.checks for name in check.lists)),
        "quote": estimate.quote_id if estimate else None,
        "figures_of": figured.isoformat(timespec="seconds") if figured else None,
        "corridor": f"{brief.payer}-{brief.payee}" if brief else None,
        "answer": reply.verdict,
    }
