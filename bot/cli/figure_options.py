"""The options of ``tradewind price`` and ``tradewind estimate``.

Apart, so that reading a command line loads nothing of what the two commands need.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_to(commands: Any) -> None:
    """Add the two commands to a command line."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="one JSON object")
    shared.add_argument("--lang", choices=("en", "ru"), help="the language of the reply")
    shared.add_argument("--market", choices=("live", "sample"), help="where figures come from")
    shared.add_argument("--snapshot", type=Path, metavar="FILE", help="figures from a saved file")
    price = commands.add_parser("price", parents=[shared], help="what one coin or money costs")
    price.add_argument("base", help="for example BTC")
    price.add_argument("--in", dest="quote", default="USD", metavar="CODE", help="USD by default")
    make = commands.add_parser("estimate", parents=[shared], help="what a payment costs")
    make.add_argument("text", nargs="*", help='for example "€40,000 invoice to Istanbul"')
    make.add_argument("--amount", help="a number with a point for its decimals")
    make.add_argument("--currency", metavar="CODE", help="of the amount")
    make.add_argument("--from", dest="source", metavar="COUNTRY", help="a name or a code")
    make.add_argument("--to", dest="target", metavar="COUNTRY", help="a name or a code")
    make.add_argument("--side", choices=("payee_gets", "payer_spends"), help="whose sum it is")
    make.add_argument("--rail", help="detail this rail, for example usdt-tron or wire-our")
    make.add_argument("--own-wallet", action="store_true", help="sent from a wallet of one's own")
    make.add_argument("--save-snapshot", type=Path, metavar="FILE", help="keep every figure used")
    make.add_argument("--chart", type=Path, metavar="FILE.png", help="draw it")
    make.add_argument("--dark", action="store_true", help="draw it for a dark screen")
