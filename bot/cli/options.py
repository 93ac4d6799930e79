"""Options that several commands share, and what follows from them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.messages.language import Language
    from bot.payments.handler import PaymentHandler
    from bot.settings import Settings

# The subparsers of argparse, which name no public type.
Commands = Any


def add_json(parser: argparse.ArgumentParser, description: str = "one JSON object") -> None:
    """Add ``--json``."""
    parser.add_argument("--json", action="store_true", help=description)


def add_language(parser: argparse.ArgumentParser) -> None:
    """Add ``--lang``."""
    parser.add_argument("--lang", choices=("en", "ru"), help="the language of the reply")


def add_market(parser: argparse.ArgumentParser) -> None:
    """Add ``--market`` and ``--snapshot``."""
    parser.add_argument("--market", choices=("live", "sample"), help="where figures come from")
    parser.add_argument("--snapshot", type=Path, metavar="FILE", help="figures from a saved file")


def choose_language(settings: Settings, arguments: argparse.Namespace) -> Language:
    """The language of ``--lang``, else of the settings, else English."""
    chosen: Language | None = arguments.lang
    return chosen or ("ru" if settings.language == "ru" else "en")


def build_assistant(settings: Settings, arguments: argparse.Namespace) -> Assistant:
    """The assistant with figures from ``--snapshot`` or ``--market``, else from the settings."""
    from bot import app
    from bot.payments import market_data

    if arguments.snapshot:
        return app.build_assistant(settings, market_data.load_snapshot_data(arguments.snapshot))
    if arguments.market:
        settings = settings.model_copy(update={"market": arguments.market})
    return app.build_assistant(settings)


def find_payments(assistant: Assistant) -> PaymentHandler:
    """The part of an assistant that prices and estimates; UsageError when the market is off."""
    from knowledge.errors import UsageError

    if assistant.payments is None:
        raise UsageError("There is no market to ask.", fix="Set TRADEWIND_MARKET=live.")
    return assistant.payments
