"""A reply that holds a screening or a corridor brief, whole; apart, since most need neither."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from bot.replies.reply import Reply
from knowledge.compliance.corridor_brief import CorridorBrief
from knowledge.compliance.screening import AddressScreening, NameScreening


class CheckReply(Reply):
    """Addresses and names screened, or a corridor's brief: in words in ``body``, whole here."""

    screened: tuple[AddressScreening, ...] = ()
    named: tuple[NameScreening, ...] = ()
    brief: CorridorBrief | None = None

    def audit_facts(self) -> dict[str, Any]:
        """Also what was said of each name, and of a brief its corridor and the rates it used.

        ``rates`` are what sums were compared at, whose and of which day; ``snapshot`` is a hash of
        them.
        """
        facts = super().audit_facts()
        rates = _used_rates(self.brief) if self.brief else []
        editions = [name for one in self.named for name in one.searched.editions]
        return facts | {
            "names": [_name_verdict(one) for one in self.named],
            "possible_matches": sum(len(one.alike) for one in self.named) if self.named else None,
            "lists": list(dict.fromkeys([*facts["lists"], *editions])),
            "corridor": f"{self.brief.payer}-{self.brief.payee}" if self.brief else None,
            "rates": rates,
            "snapshot": _hash_of(rates) if rates else None,
        }

    def without_payload(self) -> CheckReply:
        """The reply without screenings and brief."""
        return self.model_copy(update={"screened": (), "named": (), "brief": None})


def _name_verdict(one: NameScreening) -> str:
    """What was said of a name; a possible match on an old list or in our table is one, too."""
    if one.may_match:
        return "possible_match"
    return "no_match" if one.checked else "not_checked"


def _used_rates(brief: CorridorBrief) -> list[str]:
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


def _hash_of(rates: Sequence[str]) -> str:
    """What stands for the figures of a brief: equal figures give equal hashes."""
    return "S-" + hashlib.sha256("\n".join(sorted(rates)).encode()).hexdigest()[:12].upper()
