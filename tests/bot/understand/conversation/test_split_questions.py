from __future__ import annotations

import pytest

from bot.understand.conversation.split_questions import split_questions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who may mine and where is it banned?", ("Who may mine", "where is it banned?")),
        ("Сколько ждать подтверждений и сколько стоит перевод USDT?",
         ("Сколько ждать подтверждений", "сколько стоит перевод USDT?")),
        ("Is it legal? What is the fine?", ("Is it legal?", "What is the fine?")),
        ("Can I pay a supplier and a carrier in USDT?", ()),
        ("Can a company from Germany pay Turkey?", ()),
        ("and how?", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_the_questions_in_a_message(text: str, expected: tuple[str, ...]) -> None:
    assert split_questions(text) == expected
