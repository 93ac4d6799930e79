"""The language of a user's app."""

from __future__ import annotations

import pytest
from telegram import User

from bot.telegram.user_language import language_of


@pytest.mark.parametrize(
    ("code", "language"),
    [("ru", "ru"), ("uk", "ru"), ("kk-KZ", "ru"), ("en-GB", "en"), ("tr", "en"), (None, "en")],
)
def test_who_mostly_reads_russian_is_written_to_in_russian(code: str | None, language: str) -> None:
    assert language_of(User(2, "Anna", is_bot=False, language_code=code)) == language


def test_nobodys_language_is_english() -> None:
    assert language_of(None) == "en"
