"""Replies with prices and estimates."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from bot.replies.figure_reply import FigureReply
from bot.replies.reply import ReplyKind
from knowledge.market.consensus import Confidence
from knowledge.market.pricing import Price

AT = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def test_the_log_gets_the_moment_of_the_figures() -> None:
    price = Price(base="BTC", quote="USD", value=Decimal(1), confidence=Confidence.NORMAL, at=AT)
    reply = FigureReply(kind=ReplyKind.PRICE, language="en", price=price)
    assert reply.audit_facts()["figures_of"] == "2026-11-20T12:00:00+00:00"


def test_a_reply_without_figures_has_no_moment() -> None:
    facts = FigureReply(kind=ReplyKind.PRICE, language="en").audit_facts()
    assert (facts["figures_of"], facts["quote"]) == (None, None)


def test_what_is_stored_holds_no_estimate_and_no_price() -> None:
    price = Price(base="BTC", quote="USD", value=Decimal(1), confidence=Confidence.NORMAL, at=AT)
    stored = FigureReply(kind=ReplyKind.PRICE, language="en", price=price, body=("a line",))
    again = FigureReply.model_validate(stored.persisted())
    assert (again.price, again.body) == (None, ("a line",))
