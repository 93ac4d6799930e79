"""A session as JSON text, to be stored over a restart; and back."""

from __future__ import annotations

import json
import time
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json

from bot.replies.figure_reply import FigureReply
from bot.replies.reply import Reply, ReplyKind
from bot.session import SESSION_TTL_S, Session
from bot.understand.request.draft import PaymentDraft
from knowledge.market.models import OtcQuote
from knowledge.settlement.reference_data import ReferenceRow

# The version of the text; another one is not read.
FORM = 1
_FIGURE_KINDS = (ReplyKind.PRICE, ReplyKind.ESTIMATE)


def encode_session(session: Session, now: float | None = None) -> str:
    """What a session must keep for the conversation to go on; ``now`` is in epoch seconds."""
    state: dict[str, Any] = {
        "form": FORM,
        "at": time.time() if now is None else now,
        "language": session.language,
        "said": session.recent_messages,
        "question": session.question,
        "places": session.places,
        "topic": sorted(session.topic),
        "shown": session.claims_shown,
        "draft": session.draft,
        "pending": session.pending,
        "quotes": session.manual_rates,
        "rows": session.tariffs,
        "reply": session.reply and session.reply.persisted(),
    }
    return to_json(state).decode()


def decode_session(text: str, now: float | None = None) -> Session:
    """The session in a text; an empty one when it is of another version or damaged.

    An hour's silence ends a conversation here as it does in memory: the language chosen stays.
    """
    now = time.time() if now is None else now
    try:
        state = json.loads(text)
        if state["form"] != FORM:
            return Session()
        session = Session(
            language=state["language"],
            recent_messages=tuple(state.get("said", ())),
            question=state["question"],
            places=tuple(state["places"]),
            topic=frozenset(state["topic"]),
            claims_shown=state["shown"],
            draft=state["draft"] and PaymentDraft.model_validate(state["draft"]),
            pending=state["pending"] and PaymentDraft.model_validate(state["pending"]),
            manual_rates=tuple(map(OtcQuote.model_validate, state["quotes"])),
            tariffs=tuple(map(ReferenceRow.model_validate, state["rows"])),
            reply=_decode_reply(state["reply"]),
        )
        if now - state.get("at", 0.0) > SESSION_TTL_S:
            session.forget()
        return session
    except (ValueError, KeyError, TypeError, ValidationError):
        return Session()


def _decode_reply(state: dict[str, Any] | None) -> Reply | None:
    """The reply that was stored; None when it cannot be read, which costs only /more and /why."""
    if not state:
        return None
    try:
        kind = FigureReply if state["kind"] in _FIGURE_KINDS else Reply
        return kind.model_validate(state)
    except ValidationError:
        return None
