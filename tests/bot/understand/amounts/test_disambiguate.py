"""Which amount a message is about, and what is asked where it is not plain."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.understand.amounts.disambiguate import AmountChoice, choose_amount, format_digits
from bot.understand.amounts.find import find_amounts
from bot.understand.text.parsed_message import parse_message
from tests.support.growth import assert_linear


def choose(text: str, language: str | None = None) -> AmountChoice:
    message = parse_message(text, language)
    return choose_amount(message, find_amounts(message))


def test_one_plain_amount_is_taken_without_a_question() -> None:
    choice = choose("pay 5000 usd to China")
    assert choice.amount is not None
    assert (choice.amount.value, choice.question) == (Decimal(5000), None)


def test_without_an_amount_nothing_is_asked() -> None:
    assert choose("hello") == AmountChoice()


@pytest.mark.parametrize(
    ("text", "question", "choices"),
    [
        ("5000 usd or 6000 usd", "amount", ("5000", "6000")),
        ("5000 usd or 6000 cny", "amount", ("5000 USD", "6000 CNY")),
        ("a few thousand dollars", "amount", ()),
        ("0 usd", "amount", ()),
        ("pay 1.250 eur", "confirm_amount", ("1250", "1.25")),
        ("-500 usd", "confirm_amount", ("500",)),
        ("5000 usd each", "confirm_amount", ("5000",)),
        ("30% deposit on 100000 usd", "confirm_amount", ("30000", "100000")),
    ],
)
def test_a_doubt_is_a_question_with_choices(
    text: str, question: str, choices: tuple[str, ...]
) -> None:
    choice = choose(text)
    assert (choice.question, choice.choices) == (question, choices)


def test_a_percentage_of_a_fee_is_no_share() -> None:
    assert choose("5000 usd with a fee of 2%").question is None


def test_an_amount_repeated_in_words_is_one() -> None:
    assert choose("5000 usd (five thousand dollars)").question is None


@pytest.mark.parametrize("currency", ["", " usd"])
def test_the_share_that_the_message_works_out_is_meant(currency: str) -> None:
    choice = choose(f"30% deposit on a 110k{currency} order, so 33k{currency} now")
    assert choice.amount is not None
    assert (choice.amount.value, choice.question) == (Decimal(33000), None)


@pytest.mark.parametrize(
    ("value", "digits"), [("1250.00", "1250"), ("1.50", "1.5"), ("1E+6", "1000000"), ("100", "100")]
)
def test_digits_have_no_zeros_to_spare(value: str, digits: str) -> None:
    assert format_digits(Decimal(value)) == digits


def test_of_many_amounts_the_message_is_asked_about() -> None:
    choice = choose("pay " + ", ".join(f"{1000 + n} usd" for n in range(500)))
    assert (choice.amount, choice.question) == (None, "amount")
    assert choice.choices == ("1000", "1001", "1002", "1003")


def test_time_grows_no_faster_than_the_number_of_amounts() -> None:
    amounts = find_amounts(parse_message(", ".join(f"{1000 + n} usd" for n in range(4000))))
    message = parse_message("pay")
    # A letter stands for an amount.
    assert_linear(lambda text: choose_amount(message, amounts[: len(text) // 3]), "x")
