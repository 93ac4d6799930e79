from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from bot.messages import catalogue
from knowledge.errors import UsageError
from knowledge.settlement.request import MAX_AMOUNT, PaymentRequest, build_payment_request


def fields(**more: Any) -> dict[str, Any]:
    return {"amount": "20000", "payer": "EUR", "payee": "BRL"} | more


@pytest.mark.parametrize(
    "amount", ["0", "-5", "1e-12", "1e15", "100.001", "NaN", "Infinity", "nonsense"]
)
def test_a_sum_that_cannot_be_paid_is_refused(amount: str) -> None:
    with pytest.raises(ValidationError):
        PaymentRequest.model_validate(fields(amount=amount))


@pytest.mark.parametrize(
    ("amount", "key", "values"),
    [
        ("100.001", "amount_decimals", {"currency": "BRL", "places": 2}),
        (str(MAX_AMOUNT + 1), "amount_too_large", {}),
        ("-5", "amount_invalid", {}),
        ("nonsense", "amount_invalid", {}),
    ],
)
def test_the_reason_of_a_refusal_is_a_message_of_the_catalogues(
    amount: str, key: str, values: dict[str, Any]
) -> None:
    with pytest.raises(UsageError) as caught:
        build_payment_request(**fields(amount=amount))
    assert (caught.value.key, caught.value.values) == (key, values)
    for language in ("en", "ru"):
        assert catalogue(language)[key].format(**values)


def test_an_unknown_currency_is_named() -> None:
    with pytest.raises(UsageError) as caught:
        build_payment_request(**fields(payee="XYZ"))
    assert (caught.value.key, caught.value.values) == ("currency_unknown", {"code": "XYZ"})


def test_the_largest_amount_is_allowed() -> None:
    assert build_payment_request(**fields(amount=str(MAX_AMOUNT))).amount == MAX_AMOUNT


def test_yen_have_no_decimals_and_dinars_three() -> None:
    with pytest.raises(UsageError):
        build_payment_request(**fields(payee="JPY", amount="100.5"))
    amount = build_payment_request(**fields(payee="KWD", amount="100.505")).amount
    assert amount == Decimal("100.505")


def test_equal_amounts_are_one_amount_however_they_are_written() -> None:
    assert build_payment_request(**fields(amount="2E+4")) == build_payment_request(**fields())


def test_the_amount_is_in_the_payees_money_or_in_the_payers() -> None:
    assert build_payment_request(**fields()).currency == "BRL"
    assert build_payment_request(**fields(side="payer_spends")).currency == "EUR"


def test_assets_networks_and_the_money_at_the_ends_narrow_the_rails() -> None:
    def allowed(**more: Any) -> list[tuple[str, str]]:
        request = build_payment_request(**fields(**more))
        pairs = [("USDT", "tron"), ("USDC", "base"), ("BTC", "bitcoin")]
        return [pair for pair in pairs if request.through(*pair)]

    assert len(allowed()) == 3
    assert allowed(assets=("USDC",)) == [("USDC", "base")]
    assert allowed(networks=("tron",)) == [("USDT", "tron")]
    assert allowed(payer="BTC", assets=("USDC",)) == [("BTC", "bitcoin")]
    assert allowed(wire_only=True) == []
