"""The only place where things are wired: settings in, an assistant out."""

from __future__ import annotations

from bot.assistant import Assistant
from bot.session import Sessions
from bot.settings import Settings
from knowledge.library import Library


def assistant(settings: Settings) -> Assistant:
    """An assistant over the index that the settings name; IndexFault when none will serve."""
    library = Library(settings.index_root, settings.home, threads=settings.threads)
    return Assistant(library, Sessions(), question_limit=settings.question_limit)
