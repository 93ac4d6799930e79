"""``tradewind telegram``: answer as a Telegram bot until a signal ends it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli.options import Commands
    from bot.settings import Settings


def add_parser(commands: Commands) -> None:
    """Add ``telegram`` to the command line."""
    commands.add_parser("telegram", help="answer as a Telegram bot")


def run(settings: Settings, arguments: argparse.Namespace) -> int:  # noqa: ARG001 (has no options)
    """Serve until a signal; 0."""
    from knowledge.blas_threads import use_one_blas_thread

    # Before anything imports numpy.
    use_one_blas_thread()
    from bot.telegram import run as service
    from bot.telegram import settings as telegram_settings

    return service.run_bot(settings, telegram_settings.load_settings())
