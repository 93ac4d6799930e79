"""Sessions as text, stored over a restart."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest

from bot.replies.figure_reply import FigureReply
from bot.replies.reply import Reply, ReplyKind
from bot.session import SESSION_TTL_S, Session
from bot.session_codec import decode_session, encode_session
from bot.understand.request.draft import PaymentDraft
from knowledge.market.models import Basis, OtcQuote
from knowledge.settlement.reference_data import load_bundled_reference
from tests.support.claims import claim

AT = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


def test_what_a_conversation_goes_on_from_survives() -> None:
    rate = OtcQuote(
        base="USDT", quote="RUB", price=Decimal("81.5"), said_by="you", source="your rate",
        as_of=AT, basis=Basis.USER, expires=AT + dt.timedelta(minutes=30),
    )  # fmt: skip
    session = Session(
        language="ru", recent_messages=("Can I?",), question="Can I?", places=("TR",),
        topic=frozenset({"tr-ban"}), claims_shown=2, manual_rates=(rate,),
        pending=PaymentDraft(direction="pay", amount=Decimal("5.50")),
        draft=PaymentDraft(direction="pay", to_country="TR"),
        tariffs=tuple(load_bundled_reference().rows.values())[:1],
    )  # fmt: skip
    again = decode_session(encode_session(session))
    again.touched = session.touched
    assert again == session
    assert again.pending is not None
    assert str(again.pending.amount) == "5.50"


def test_a_reply_keeps_its_claims_and_its_kind_and_a_damaged_one_costs_only_itself() -> None:
    lead = claim("No.")
    answer = Reply(kind=ReplyKind.ANSWER, language="en", claims=(lead,), rest=(lead,))
    again = decode_session(encode_session(Session(reply=answer, question="Can I?")))
    assert again.reply == answer
    price = FigureReply(kind=ReplyKind.PRICE, language="en", body=("one line",))
    assert isinstance(decode_session(encode_session(Session(reply=price))).reply, FigureReply)
    state = json.loads(encode_session(Session(reply=answer, question="Can I?")))
    state["reply"]["kind"] = "no such kind"
    damaged = decode_session(json.dumps(state))
    assert (damaged.reply, damaged.question) == (None, "Can I?")


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"form": 0}', '{"form": 1}', "\x00"])
def test_a_text_that_is_no_session_is_an_empty_one(text: str) -> None:
    assert decode_session(text) == Session()


def test_a_stored_conversation_ends_after_an_hour_as_one_in_memory_does() -> None:
    kept = encode_session(Session(language="ru", question="Can I?"), now=1000.0)
    soon = decode_session(kept, now=1000.0 + SESSION_TTL_S)
    late = decode_session(kept, now=1001.0 + SESSION_TTL_S)
    assert (soon.question, soon.language) == ("Can I?", "ru")
    assert (late.question, late.language) == ("", "ru")


@pytest.mark.parametrize(
    "fields",
    [{"language": "tlh"}, {"language": ["en"]}, {"said": [7]}, {"said": "text"}, {"shown": -1},
     {"shown": "many"}, {"at": None}, {"at": float("nan")}, {"places": 5}, {"topic": [[]]},
     {"question": None}, {"quotes": {}}, {"draft": "x"}],
    ids=str,
)  # fmt: skip
def test_fields_of_another_kind_make_a_session_an_empty_one(fields: dict[str, object]) -> None:
    state = json.loads(encode_session(Session(question="Can I?", language="ru")))
    assert decode_session(json.dumps(state)).question == "Can I?"
    assert decode_session(json.dumps(state | fields)) == Session()


def test_text_that_is_nested_without_end_is_no_session() -> None:
    assert decode_session('{"form": ' * 100_000) == Session()
    state = json.loads(encode_session(Session(question="Can I?")))
    nested = json.dumps(state | {"reply": 7}).replace("7", "[" * 9000 + "]" * 9000)
    assert decode_session(nested) == Session()
