"""Follow-up questions, completed from the last question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.conversation.followup import CompleteQuestion, complete_question
from bot.understand.text.parsed_message import parse_message

LAST = "Can a Russian importer pay a supplier in China in USDT?"


def complete(text: str, last: str = LAST) -> CompleteQuestion:
    return complete_question(parse_message(text), last, ("RU", "CN") if last else ())


def test_another_place_takes_the_last_places_stead() -> None:
    moved = complete("and in Türkiye?")
    assert moved.text == "Can a Russian importer pay a supplier in Türkiye in USDT?"
    assert (moved.places, moved.followed) == (("RU", "TR"), True)


def test_a_place_follows_a_question_that_names_none() -> None:
    moved = complete("and in Türkiye?", "Is crypto taxed?")
    assert moved.text == "Is crypto taxed (Türkiye)?"


def test_another_coin_takes_the_last_coins_stead() -> None:
    assert complete("what about USDC?").text == LAST.replace("USDT", "USDC")


@pytest.mark.parametrize(
    "text", ["since when?", "what is the penalty", "is it taxed?", "why", "с какого числа?"]
)
def test_another_side_of_the_matter_is_searched_with_the_last_question(text: str) -> None:
    joined = complete(text)
    assert joined.text == f"{LAST.rstrip('?')}: {text}"
    assert (joined.focus, joined.places, joined.followed) == (text, ("RU", "CN"), True)


@pytest.mark.parametrize(
    "text",
    [
        "Does a Turkish exporter need a licence to be paid in bitcoin?",
        "What is the penalty in Kazakhstan for an exporter who is paid in bitcoin without licence?",
        "stablecoin reserves",
    ],
)
def test_a_question_with_a_subject_of_its_own_stands_alone(text: str) -> None:
    alone = complete(text)
    assert (alone.text, alone.followed, alone.dangling) == (text, False, False)


@pytest.mark.parametrize("text", ["since when?", "and in Türkiye?", "what about USDC?"])
def test_a_follow_up_to_nothing_dangles(text: str) -> None:
    assert complete(text, last="").dangling


@given(st.text(max_size=200), st.sampled_from(["", LAST]))
def test_any_text_can_be_completed(text: str, last: str) -> None:
    done = complete(text, last)
    assert not (done.followed and done.dangling)
    assert done.followed or done.text == parse_message(text).text
