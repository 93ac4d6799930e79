"""Damaged sessions, as a restart may find them in the bot's database.

    python -m tests.fuzz.sessions --rounds 2000 --seed 1

Each is decoded, used as the next messages would use it, and encoded again. Anything but a session
and replies to show is a finding. A round depends on the seed and its number only.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from random import Random

from bot import slash_commands
from bot.payments.dialogue import apply_answer, find_missing_slot
from bot.render.plain_text import render_json, render_text
from bot.replies.figure_reply import FigureReply
from bot.replies.reply import Reply, ReplyKind
from bot.session import Session
from bot.session_codec import decode_session, encode_session
from bot.understand.request.draft import PaymentDraft
from bot.understand.text.parsed_message import parse_message
from bot.understand.text.slash_command import SlashCommand
from knowledge.market.models import Basis, OtcQuote
from knowledge.settlement.reference_data import load_bundled_reference
from tests.fuzz.mutations import mutate, nudge
from tests.fuzz.rounds import main, run_rounds
from tests.support.claims import claim

AT = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
NOW_S = 1_000_000.0
_RATE = OtcQuote(
    base="USDT", quote="RUB", price=Decimal("81.5"), said_by="you", source="your rate",
    as_of=AT, basis=Basis.USER, expires=AT + dt.timedelta(minutes=30),
)  # fmt: skip
_ANSWER = Reply(kind=ReplyKind.ANSWER, language="en", claims=(claim("No."),), rest=(claim("Yes."),))
SESSIONS = (
    Session(
        language="ru", recent_messages=("Can I?",), question="Can I?", places=("TR",),
        topic=frozenset({"tr-ban"}), claims_shown=2, reply=_ANSWER,
    ),
    Session(
        reply=FigureReply(kind=ReplyKind.PRICE, language="en", body=("one line",)),
        pending=PaymentDraft(direction="pay", amount=Decimal("5.50"), offered=("Russia",)),
        draft=PaymentDraft(direction="pay", to_country="TR"), manual_rates=(_RATE,),
        tariffs=tuple(load_bundled_reference().rows.values())[:1],
    ),
)  # fmt: skip


def fuzz_session(rng: Random) -> str:
    """Decode and use a damaged session; how that ended."""
    text = encode_session(rng.choice(SESSIONS), NOW_S).encode()
    damaged = rng.choice((mutate, mutate, nudge))(rng, text).decode("utf-8", "replace")
    session = decode_session(damaged, NOW_S)
    is_empty = session == Session()
    for name in rng.sample(["more", "why", "sources", "lang"], 2):
        reply = slash_commands.run_command(
            SlashCommand(name, ""), session, session.language or "en"
        )
        render_text(reply)
        render_json(reply)
    if session.reply:
        render_text(session.reply)
    for draft in filter(None, (session.draft, session.pending)):
        find_missing_slot(draft)
        apply_answer(draft, parse_message(rng.choice(("1", "Turkey", "5 EUR", "²")), "en"))
    again = encode_session(session, NOW_S)
    assert encode_session(decode_session(again, NOW_S), NOW_S) == again, "changes when stored again"
    return "an empty session" if is_empty else "a session"


def run(rounds: int, seed: int) -> tuple[Counter[str], list[str]]:
    """How the rounds ended, and the findings."""
    return run_rounds(fuzz_session, rounds, seed)


if __name__ == "__main__":
    raise SystemExit(main("sessions", run, __doc__))
