"""The dialogue of a payment request: answers and follow-ups fill the right slots."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.payments.dialogue import apply_answer, apply_followup, find_missing_slot
from bot.understand.request.draft import PaymentDraft, draft_payment
from bot.understand.text.parsed_message import parse_message


def waiting(slot: str, text: str = "pay 40000 EUR") -> PaymentDraft:
    return draft_payment(parse_message(text, "en")).model_copy(update={"pending": slot})


@pytest.mark.parametrize(
    ("slot", "answer", "source", "target"),
    [
        ("to", "Turkey", None, "TR"),
        ("to", "to Turkey", None, "TR"),
        ("to", "from Germany", "DE", None),
        ("to", "from Germany to Turkey", "DE", "TR"),
        ("to", "из Германии в Турцию", "DE", "TR"),
        ("to", "Germany -> Turkey", "DE", "TR"),
        ("from", "Germany", "DE", None),
        ("from", "from Germany", "DE", None),
        ("from", "to Turkey from Germany", "DE", "TR"),
        ("purpose", "a payment from Germany to Turkey", "DE", "TR"),
        ("purpose", "Turkey", None, "TR"),
    ],
)
def test_a_country_fills_the_end_that_the_answer_names_or_else_the_one_asked_for(
    slot: str, answer: str, source: str | None, target: str | None
) -> None:
    filled = apply_answer(waiting(slot), parse_message(answer))
    assert filled
    assert (filled.from_country, filled.to_country) == (source, target)
    assert filled.direction == "pay"


def test_an_answer_that_names_the_other_end_leaves_the_question_open() -> None:
    filled = apply_answer(waiting("to"), parse_message("from Germany"))
    assert filled
    assert find_missing_slot(filled) == "to"


@pytest.mark.parametrize(
    "answer",
    ["Which countries do you know?", "is it allowed in Turkey?", "I would rather not say where"],
)
def test_a_question_or_a_long_message_is_no_answer(answer: str) -> None:
    assert apply_answer(waiting("to"), parse_message(answer)) is None


def test_an_offered_choice_may_be_picked_by_its_number() -> None:
    draft = waiting("from").model_copy(update={"offered": ("Russia", "Germany")})
    filled = apply_answer(draft, parse_message("2."))
    assert filled
    assert filled.from_country == "DE"


@pytest.mark.parametrize("text", ["²", "①", "٣" * 3, "9" * 5000, "0", "3", "-1"])
def test_what_is_no_number_of_a_choice_picks_none(text: str) -> None:
    draft = waiting("from").model_copy(update={"offered": ("Russia", "Germany")})
    answered = apply_answer(draft, parse_message(text, "en"))
    assert answered is None or answered.from_country is None


def test_a_currency_may_be_what_a_conversion_is_for() -> None:
    filled = apply_answer(waiting("purpose"), parse_message("bitcoin"))
    assert filled
    assert (filled.direction, filled.target_currency) == ("convert", "BTC")


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("swap sides", "from_country", "TR"),
        ("refresh", "amount", Decimal(40000)),
        ("from my own wallet", "own_wallet", True),
        ("what if 200k?", "amount", Decimal(200000)),
        ("and via Solana?", "network", "solana"),
    ],
)
def test_a_follow_up_changes_one_thing(text: str, slot: str, value: object) -> None:
    draft = waiting("", "pay 40000 EUR from Germany to Turkey in USDT")
    changed = apply_followup(draft, parse_message(text))
    assert changed
    assert getattr(changed, slot) == value


def test_another_coin_drops_the_network_of_the_first() -> None:
    draft = waiting("", "pay 40000 EUR from Germany to Turkey in USDT on Tron")
    changed = apply_followup(draft, parse_message("in USDC"))
    assert changed
    assert (changed.asset, changed.network) == ("USDC", None)


def test_a_long_message_is_no_follow_up() -> None:
    draft = waiting("", "pay 40000 EUR from Germany to Turkey in USDT")
    assert apply_followup(draft, parse_message("swap " + "and tell me more " * 6)) is None
