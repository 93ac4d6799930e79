"""A reply that holds a screening or a corridor brief, whole; apart, since most need neither."""

from __future__ import annotations

from bot.replies.reply import Reply
from knowledge.compliance.corridor_brief import CorridorBrief
from knowledge.compliance.screening import AddressScreening, NameScreening


class CheckReply(Reply):
    """Addresses and names screened, or a corridor's brief: in words in ``body``, whole here."""

    screened: tuple[AddressScreening, ...] = ()
    named: tuple[NameScreening, ...] = ()
    brief: CorridorBrief | None = None
