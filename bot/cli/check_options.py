"""The options of ``tradewind screen``, ``corridor`` and ``audit``; apart, to load nothing else."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_to(commands: Any) -> None:
    """Add the three commands to a command line."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="one JSON object")
    shared.add_argument("--lang", choices=("en", "ru"), help="the language of the reply")
    screen = commands.add_parser(
        "screen", parents=[shared], help="look an address or a name up in the sanctions lists",
        description="Exit code: 0 no match, 1 a hit or a possible match, 3 not checked, 4 not an "
        "address.",
    )  # fmt: skip
    screen.add_argument("text", nargs="+", help="an address, or a name")
    corridor = commands.add_parser(
        "corridor", parents=[shared], help="what a payment between two countries must keep to"
    )
    corridor.add_argument("payer", help="the payer's country, a code or a name")
    corridor.add_argument("payee", help="the payee's country")
    corridor.add_argument("--amount", help="a number with a point for its decimals")
    corridor.add_argument("--currency", metavar="CODE", help="of the amount")
    corridor.add_argument("--asset", metavar="TICKER", help="what it is paid in, for example USDT")
    corridor.add_argument("--pdf", type=Path, metavar="FILE.pdf", help="the brief for the file")
    corridor.add_argument("--market", choices=("live", "sample"), help="where rates come from")
    corridor.add_argument("--snapshot", type=Path, metavar="FILE", help="rates from a saved file")
    audit = commands.add_parser("audit", help="the log of what was answered, and on what grounds")
    audit.add_argument("action", choices=("verify", "show", "export"))
    audit.add_argument("--last", type=int, default=20, metavar="N", help="so many lines, for show")
    audit.add_argument("--to", type=Path, metavar="FILE", help="where export writes; else printed")
    audit.add_argument("--json", action="store_true", help="JSON, for verify and show")
