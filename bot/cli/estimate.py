"""``tradewind price`` and ``tradewind estimate``: the chat's figures as commands for scripts."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from bot import app
from bot.cli.arguments import parse_amount, parse_country
from bot.messages.language import Language
from bot.payments import market_data
from bot.payments.dialogue import Draft
from bot.payments.handler import Estimator
from bot.question import Question
from bot.render import estimate as words
from bot.render import plain_text
from bot.replies.figure_reply import FigureReply
from bot.replies.reply import Reply, ReplyKind
from knowledge.errors import UsageError
from knowledge.settlement.crypto_rail import CRYPTO_RAILS
from knowledge.settlement.models import Estimate

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.settings import Settings

CHAT = "command"


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Run ``price`` or ``estimate``; 0 when there are figures, 1 when there are none."""
    source: market_data.MarketData | None = None
    if arguments.snapshot:
        source = market_data.load_snapshot_data(arguments.snapshot)
    elif arguments.market:
        settings = settings.model_copy(update={"market": arguments.market})
    assistant = app.assistant(settings, source)
    language: Language = arguments.lang or ("ru" if settings.language == "ru" else "en")
    reply: Reply
    if arguments.command == "price":
        reply = _estimator(assistant).priced(
            arguments.base.upper(), arguments.quote.upper(), language
        )
    else:
        reply = _estimate(assistant, arguments, language)
    if arguments.json:
        print(json.dumps(plain_text.render_json(reply), ensure_ascii=False))
    else:
        print(plain_text.render_text(reply))
    if not isinstance(reply, FigureReply):
        return 1
    found = reply.estimate.cheapest if reply.estimate else (reply.price and reply.price.value)
    return 0 if found else 1


def _estimator(assistant: Assistant) -> Estimator:
    if assistant.estimator is None:
        raise UsageError("There is no market to ask.", fix="Set TRADEWIND_MARKET=live.")
    return assistant.estimator


def _estimate(assistant: Assistant, arguments: argparse.Namespace, language: Language) -> Reply:
    text = " ".join(arguments.text).strip()
    if not text and not arguments.amount:
        raise UsageError(
            "What is to be paid?", fix='Try: tradewind estimate "250k CNY from Russia to China"'
        )
    session = assistant.session(CHAT)
    if text:
        said = Question(text=f"/estimate {text}", chat=CHAT, language=arguments.lang)
        reply = assistant.answer(said)
        draft = session.draft or session.pending
    else:
        reply, draft = None, None
    overridden = _overridden(draft, arguments)
    if overridden is not None:
        reply = _estimator(assistant).proceed(overridden, session, language)
    if not isinstance(reply, FigureReply) or reply.estimate is None:
        return reply or Reply(kind=ReplyKind.CLARIFICATION, language=language)
    estimate = reply.estimate
    if arguments.rail:
        reply = _detailed(reply, estimate, arguments.rail)
    if arguments.save_snapshot and session.snapshot:
        session.snapshot.save(arguments.save_snapshot)
    if arguments.chart:
        from bot.render import chart

        chart.save_chart(estimate, reply.language, arguments.chart, dark=arguments.dark)
    return reply


def _overridden(draft: Draft | None, arguments: argparse.Namespace) -> Draft | None:
    """The draft with the flags in place of what the words said; None when no flag says more."""
    update: dict[str, object] = {}
    if arguments.amount:
        update["amount"] = parse_amount(arguments.amount)
        update["question"] = None
    if arguments.currency:
        update["currency"] = arguments.currency.upper()
        update["question"] = None
    for flag, slot in (("source", "from_country"), ("target", "to_country")):
        if getattr(arguments, flag):
            update[slot] = parse_country(getattr(arguments, flag))
    if arguments.side:
        update["side"] = arguments.side
    if arguments.own_wallet:
        update["own_wallet"] = True
    if arguments.rail and not arguments.rail.startswith("wire"):
        named = [pair for pair in CRYPTO_RAILS if f"{pair[0].lower()}-{pair[1]}" == arguments.rail]
        if not named:
            raise UsageError(f"There is no rail {arguments.rail!r}.", fix=f"Try: {_rails()}.")
        update["asset"], update["network"] = named[0]
    if not update:
        return None
    return (draft or Draft(direction="pay")).model_copy(update=update)


def _rails() -> str:
    return ", ".join(f"{asset.lower()}-{network}" for asset, network in CRYPTO_RAILS) + ", wire-our"


def _detailed(reply: FigureReply, found: Estimate, rail: str) -> FigureReply:
    chosen = found.rail(rail)
    if chosen is None:
        raise UsageError(f"There is no rail {rail!r} here.", fix=f"Try: {_rails()}.")
    head = [words.render_sample_notice(found, reply.language)]
    body = [*head, *words.render_estimate(found, reply.language, chosen)]
    return reply.model_copy(update={"body": tuple(block for block in body if block)})
