"""Payment requests in four languages: every slot as meant, a question wherever it is in doubt."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.payments.dialogue import find_missing_slot
from bot.understand.request.draft import draft_payment
from bot.understand.request.payment_request import ParsedRequest, parse_request
from bot.understand.text.parsed_message import parse_message
from tests.support.growth import assert_linear
from tests.support.paths import FIXTURES


def parse(text: str, language: str | None = None) -> ParsedRequest:
    return parse_request(parse_message(text, language))


CASES = json.loads((FIXTURES / "utterances.json").read_text("utf-8"))["utterances"]

MORE = json.loads((FIXTURES / "more_utterances.json").read_text("utf-8"))["utterances"]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_request_is_read_slot_by_slot(case: dict[str, Any]) -> None:
    reading = parse(case["text"])
    found = {slot: getattr(reading, slot) for slot in case["expect"]}
    found["amount"] = None if reading.amount is None else f"{reading.amount:f}"
    assert found == case["expect"]


def test_all_sixty_requests_are_there() -> None:
    assert len(CASES) == 60


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_every_span_is_a_part_of_the_users_text(case: dict[str, Any]) -> None:
    reading = parse(case["text"])
    for start, end in reading.spans.values():
        assert 0 <= start < end <= len(case["text"])
    slots = ("amount", "asset", "network", "target_currency", "from_country", "currency")
    assert all(slot in reading.spans for slot in slots if getattr(reading, slot) is not None)


ASKED = {"u04": "purpose", "u06": "purpose", "u33": "purpose", "u47": "currency",
         "u49": "confirm_amount", "u50": "confirm_amount", "u60": "confirm_amount"}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_clear_request_is_not_asked_about(case: dict[str, Any]) -> None:
    assert parse(case["text"]).question == ASKED.get(case["id"])


@pytest.mark.parametrize(
    ("text", "question", "choices"),
    [
        ("pay 1.250 eur", "confirm_amount", ("1250", "1.25")),
        ("1.250 btc to eur", "confirm_amount", ("1.25", "1250")),
        ("refund -500 usdt??", "confirm_amount", ("500",)),
        ("5000 usd or 6000 usd to Dubai", "amount", ("5000", "6000")),
        ("5000 usd, 6000 cny to China", "amount", ("5000 USD", "6000 CNY")),
        ("250 000 за контейнер, 3000 usd доставка", "amount", ("250000", "3000 USD")),
        ("30% deposit on a 110k USD order", "confirm_amount", ("33000", "110000")),
        ("付 5000美元,定金30%", "confirm_amount", ("1500", "5000")),
        ("100000 usd 40% to Dubai", "confirm_amount", ("40000", "100000")),
        ("100usd200eur to Dubai", "amount", ("100 USD", "200 EUR")),
        ("send 1 BTC each to 3 partners", "confirm_amount", ("1",)),
        ("two payments of 5000 usd to Dubai", "confirm_amount", ("5000",)),
        ("3 поставщикам по 5000 долларов", "confirm_amount", ("5000",)),
        ("оплатить 5000 долларов каждому", "confirm_amount", ("5000",)),
        ("pay 5000 ¥ please", "currency", ("CNY", "JPY")),
        ("10000 rupees", "currency", ("INR", "PKR", "LKR")),
        ("5000 крон поставщику", "currency", ("SEK", "NOK", "DKK", "CZK")),
        ("send 5000 in usdt to Dubai", "currency", ("USDT",)),
        ("pay $500 USDT to Dubai", "currency", ("USD", "USDT")),
        ("pay HK$5,000 now, then $5,000", "amount", ("5000 HKD", "5000")),
        ("pay 1000-2000 usd to China", "amount", ()),
        ("сколько стоит отправить деньги в Китай", "amount", ()),
        ("a few thousand dollars to China", "amount", ()),
        ("几万美元到深圳", "amount", ()),
        ("pay 0 usd to Dubai", "amount", ()),
        ("120000", "currency", ()),
        ("5 млн юаней", "purpose", ()),
    ],
)
def test_a_doubt_becomes_a_question(text: str, question: str, choices: tuple[str, ...]) -> None:
    reading = parse(text)
    assert (reading.question, reading.choices) == (question, choices)


def test_of_two_amounts_none_is_taken() -> None:
    assert parse("5000 usd or 6000 usd to Dubai").amount is None


def test_the_share_worked_out_in_the_message_is_meant() -> None:
    reading = parse("30% deposit on a 110k order, so 33k now")
    assert (reading.amount, reading.question) == (Decimal(33000), "currency")
    sure = parse("30% deposit on a 110k USD order to Shenzhen, so 33k USD now")
    assert (sure.amount, sure.currency, sure.question) == (Decimal(33000), "USD", None)


def test_an_amount_said_twice_is_one() -> None:
    reading = parse("pay usd 5,000.00 (five thousand US dollars) to Dubai")
    assert (reading.amount, reading.question) == (Decimal("5000.00"), None)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("pay 5000 ¥ to Tokyo", "JPY"),
        ("pay 5000 ¥ to Shanghai", "CNY"),
        ("付5000元", "CNY"),
        ("pay HK$5,000 to Shenzhen", "HKD"),
        ("pay A$ 5,000 to China", "AUD"),
        ("send $5000 CAD to China", "CAD"),
        ("5 000 гонконгских долларов в Китай", "HKD"),
        ("send 100 bucks to Dubai", "USD"),
        ("1000 баксов в Дубай", "USD"),
        ("5000 дирхамов в Дубай", "AED"),
        ("5000 дирхамов в Марокко", "MAD"),
        ("10000 rupees to Mumbai", "INR"),
        ("500u 到迪拜", "USDT"),
        ("700 тенге в Россию", "KZT"),
        ("60 mln sum to Moscow", "UZS"),
        ("5000 крон в Швецию", "SEK"),
        ("pay 500 RMB to China", "CNY"),
        ("300 белорусских рублей в Китай", "BYN"),
    ],
)
def test_a_currency_is_known_by_its_words(text: str, currency: str) -> None:
    reading = parse(text)
    assert (reading.currency, reading.question) == (currency, None)


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("my supplier in Guangzhou must receive exactly 180000 yuan", "payee_gets"),
        ("чтобы поставщик в Китае получил 5 млн юаней", "payee_gets"),
        ("pay an invoice of 250,000 CNY to Shenzhen", "payee_gets"),
        ("€40,000 invoice to Istanbul", None),
        ("сколько получит поставщик в Китае, если отправлю 10 млн руб", "payer_spends"),
        ("if I send 5000 usd to Dubai, how much will they receive", "payer_spends"),
        ("send 5000 usd to Dubai", None),
    ],
)
def test_the_side_that_is_fixed_is_known(text: str, side: str | None) -> None:
    assert parse(text).side == side


def test_a_country_that_a_currency_only_suggests_is_marked_as_guessed() -> None:
    reading = parse("quote AED 367,250.00 from Russia, USDT ERC-20")
    assert (reading.to_country, reading.guessed) == ("AE", ("to_country",))
    assert "to_country" not in reading.spans


def test_a_wire_is_noticed() -> None:
    assert parse("5000 usd to Dubai by SWIFT").wire
    assert parse("电汇5000美元到深圳").wire
    assert not parse("5000 usd to Dubai in USDT").wire


def test_the_users_language_settles_what_the_text_leaves_open() -> None:
    assert parse("1.250 EUR", language="tr").question == "purpose"
    assert parse("1.250 EUR").question == "confirm_amount"


def test_a_reading_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        ParsedRequest().amount = Decimal(1)  # type: ignore[misc]


PIECES = st.sampled_from(
    [case["text"] for case in CASES]
    + ["from", "to", "из", "в", "?", "-", "\n", "Moscow", "RU", "¥"]
)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.text(max_size=150), st.lists(PIECES, max_size=4).map(" ".join)),
    st.sampled_from([None, "en", "ru", "tr", "zh", "xx"]),
)
def test_any_text_can_be_read_as_a_request(text: str, language: str | None) -> None:
    reading = parse(text, language=language)
    assert reading.amount is None or reading.amount > 0
    assert reading.currency is None or reading.currency.isupper()
    for start, end in reading.spans.values():
        assert 0 <= start <= end <= len(text)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CASES), st.sampled_from(CASES))
def test_two_requests_in_one_message_never_pass_as_one(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    amounts = {case["expect"]["amount"] for case in (first, second)}
    if None in amounts or Decimal(first["expect"]["amount"]) == Decimal(second["expect"]["amount"]):
        return
    assert parse(f"{first['text']}\n{second['text']}").question is not None


LONG = ["если ", "cost ", "compare usdt or ", "from Moscow to ", "within 10 ", "ровно ", "чтобы ",
        "сколько ", "из ", "exactly ", "at ", "for 5 usd, ", "多少", "Рус", "%", "- "]  # fmt: skip


@pytest.mark.parametrize("piece", LONG)
def test_a_long_request_costs_no_more_than_its_length(piece: str) -> None:
    assert_linear(parse, piece)


def differences(case: dict[str, Any], reading: ParsedRequest) -> dict[str, object]:
    """The slots that were read otherwise than a careful person would."""
    found = {slot: getattr(reading, slot) for slot in case["expect"]}
    if found.get("amount") is not None:
        found["amount"] = f"{reading.amount:f}"
    return {slot: value for slot, value in found.items() if value != case["expect"][slot]}


MONEY = {"amount", "currency", "asset", "network", "target_currency", "from_country", "to_country"}


@pytest.mark.parametrize("case", MORE, ids=[case["id"] for case in MORE])
def test_no_fresh_request_is_silently_misread(case: dict[str, Any]) -> None:
    reading = parse(case["text"])
    wrong = {slot for slot, value in differences(case, reading).items() if value is not None}
    assert reading.question is not None or not wrong & MONEY


def test_most_fresh_requests_are_right_at_once() -> None:
    assert len(MORE) >= 60
    right = 0
    for case in MORE:
        reading = parse(case["text"])
        asked = (
            find_missing_slot(draft_payment(parse_message(case["text"], "en")))
            if case.get("question")
            else reading.question
        )
        right += not differences(case, reading) and asked == case.get("question")
    assert right / len(MORE) >= 0.85
