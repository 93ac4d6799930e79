"""A reply that holds a price or an estimate, whole; apart, since most replies need neither."""

from __future__ import annotations

from typing import Any

from bot.replies.reply import Reply
from knowledge.market.pricing import Price
from knowledge.settlement.models import Estimate


class FigureReply(Reply):
    """A price or an estimate: in words in ``body``, as a model in ``price`` or ``estimate``."""

    price: Price | None = None
    estimate: Estimate | None = None

    def audit_facts(self) -> dict[str, Any]:
        """Also the ``quote``, which stands for request, snapshot and reference, all hashed.

        ``figures_of`` is the moment of the figures.
        """
        moment = self.estimate.created_at if self.estimate else self.price and self.price.at
        return super().audit_facts() | {
            "quote": self.estimate.quote_id if self.estimate else None,
            "figures_of": moment.isoformat(timespec="seconds") if moment else None,
        }

    def without_payload(self) -> FigureReply:
        """The reply without price and estimate."""
        return self.model_copy(update={"price": None, "estimate": None})
