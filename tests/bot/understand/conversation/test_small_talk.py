from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.conversation.small_talk import SmallTalk, clean, find_small_talk
from bot.understand.text.parsed_message import parse_message
from tests.support.growth import assert_linear

S = SmallTalk


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hi", S.GREETING), ("Hello there!", S.GREETING),
        ("good morning", S.GREETING),
        ("Привет!", S.GREETING), ("Добрый день", S.GREETING),
        ("thanks a lot", S.THANKS), ("ok, thank you very much", S.THANKS),
        ("Спасибо большое", S.THANKS), ("понятно", S.THANKS),
        ("bye", S.FAREWELL), ("До свидания!", S.FAREWELL),
        ("Who are you?", S.IDENTITY), ("ты бот?", S.IDENTITY),
        ("help", S.HELP), ("What can you do?", S.HELP), ("что ты умеешь", S.HELP),
        ("", S.EMPTY),
        ("😀😀😀", S.NONSENSE), ("???", S.NONSENSE), ("asdkjfhqwlekjrh", S.NONSENSE),
        ("12345", S.NONSENSE),
        ("ывпрлджыфвпр", S.NONSENSE), ("x", S.NONSENSE),
        ("hello, can I pay in USDT?", None),
        ("Thanks, and what about Turkey?", None),
        ("help me pay a supplier in Vietnam", None),
        ("USDT?", None), ("НДС", None), ("VAT bitcoin EU", None),
        ("土耳其可以用加密货币付款吗", None),
        ("Thank God, is MiCA in force?", None),
    ],
)  # fmt: skip
def test_what_a_message_wants(text: str, expected: SmallTalk | None) -> None:
    assert find_small_talk(parse_message(clean(text))) is expected


def test_invisible_characters_leave_the_message() -> None:
    assert clean("pay\u200b in\u202e US\u00adDT\x00\r\n now ") == "pay in USDT now"


@given(st.text(max_size=300))
def test_any_message_has_an_intent(text: str) -> None:
    cleaned = clean(text)
    assert find_small_talk(parse_message(cleaned)) in (None, *SmallTalk)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "text", ["hi to my dear friend", "thank you and bye", "and to you a good day"]
)
def test_fillers_and_phrases_take_turns(text: str) -> None:
    assert find_small_talk(parse_message(text)) is not None


@pytest.mark.parametrize("text", ["andhi", "hi tofu", "to and"])
def test_a_filler_is_a_whole_word_and_no_small_talk_by_itself(text: str) -> None:
    assert find_small_talk(parse_message(text)) is None


@pytest.mark.parametrize("piece", ["to ", "and ", "thanks ", "спасибо ", "a", "hi and "])
def test_a_long_message_costs_no_more_than_its_length(piece: str) -> None:
    def find(text: str) -> None:
        whole = text.rpartition(" ")[0] or text
        find_small_talk(parse_message(" ".join([whole] * 4)))

    assert_linear(find, piece)


def test_a_letter_keeps_a_few_of_its_accents() -> None:
    assert clean("a" + "\u0301" * 1000 + "b") == "a" + "\u0301" * 8 + "b"
