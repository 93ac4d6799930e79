"""A reply that holds a price or an estimate, whole; apart, since most replies need neither."""

from __future__ import annotations

from bot.replies.reply import Reply
from knowledge.market.pricing import Price
from knowledge.settlement.models import Estimate


class FigureReply(Reply):
    """A price or an estimate: in words in ``body``, as a model in ``price`` or ``estimate``."""

    price: Price | None = None
    estimate: Estimate | None = None
