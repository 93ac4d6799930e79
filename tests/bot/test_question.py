"""A question: cleaned and parsed once."""

from __future__ import annotations

from bot.question import MAX_TEXT_CHARS, Question


def test_a_question_is_cleaned_of_what_cannot_be_seen_and_of_its_command() -> None:
    assert Question(text="/ask\u00a0Can\u200b I\tpay?").message.text == "Can I pay?"


def test_a_question_is_parsed_once_for_everyone_who_asks() -> None:
    question = Question(text="pay 40000 EUR to Turkey")
    assert question.message is question.message


def test_of_an_endless_text_only_the_beginning_is_kept() -> None:
    question = Question(text="a" * 1_000_000)
    assert len(question.text) == MAX_TEXT_CHARS
    assert len(question.message.text) == MAX_TEXT_CHARS
