"""Every string that a user sees, a catalogue for each language."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from importlib import resources

from knowledge.errors import TradewindError


@cache
def catalogue(language: str) -> dict[str, str]:
    """All messages of a language, by key."""
    file = resources.files("bot.messages").joinpath(f"{language}.toml")
    found: dict[str, str] = tomllib.loads(file.read_text("utf-8"))
    return found


def message(key: str, language: str, **values: object) -> str:
    """A message in a language, with its values filled in."""
    return catalogue(language)[key].format(**values)


def error_text(error: TradewindError, language: str) -> str:
    """What a chat shows of an error: the message of its key, else its own English text."""
    if error.key in catalogue(language):
        return message(error.key, language, **error.values)
    return str(error)


def format_date(date: dt.date | str, language: str) -> str:
    """A date as people write it; a year or a month alone stays what it is."""
    if isinstance(date, str):
        parts = [int(part) for part in date.split("-") if part]
        if len(parts) < 3:
            return date
        date = dt.date(*parts)
    months = catalogue(language)["months"].split()
    return f"{date.day} {months[date.month - 1]} {date.year}"
