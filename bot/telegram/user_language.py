"""The language of what the bot itself says to a user, as far as Telegram tells it."""

from __future__ import annotations

from telegram import User

from bot.replies.reply import Language

RUSSIAN_READERS = ("ru", "be", "kk", "ky", "uk")


def language_of(user: User | None) -> Language:
    """The language of a user's app; Russian to those who mostly read it."""
    spoken = (user.language_code or "") if user else ""
    return "ru" if spoken[:2] in RUSSIAN_READERS else "en"
