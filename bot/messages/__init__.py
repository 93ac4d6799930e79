"""Every string that a user sees, in a catalogue for each language."""

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
    messages: dict[str, str] = tomllib.loads(file.read_text("utf-8"))
    return messages


def message(key: str, language: str, **values: object) -> str:
    """A message in a language, with its placeholders filled in; KeyError if there is none."""
    return catalogue(language)[key].format(**values)


def error_text(error: TradewindError, language: str) -> str:
    """What a chat shows of an error: the message of its key, else its own English text."""
    if error.key in catalogue(language):
        return message(error.key, language, **error.values)
    return str(error)


def format_date(date: dt.date | str, language: str) -> str:
    """A date with the month as a word; of an ISO string without a day, the string itself."""
    if isinstance(date, str):
        parts = [int(part) for part in date.split("-") if part]
        if len(parts) < 3:
            return date
        date = dt.date(*parts)
    months = catalogue(language)["months"].split()
    return f"{date.day} {months[date.month - 1]} {date.year}"
