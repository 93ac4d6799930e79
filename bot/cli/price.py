"""``tradewind price``: the price of one coin or currency, for scripts."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from bot.cli import options

if TYPE_CHECKING:
    from bot.settings import Settings


def add_parser(commands: options.Commands) -> None:
    """Add ``price`` to the command line."""
    parser = commands.add_parser("price", help="what one coin or money costs")
    parser.add_argument("base", help="for example BTC")
    parser.add_argument("--in", dest="quote", default="USD", metavar="CODE", help="USD by default")
    options.add_json(parser)
    options.add_language(parser)
    options.add_market(parser)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print the price; 0, or 1 when there is none."""
    from bot.cli.output import print_reply
    from bot.replies.figure_reply import FigureReply

    assistant = options.build_assistant(settings, arguments)
    language = options.choose_language(settings, arguments)
    reply = options.find_payments(assistant).price(
        arguments.base.upper(), arguments.quote.upper(), language
    )
    print_reply(reply, as_json=arguments.json)
    has_price = isinstance(reply, FigureReply) and reply.price and reply.price.value
    return 0 if has_price else 1
