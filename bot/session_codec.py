"""A session as text, to be kept over a restart; and back."""

from __future__ import annotations

import json
import time
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json

from bot.payments.dialogue import Draft
from bot.replies.figure_reply import FigureReply
from bot.replies.reply import Reply, ReplyKind
from bot.session import EXPIRES, Session
from knowledge.market.models import OtcQuote
from knowledge.settlement.reference_data import ReferenceRow

FORM = 1
# What a reply says in words and holds whole besides: asked for anew when it is needed.
_WHOLE = {"estimate", "price", "screened", "named", "brief"}
_FIGURES = (ReplyKind.PRICE, ReplyKind.ESTIMATE)


def written(session: Session, now: float | None = None) -> str:
    """What a session must keep for the conversation to go on; snapshots are asked for anew."""
    state: dict[str, Any] = {
        "form": FORM,
        "at": time.time() if now is None else now,
        "language": session.language,
        "said": session.said,
        "question": session.question,
        "places": session.places,
        "topic": sorted(session.topic),
        "shown": session.shown,
        "draft": session.draft,
        "pending": session.pending,
        "quotes": session.quotes,
        "rows": session.rows,
        "reply": session.reply,
    }
    return to_json(state, exclude={"reply": _WHOLE}).decode()


def read(text: str, now: float | None = None) -> Session:
    """The session that was written; an empty one when the text is of another form or damaged.

    An hour's silence ends a conversation here as it does in memory: the language chosen stays.
    """
    now = time.time() if now is None else now
    try:
        state = json.loads(text)
        if state["form"] != FORM:
            return Session()
        reply = state["reply"]
        kind = FigureReply if reply and reply["kind"] in _FIGURES else Reply
        session = Session(
            language=state["language"],
            said=tuple(state.get("said", ())),
            question=state["question"],
            places=tuple(state["places"]),
            topic=frozenset(state["topic"]),
            shown=state["shown"],
            draft=state["draft"] and Draft.model_validate(state["draft"]),
            pending=state["pending"] and Draft.model_validate(state["pending"]),
            quotes=tuple(map(OtcQuote.model_validate, state["quotes"])),
            rows=tuple(map(ReferenceRow.model_validate, state["rows"])),
            reply=reply and kind.model_validate(reply),
        )
        if now - state.get("at", 0.0) > EXPIRES:
            session.forget()
        return session
    except (ValueError, KeyError, TypeError, ValidationError):
        return Session()
