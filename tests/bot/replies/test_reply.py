"""Replies: each kind knows what is logged, kept in memory and stored of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bot.replies.check_reply import CheckReply
from bot.replies.figure_reply import FigureReply
from bot.replies.reply import Check, Reply, ReplyKind, clarification, small_talk
from knowledge.market.consensus import Confidence
from knowledge.market.pricing import Price
from knowledge.models import Figure

AT = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
FIGURE = Figure(value="1", unit="USD per BTC", source="a", observed_at=AT)
PRICE = Price(base="BTC", quote="USD", value=Decimal(1), confidence=Confidence.NORMAL, at=AT)
KINDS: dict[type[Reply], Reply] = {
    Reply: Reply(kind=ReplyKind.ANSWER, language="en", body=("words",), figures=(FIGURE,)),
    FigureReply: FigureReply(
        kind=ReplyKind.PRICE, language="en", body=("words",), figures=(FIGURE,), price=PRICE
    ),
    CheckReply: CheckReply(
        kind=ReplyKind.SCREENING,
        language="en",
        body=("words",),
        checks=(Check(address="0x1", verdict="hit", lists=("ofac-sdn of today",)),),
    ),
}


def test_every_kind_of_reply_is_tried_here() -> None:
    assert set(KINDS) == {Reply, *Reply.__subclasses__()}


@pytest.mark.parametrize("reply", KINDS.values(), ids=lambda reply: type(reply).__name__)
def test_a_lightened_reply_has_neither_figures_nor_payload(reply: Reply) -> None:
    light = reply.lightened()
    assert (light.figures, light.body) == ((), ())
    own = set(type(reply).model_fields) - set(Reply.model_fields)
    assert not any(getattr(light, name) for name in own)
    assert light.opening == reply.opening


@pytest.mark.parametrize("reply", KINDS.values(), ids=lambda reply: type(reply).__name__)
def test_a_stored_reply_can_be_read_as_a_plain_one(reply: Reply) -> None:
    stored = Reply.model_validate(reply.persisted())
    assert stored.body == reply.body
    assert stored.checks == reply.checks


def test_the_assistants_own_words_are_clarifications_or_small_talk() -> None:
    assert clarification("Which?", "en", ("a", "b")).choices == ("a", "b")
    assert small_talk("Hello.", "ru").kind is ReplyKind.SMALL_TALK
