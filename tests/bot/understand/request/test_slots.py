"""The slots of a payment request beside its amount and its countries."""

from __future__ import annotations

import pytest

from bot.understand.request import slots
from bot.understand.text.parsed_message import parse_message


def test_ethereum_beside_a_dollar_coin_is_a_network_and_no_coin() -> None:
    assert [one.code for one in slots.find_coins(parse_message("5000 usdt on Ethereum"))] == [
        "USDT"
    ]
    assert [one.code for one in slots.find_coins(parse_message("5 eth on Ethereum"))] == [
        "ETH",
        "ETH",
    ]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("compare 5000 usdt and a wire to Dubai", "compare"),
        ("how long does 5000 usdt to Dubai take", "time"),
        ("5000 usdt to Dubai, cheapest", "cheapest"),
        ("5000 usdt to Dubai as fast as possible", "fastest"),
        ("how much is 5000 usdt to Dubai", "cost"),
        ("5000 usdt to Dubai", None),
    ],
)
def test_what_is_asked_for_is_known_by_its_words(text: str, asked: str | None) -> None:
    assert slots.find_ask(parse_message(text), priced=True, soon=False) == asked


def test_how_much_of_two_moneys_without_a_sum_or_a_payee_is_a_price() -> None:
    message = parse_message("how much is bitcoin in lira")
    assert slots.find_ask(message, priced=False, soon=False) == "price"


def test_a_deadline_within_a_day_asks_for_the_fastest_way() -> None:
    assert slots.find_ask(parse_message("5000 usdt to Dubai"), priced=True, soon=True) == "fastest"


@pytest.mark.parametrize(
    ("text", "own", "currency"),
    [
        ("12000 usdt -> AED", "USDT", "AED"),
        ("5000 USDT в рубли", "USDT", "RUB"),
        ("how many lira for 5000 usdt", "USDT", "TRY"),
        ("5000 usd to the USDT address", "USD", None),
        ("5000 usd to Dubai", "USD", None),
    ],
)
def test_the_money_it_ends_in_is_the_one_named_for_it(
    text: str, own: str, currency: str | None
) -> None:
    message = parse_message(text)
    span = next((one.start, one.end) for one in message.currencies if one.code == own)
    found = slots.find_target(message, span, pays=False, rail=False)
    assert (found and found.value) == currency


def test_in_a_payment_the_coin_named_behind_in_carries_it() -> None:
    message = parse_message("pay 5000 usd in usdt")
    (dollars, _) = message.currencies
    assert slots.find_target(message, (dollars.start, dollars.end), pays=True, rail=False) is None


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("price of bitcoin in euros", ("BTC", "EUR")),
        ("EUR per BTC", ("BTC", "EUR")),
        ("dollar in roubles", ("USD", "RUB")),
        ("bitcoin", ("BTC", None)),
        ("hello", (None, None)),
    ],
)
def test_a_coin_is_priced_in_the_other_money(
    text: str, pair: tuple[str | None, str | None]
) -> None:
    first, second = slots.find_pair(parse_message(text))
    assert (first and first.code, second and second.code) == pair


def test_a_bare_pair_is_two_moneys_and_no_other_word() -> None:
    assert slots.is_bare_pair(parse_message("BTC/USD"))
    assert not slots.is_bare_pair(parse_message("BTC/USD please"))
    assert not slots.is_bare_pair(parse_message("BTC"))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("5000 usdc to Dubai within 10 minutes", 10),
        ("5000 usdt за полчаса в Дубай", 30),
        ("в течение 2 часов 5000 usdt в Дубай", 120),
        ("10分钟内付5000美元到深圳", 10),
        ("5000 dolar 30 dakika içinde Çin'e", 30),
        ("send 5000 usd to Dubai", None),
    ],
)
def test_a_deadline_is_read_in_minutes(text: str, minutes: int | None) -> None:
    due = slots.find_deadline(parse_message(text))
    assert (due and due[0]) == minutes


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("5000 usdt trc-20 to Dubai", "tron"),
        ("5000 usdt on Ethereum to Dubai", "ethereum"),
        ("5000 usdt bep20 to Dubai", "bsc"),
        ("5000 usdc on Base to Dubai", "base"),
        ("5000 usdc arbitrum to Dubai", "arbitrum"),
        ("5000 usdc polygon to Dubai", "polygon"),
        ("5000 usdc по сети солана в Дубай", "solana"),
        ("compare 5000 usdt on tron or solana to Dubai", None),
        ("based on 5000 usdt to Dubai", None),
    ],
)
def test_a_network_is_known_by_its_names(text: str, network: str | None) -> None:
    message = parse_message(text)
    found = slots.find_network(message, slots.find_coins(message)[0].code)
    assert (found and found.value) == network
