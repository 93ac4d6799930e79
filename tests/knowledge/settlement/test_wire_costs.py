from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.errors import AmountTooSmallError
from knowledge.settlement.wire_costs import (
    ChargeBearer,
    WireTariff,
    quote_for_budget,
    quote_for_payee,
)

TARIFF = WireTariff(Decimal("0.015"), flat=Decimal(30))
ONE = Decimal(1)


def test_money_of_the_same_name_is_not_bought() -> None:
    quote = quote_for_payee("EUR", "EUR", ONE, TARIFF, ChargeBearer.OUR, Decimal(1000))
    assert quote.payer_pays == 1030
    back = quote_for_budget("EUR", "EUR", ONE, TARIFF, ChargeBearer.OUR, Decimal(1030))
    assert back.payee_gets == 1000


def test_two_moneys_at_one_to_one_are_exchanged_with_the_banks_margin() -> None:
    """The Bahamian dollar is pegged to the US dollar, and still a bank sells it."""
    quote = quote_for_payee("USD", "BSD", ONE, TARIFF, ChargeBearer.OUR, Decimal(1000))
    assert quote.payer_pays == 1045
    back = quote_for_budget("USD", "BSD", ONE, TARIFF, ChargeBearer.OUR, Decimal(1045))
    assert back.payee_gets == 1000


def test_the_payer_pays_at_least_what_the_wire_takes() -> None:
    """2.222 roubles for a yuan, so that 33.33 yuan are 74.05926 roubles: rounded up."""
    tariff = WireTariff(Decimal(0))
    rate = Decimal("2.222")
    quote = quote_for_payee("RUB", "CNY", rate, tariff, ChargeBearer.OUR, Decimal("33.33"))
    assert quote.payer_pays == Decimal("74.06")


@pytest.mark.parametrize(
    ("budget", "fee"),
    [
        # 1 % of 1,000 is the least fee itself; beside it the one or the other holds.
        ("1010", "10"), ("505", "10"), ("2020", "20"),
        # 1 % of 5,000 is the highest fee itself, beyond it no more is taken.
        ("5050", "50"), ("9050", "50"),
    ],
)  # fmt: skip
def test_the_senders_fee_is_a_share_between_its_bounds(budget: str, fee: str) -> None:
    tariff = WireTariff(Decimal(0), Decimal("0.01"), Decimal(10), Decimal(50))
    quote = quote_for_budget("EUR", "EUR", ONE, tariff, ChargeBearer.OUR, Decimal(budget))
    assert quote.fee == Decimal(fee)
    assert quote.payee_gets == Decimal(budget) - Decimal(fee)


@pytest.mark.parametrize(("charges", "gets"), [("SHA", "935"), ("BEN", "935"), ("OUR", "945")])
def test_banks_on_the_way_take_their_part_unless_the_sender_pays_them(
    charges: str, gets: str
) -> None:
    tariff = WireTariff(
        Decimal(0), flat=Decimal(30), our_flat=Decimal(25), intermediary=Decimal(20),
        beneficiary=Decimal(15),
    )  # fmt: skip
    quote = quote_for_budget("EUR", "EUR", ONE, tariff, ChargeBearer(charges), Decimal(1000))
    assert quote.payee_gets == Decimal(gets)


@pytest.mark.parametrize("budget", ["29", "30", "30.004", "40"])
def test_a_budget_that_the_fees_eat_up_is_too_small(budget: str) -> None:
    tariff = WireTariff(Decimal(0), flat=Decimal(30), intermediary=Decimal(10))
    with pytest.raises(AmountTooSmallError):
        quote_for_budget("EUR", "EUR", ONE, tariff, ChargeBearer.SHA, Decimal(budget))
