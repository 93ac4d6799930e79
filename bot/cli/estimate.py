"""``tradewind estimate``: what a payment costs on every rail, for scripts."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import options
from bot.cli.arguments import parse_amount, parse_country
from knowledge.errors import UsageError

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.messages.language import Language
    from bot.replies.figure_reply import FigureReply
    from bot.replies.reply import Reply
    from bot.settings import Settings
    from bot.understand.request.draft import PaymentDraft
    from knowledge.settlement.models import Estimate

CHAT = "command"


def add_parser(commands: options.Commands) -> None:
    """Add ``estimate`` to the command line."""
    parser = commands.add_parser("estimate", help="what a payment costs")
    parser.add_argument("text", nargs="*", help='for example "€40,000 invoice to Istanbul"')
    parser.add_argument("--amount", help="a number with a point for its decimals")
    parser.add_argument("--currency", metavar="CODE", help="of the amount")
    parser.add_argument("--from", dest="source", metavar="COUNTRY", help="a name or a code")
    parser.add_argument("--to", dest="target", metavar="COUNTRY", help="a name or a code")
    parser.add_argument(
        "--side", choices=("payee_gets", "payer_spends"), help="the party whose amount it is"
    )
    parser.add_argument("--rail", help="detail this rail, for example usdt-tron or wire-our")
    parser.add_argument("--own-wallet", action="store_true", help="sent from the payer's wallet")
    parser.add_argument("--save-snapshot", type=Path, metavar="FILE", help="keep every figure used")
    parser.add_argument("--chart", type=Path, metavar="FILE.png", help="draw it")
    parser.add_argument("--dark", action="store_true", help="draw it for a dark screen")
    options.add_json(parser)
    options.add_language(parser)
    options.add_market(parser)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print the estimate; 0, or 1 when no rail can be quoted or a question is asked back."""
    from bot.cli.output import print_reply
    from bot.replies.figure_reply import FigureReply

    assistant = options.build_assistant(settings, arguments)
    language = options.choose_language(settings, arguments)
    reply = _estimate(assistant, arguments, language)
    print_reply(reply, as_json=arguments.json)
    is_quoted = isinstance(reply, FigureReply) and reply.estimate and reply.estimate.cheapest
    return 0 if is_quoted else 1


def _estimate(assistant: Assistant, arguments: argparse.Namespace, language: Language) -> Reply:
    """The reply to the text and the flags; the files that flags ask for are written."""
    from bot.question import Question
    from bot.replies.figure_reply import FigureReply
    from bot.replies.reply import Reply, ReplyKind

    text = " ".join(arguments.text).strip()
    if not text and not arguments.amount:
        raise UsageError(
            "What is to be paid?", fix='Try: tradewind estimate "250k CNY from Russia to China"'
        )
    session = assistant.session(CHAT)
    reply: Reply | None = None
    draft: PaymentDraft | None = None
    if text:
        question = Question(text=f"/estimate {text}", chat=CHAT, language=arguments.lang)
        reply = assistant.answer(question)
        draft = session.draft or session.pending
    overridden = _apply_flags(draft, arguments)
    if overridden is not None:
        reply = options.find_payments(assistant).estimate_or_ask(overridden, session, language)
    if not isinstance(reply, FigureReply) or reply.estimate is None:
        return reply or Reply(kind=ReplyKind.CLARIFICATION, language=language)
    estimate = reply.estimate
    if arguments.rail:
        reply = _detail_rail(reply, estimate, arguments.rail)
    if arguments.save_snapshot and session.snapshot:
        session.snapshot.save(arguments.save_snapshot)
    if arguments.chart:
        from bot.render import chart

        chart.save_chart(estimate, reply.language, arguments.chart, dark=arguments.dark)
    return reply


def _apply_flags(draft: PaymentDraft | None, arguments: argparse.Namespace) -> PaymentDraft | None:
    """The draft with the flags in place of what the text says; None when no flag changes it."""
    update: dict[str, object] = {}
    if arguments.amount:
        update |= {"amount": parse_amount(arguments.amount), "question": None}
    if arguments.currency:
        update |= {"currency": arguments.currency.upper(), "question": None}
    if arguments.source:
        update["from_country"] = parse_country(arguments.source)
    if arguments.target:
        update["to_country"] = parse_country(arguments.target)
    if arguments.side:
        update["side"] = arguments.side
    if arguments.own_wallet:
        update["own_wallet"] = True
    if arguments.rail and not arguments.rail.startswith("wire"):
        update["asset"], update["network"] = _parse_crypto_rail(arguments.rail)
    if not update:
        return None
    from bot.understand.request.draft import PaymentDraft

    return (draft or PaymentDraft(direction="pay")).model_copy(update=update)


def _parse_crypto_rail(name: str) -> tuple[str, str]:
    """The asset and the network of a rail like ``usdt-tron``; UsageError when there is none."""
    from knowledge.assets import load_assets

    for asset, network in load_assets().rails:
        if f"{asset.lower()}-{network}" == name:
            return asset, network
    raise UsageError(f"There is no rail {name!r}.", fix=f"Try: {_list_rails()}.")


def _list_rails() -> str:
    from knowledge.assets import load_assets

    rails = load_assets().rails
    return ", ".join(f"{asset.lower()}-{network}" for asset, network in rails) + ", wire-our"


def _detail_rail(reply: FigureReply, estimate: Estimate, rail: str) -> FigureReply:
    """The reply with one rail in detail; UsageError when the estimate has no such rail."""
    from bot.render import estimate as render

    chosen = estimate.rail(rail)
    if chosen is None:
        raise UsageError(f"There is no rail {rail!r} here.", fix=f"Try: {_list_rails()}.")
    head = [render.render_sample_notice(estimate, reply.language)]
    body = [*head, *render.render_estimate(estimate, reply.language, chosen)]
    return reply.model_copy(update={"body": tuple(block for block in body if block)})
