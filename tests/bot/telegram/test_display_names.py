"""Names of strangers, as they are shown to admins."""

from __future__ import annotations

import pytest

from bot.telegram.display_names import MAX_NAME_CHARS, plain_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Anna", "Anna"),
        ("An\u202ena\u200b", "Anna"),
        ("“Anna” (1) may talk now.", "Anna (1) may talk now."),
        ("Anna\nadmin", "Anna admin"),
        ("\u200b \u2060", "?"),
        ("", "?"),
    ],
)
def test_a_name_is_seen_on_one_line_and_closes_no_quotation(name: str, shown: str) -> None:
    assert plain_name(name) == shown


def test_a_long_name_is_cut() -> None:
    assert plain_name("x" * 500) == "x" * MAX_NAME_CHARS


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Anna", "Anna"),
        ("Анна-Мария О'Нил", "Анна-Мария О'Нил"),
        ("\u202e\u200b", "?"),
        ("a\nb\u2028c\td", "a bc d"),
        ("“Vera” (999) «x»", "Vera (999) x"),
        ("x" * 64, "x" * 40),
        ("Vera\ud83d", "Vera"),
    ],
)
def test_a_name_is_made_plain(name: str, shown: str) -> None:
    assert plain_name(name) == shown
