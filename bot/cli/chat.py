"""``tradewind chat``: a conversation in the terminal, or in plain lines without one."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.cli.options import Commands
    from bot.messages.language import Language
    from bot.replies.reply import Reply
    from bot.settings import Settings

_QUIT = frozenset({"/quit", "/exit", "/q"})


def add_parser(commands: Commands) -> None:
    """Add ``chat`` to the command line."""
    commands.add_parser("chat", help="talk in the terminal")


def run(settings: Settings, arguments: argparse.Namespace) -> int:  # noqa: ARG001 (has no options)
    """Talk until the user leaves; 0."""
    from bot import runtime

    with runtime.loading_for_good():
        from bot import app
        from bot.cli import terminal
        from bot.messages import message

        assistant = app.build_assistant(settings)
    screen, lines = terminal.open_terminal(settings.home / "history")
    language = _chosen_language(settings) or "en"
    screen.note(_banner(assistant, language))
    for text in lines:
        if text.strip().lower() in _QUIT:
            break
        before = assistant.library.generation.name
        screen.show(_answer(assistant, text, settings))
        after = assistant.library.generation.name
        if after != before:
            screen.note(message("reloaded", language, generation=after))
    screen.note(message("farewell", language))
    return 0


def _chosen_language(settings: Settings) -> Language | None:
    """The language that the settings fix, if any."""
    return "ru" if settings.language == "ru" else "en" if settings.language == "en" else None


def _banner(assistant: Assistant, language: Language) -> str:
    from importlib import metadata

    from bot.messages import message

    generation = assistant.library.generation
    return message(
        "banner",
        language,
        version=metadata.version("tradewind"),
        generation=generation.name,
        notes=generation.manifest.documents,
    )


def _answer(assistant: Assistant, text: str, settings: Settings) -> Reply | str:
    """The reply, or a short line when an error nobody expected prevents it."""
    from bot import logs
    from bot.messages import error_text, message
    from bot.question import Question
    from knowledge.errors import TradewindError

    language = _chosen_language(settings)
    try:
        return assistant.answer(Question(text=text, language=language))
    except TradewindError as error:
        return error_text(error, language or "en")
    except Exception:  # noqa: BLE001 (a chat outlives one failed answer)
        return message("failed", language or "en", reference=logs.log_exception())
