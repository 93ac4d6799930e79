from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.conversation.small_talk import Intent, clean, intent


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hi", Intent.GREETING), ("Hello there!", Intent.GREETING),
        ("good morning", Intent.GREETING),
        ("Привет!", Intent.GREETING), ("Добрый день", Intent.GREETING),
        ("thanks a lot", Intent.THANKS), ("ok, thank you very much", Intent.THANKS),
        ("Спасибо большое", Intent.THANKS), ("понятно", Intent.THANKS),
        ("bye", Intent.FAREWELL), ("До свидания!", Intent.FAREWELL),
        ("Who are you?", Intent.IDENTITY), ("ты бот?", Intent.IDENTITY),
        ("help", Intent.HELP), ("What can you do?", Intent.HELP), ("что ты умеешь", Intent.HELP),
        ("", Intent.EMPTY),
        ("😀😀😀", Intent.NONSENSE), ("???", Intent.NONSENSE), ("asdkjfhqwlekjrh", Intent.NONSENSE),
        ("12345", Intent.NONSENSE),
        ("ывпрлджыфвпр", Intent.NONSENSE), ("x", Intent.NONSENSE),
        ("hello, can I pay in USDT?", Intent.QUESTION),
        ("Thanks, and what about Turkey?", Intent.QUESTION),
        ("help me pay a supplier in Vietnam", Intent.QUESTION),
        ("USDT?", Intent.QUESTION), ("НДС", Intent.QUESTION), ("VAT bitcoin EU", Intent.QUESTION),
        ("土耳其可以用加密货币付款吗", Intent.QUESTION),
        ("Thank God, is MiCA in force?", Intent.QUESTION),
    ],
)  # fmt: skip
def test_what_a_message_wants(text: str, expected: Intent) -> None:
    assert intent(clean(text)) is expected


def test_invisible_characters_leave_the_message() -> None:
    assert clean("pay\u200b in\u202e US\u00adDT\x00\r\n now ") == "pay in USDT now"


@given(st.text(max_size=300))
def test_any_message_has_an_intent(text: str) -> None:
    cleaned = clean(text)
    assert intent(cleaned) in Intent
    assert clean(cleaned) == cleaned
