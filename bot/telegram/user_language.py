"""The language of what the bot itself says to a user, as far as Telegram tells it."""

from __future__ import annotations

from telegram import User

from bot.messages.language import Language, language_for


def language_of(user: User | None) -> Language:
    """The language of a user's app; Russian to those who mostly read it."""
    return language_for((user.language_code or "") if user else "")
