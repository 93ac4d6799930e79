"""The two countries of a payment."""

from __future__ import annotations

import pytest

from bot.understand.request.countries import find_countries, find_named_ends
from bot.understand.request.payment_request import parse_request
from bot.understand.text.parsed_message import parse_message


def codes(text: str, direction: str | None = "pay") -> tuple[str | None, str | None]:
    ends = find_countries(parse_message(text), direction)
    return ends.source and ends.source.code, ends.target and ends.target.code


def test_what_no_preposition_assigns_is_left_unassigned() -> None:
    ends = find_named_ends(parse_message("my German company pays to Turkey"))
    assert ends.target is not None
    assert ends.target.code == "TR"
    assert [place.code for place in ends.unassigned] == ["DE"]
    assert ends.source is None


def test_an_unassigned_country_is_the_payees_unless_the_money_comes_in() -> None:
    assert codes("50 000 EUR Germany", "pay") == (None, "DE")
    assert codes("50 000 EUR Germany", "receive") == ("DE", None)


def test_the_country_that_goods_come_from_is_where_the_money_goes() -> None:
    assert codes("оплатить контейнер из Шанхая") == (None, "CN")
    assert codes("pay for the container from Shenzhen") == (None, "CN")


@pytest.mark.parametrize("text", ["5000 usd at the ECB rate", "по курсу ЦБ РФ", "under OFAC rules"])
def test_an_authority_is_no_end_of_a_payment(text: str) -> None:
    assert codes(text) == (None, None)


def test_a_country_in_between_is_neither_end() -> None:
    assert codes("from Moscow to Istanbul via Kazakhstan") == ("RU", "TR")


@pytest.mark.parametrize(
    ("text", "corridor"),
    [
        ("Moscow -> Shenzhen 250k CNY", ("RU", "CN")),
        ("российская компания платит 5 млн юаней поставщику в Китае", ("RU", "CN")),
        ("турецкий покупатель заплатит нам 50 000 евро", ("TR", None)),
        ("pay 5000 usd to Ahmet in Istanbul from Moscow via Kazakhstan", ("RU", "TR")),
        ("Rusyadan Çine 250 bin lira gönder", ("RU", "CN")),
        ("从莫斯科付25万人民币到深圳", ("RU", "CN")),
        ("pay 250k CNY", (None, None)),
        ("send 70 000 AED", (None, None)),
        ("pay 100 000 китайских юаней по курсу ЦБ РФ", (None, None)),
    ],
)
def test_the_corridor_is_what_the_message_says(
    text: str, corridor: tuple[str | None, str | None]
) -> None:
    request = parse_request(parse_message(text))
    assert (request.from_country, request.to_country) == corridor
    assert request.guessed == ()
