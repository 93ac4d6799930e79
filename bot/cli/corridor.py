"""``tradewind corridor``: what a payment between two countries must comply with, for scripts."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import options
from bot.cli.arguments import parse_amount, parse_country, parse_region

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.understand.request.corridor_request import CorridorRequest

CHAT = "command"


def add_parser(commands: options.Commands) -> None:
    """Add ``corridor`` to the command line."""
    parser = commands.add_parser(
        "corridor", help="what a payment between two countries must comply with"
    )
    parser.add_argument("payer", help="the payer's country, a code or a name")
    parser.add_argument("payee", help="the payee's country")
    parser.add_argument("--amount", help="a number with a point for its decimals")
    parser.add_argument("--currency", metavar="CODE", help="of the amount")
    parser.add_argument("--asset", metavar="TICKER", help="what it is paid in, for example USDT")
    parser.add_argument("--pdf", type=Path, metavar="FILE.pdf", help="the brief as a PDF")
    options.add_json(parser)
    options.add_language(parser)
    options.add_market(parser)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print the brief, and write it as a PDF if asked to; 0, or 1 when there is no brief."""
    from bot.cli.output import print_reply
    from bot.question import Question
    from bot.replies.check_reply import CheckReply

    wanted = _parse_request(arguments)
    assistant = options.build_assistant(settings, arguments)
    parts = (wanted.payer, wanted.payee, wanted.amount, wanted.currency, wanted.asset)
    question = Question(text=" ".join(str(part) for part in parts if part), chat=CHAT)
    reply = assistant.corridor(wanted, question, options.choose_language(settings, arguments))
    print_reply(reply, as_json=arguments.json)
    if not isinstance(reply, CheckReply):
        return 1
    if arguments.pdf:
        from bot.render import corridor_pdf

        corridor_pdf.save_brief_pdf(reply, arguments.pdf)
    return 0


def _parse_request(arguments: argparse.Namespace) -> CorridorRequest:
    """The corridor that the arguments name; UsageError for a country or an amount that is none."""
    from bot.understand.request.corridor_request import CorridorRequest
    from knowledge.errors import UsageError

    if bool(arguments.amount) != bool(arguments.currency):
        raise UsageError("A sum has an amount and a currency.", fix="--amount 40000 --currency EUR")
    return CorridorRequest(
        payer=parse_country(arguments.payer),
        payee=parse_country(arguments.payee),
        regions=(parse_region(arguments.payer), parse_region(arguments.payee)),
        amount=parse_amount(arguments.amount) if arguments.amount else None,
        currency=arguments.currency.upper() if arguments.currency else None,
        asset=arguments.asset.upper() if arguments.asset else None,
    )
