"""The language of a user's app."""

from __future__ import annotations

from telegram import User

from bot.messages.language import Language, language_for


def language_of(user: User | None) -> Language:
    """The language in which to write to a user: Russian if their app's speakers mostly read it."""
    return language_for((user.language_code or "") if user else "")
