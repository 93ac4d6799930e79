from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import AmountTooSmallError
from knowledge.settlement.wire_costs import (
    ChargeBearer,
    WireTariff,
    compute_bank_rate,
    quote_for_budget,
    quote_for_payee,
)
from tests.support.settlement import amounts

TARIFF = WireTariff(Decimal("0.015"), flat=Decimal(30))
ONE = Decimal(1)
RATES = st.tuples(amounts("1", "9.9999", 4), st.integers(-9, 9)).map(
    lambda parts: parts[0].scaleb(parts[1])
)


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


@given(
    amounts("100", "500000"),
    st.sampled_from(list(ChargeBearer)),
    amounts("0.01", "90", 4),
    amounts("0", "60"),
    st.integers(0, 300),
)
def test_wires_undo_each_other_and_their_costs_sum(
    amount: Decimal, charges: ChargeBearer, rate: Decimal, fee: Decimal, margin: int
) -> None:
    terms = WireTariff(
        Decimal(margin) / 10000, Decimal("0.001"), Decimal(5), Decimal(200), fee, fee,
        Decimal(20), Decimal(10),
    )  # fmt: skip
    there = quote_for_payee("RUB", "CNY", rate, terms, charges, amount)
    costs = there.waterfall
    assert sum((step.amount for step in costs.steps), Decimal(0)) == costs.all_in
    back = quote_for_budget("RUB", "CNY", rate, terms, charges, there.payer_pays)
    # One cent of the payer's money may buy many of the payee's.
    assert amount <= back.payee_gets <= amount + Decimal("0.02") + Decimal("0.02") / rate


@given(RATES, st.integers(0, 300))
def test_a_bank_rounds_its_rate_against_the_customer_by_a_basis_point_at_most(
    rate: Decimal, margin: int
) -> None:
    exact = rate * (1 + Decimal(margin) / 10000)
    off = compute_bank_rate(rate, WireTariff(Decimal(margin) / 10000)) / exact - 1
    assert Decimal("-1e-25") <= off <= Decimal("0.0001")


@given(
    RATES,
    amounts("1e10", "9e12"),
    st.integers(-6, 6),
    st.sampled_from(list(ChargeBearer)),
    st.integers(0, 300),
)
def test_a_change_of_unit_changes_no_cost_in_percent(
    rate: Decimal, amount: Decimal, power: int, charges: ChargeBearer, margin: int
) -> None:
    """The payee's money counted in units 10^k times smaller: dong for euros, as it were."""

    def percent(shift: int) -> Decimal:
        banks = Decimal(20).scaleb(shift)
        terms = WireTariff(Decimal(margin) / 10000, intermediary=banks, beneficiary=banks)
        there = quote_for_payee(
            "RUB", "CNY", rate.scaleb(-shift), terms, charges, amount.scaleb(shift)
        )
        return there.waterfall.percent

    # A basis point for the rate's last digit, and what a cent more or less is of the sum.
    cents = Decimal("0.02") / (amount * min(rate, 1) * min(Decimal(1).scaleb(power), 1)) * 100
    assert abs(percent(power) - percent(0)) <= Decimal("0.0103") + cents


@pytest.mark.parametrize(
    ("rate", "quoted"),
    [("1.146301", "1.1464"), ("82.95101", "82.952"), ("29640.1", "29641"), ("1", "1")],
)
def test_a_bank_quotes_five_digits(rate: str, quoted: str) -> None:
    assert compute_bank_rate(Decimal(rate), WireTariff(Decimal(0))) == Decimal(quoted)


def test_a_rate_below_one_is_quoted_the_other_way_round() -> None:
    # 1 / 0.0120553 is 82.951 and a little, which the bank cuts off.
    found = compute_bank_rate(Decimal("0.0120553"), WireTariff(Decimal(0)))
    assert abs(found * Decimal("82.951") - 1) < Decimal("1e-30")
