"""A session as JSON text, to be stored over a restart; and back."""

from __future__ import annotations

import time
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

from bot.messages.language import Language
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


class _StoredSession(BaseModel):
    """What may stand in the text: fields of another type, or of no sense, make it none."""

    model_config = ConfigDict(allow_inf_nan=False)

    form: Literal[1]
    at: float = 0.0
    language: Language | None
    said: tuple[str, ...] = ()
    question: str
    places: tuple[str, ...]
    topic: frozenset[str]
    shown: int = Field(ge=0)
    draft: PaymentDraft | None
    pending: PaymentDraft | None
    quotes: tuple[OtcQuote, ...]
    rows: tuple[ReferenceRow, ...]
    reply: dict[str, Any] | None


def decode_session(text: str, now: float | None = None) -> Session:
    """The session in a text; an empty one when it is of another version or damaged.

    An hour's silence ends a conversation here as it does in memory: the language chosen stays.
    """
    now = time.time() if now is None else now
    try:
        state = _StoredSession.model_validate_json(text)
    except ValueError:
        return Session()
    session = Session(
        language=state.language,
        recent_messages=state.said,
        question=state.question,
        places=state.places,
        topic=state.topic,
        claims_shown=state.shown,
        draft=state.draft,
        pending=state.pending,
        manual_rates=state.quotes,
        tariffs=state.rows,
        reply=_decode_reply(state.reply),
    )
    if now - state.at > SESSION_TTL_S:
        session.forget()
    return session


def _decode_reply(state: dict[str, Any] | None) -> Reply | None:
    """The reply that was stored; None when it cannot be read, which costs only /more and /why."""
    if not state:
        return None
    try:
        kind = FigureReply if state["kind"] in _FIGURE_KINDS else Reply
        return kind.model_validate(state)
    except (ValueError, KeyError, TypeError):
        return None
