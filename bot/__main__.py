"""The command ``tradewind``: the command line, one command of ``bot.cli``, its exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot import runtime
from bot.cli import ask, audit, chat, corridor, doctor, estimate, price, screen, telegram
from knowledge.errors import TradewindError
from knowledge.files import OWNER_ONLY_UMASK
from knowledge.text.terminal import print_text

if TYPE_CHECKING:
    from bot.cli.options import Commands
    from bot.settings import Settings


class Command(Protocol):
    """What a module of ``bot.cli`` has for its command."""

    def add_parser(self, commands: Commands, /) -> None:
        """Add the command and its options to the command line."""

    def run(self, settings: Settings, arguments: argparse.Namespace, /) -> int:
        """Run the command; its exit code."""


# In the order of the help. Each module loads what its command needs inside ``run``.
COMMANDS: dict[str, Command] = {
    "chat": chat,
    "ask": ask,
    "price": price,
    "estimate": estimate,
    "corridor": corridor,
    "screen": screen,
    "audit": audit,
    "telegram": telegram,
    "doctor": doctor,
}
INTERRUPTED, INTERNAL_ERROR = 130, 70


def build_parser() -> argparse.ArgumentParser:
    """The command line of ``tradewind``; without a command it is ``chat``."""
    parser = argparse.ArgumentParser(
        prog="tradewind",
        description="Cross-border payments in crypto-assets: answers with sources and dates.",
    )
    parser.add_argument("--index", type=Path, metavar="DIR", help="the index to use")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for module in COMMANDS.values():
        module.add_parser(commands)
    for command in commands.choices.values():
        command.add_argument(
            "--index", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="the index to use"
        )
    return parser


def script() -> None:
    """Run the command line and exit."""
    code = main()
    runtime.skip_last_collection()
    sys.exit(code)


def main(argv: Sequence[str] | None = None, commands: Mapping[str, Command] = COMMANDS) -> int:
    """Run one of ``commands``; its exit code. No traceback reaches the user."""
    os.umask(OWNER_ONLY_UMASK)
    arguments = build_parser().parse_args(argv)
    try:
        return _run(arguments, commands)
    except TradewindError as error:
        print_text(f"tradewind: {error}", to_stderr=True)
        return error.exit_code
    except BrokenPipeError:
        # The reader has closed the pipe (as with `| head`): no fault, and nothing more to print.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:  # noqa: BLE001 (the log has the traceback)
        from bot import logs

        text = f"Something went wrong on our side (reference {logs.log_exception()} in the log)."
        print_text(f"tradewind: {text}", to_stderr=True)
        return INTERNAL_ERROR


def _run(arguments: argparse.Namespace, commands: Mapping[str, Command]) -> int:
    from bot import logs
    from bot import settings as configuration

    settings = configuration.load_settings(arguments.index)
    settings.close_home()
    logs.log_to(settings.home)
    return commands[arguments.command or "chat"].run(settings, arguments)


if __name__ == "__main__":
    script()
