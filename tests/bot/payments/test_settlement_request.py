"""Drafts of payments as requests for an estimate."""

from __future__ import annotations

import pytest

from bot.payments.settlement_request import to_payment_request
from bot.understand.request.draft import PaymentDraft, draft_payment
from bot.understand.text.parsed_message import parse_message
from knowledge.errors import UsageError
from knowledge.settlement.reference_data import load_bundled_reference


@pytest.mark.parametrize(
    ("words", "payer", "payee", "side"),
    [
        ("250k CNY to Shenzhen from Moscow", "RUB", "CNY", "payee_gets"),
        ("€40,000 invoice to Istanbul from Germany", "EUR", "EUR", "payee_gets"),
        ("pay 3 mln RUB to Istanbul from Moscow", "RUB", "TRY", "payer_spends"),
        ("pay 18,400 USD to Almaty from Moscow", "RUB", "USD", "payee_gets"),
        ("12.5k usdt -> AED", "USDT", "AED", "payer_spends"),
        (
            "pay 5000 USDC on solana to my partner in Dubai from Germany",
            "EUR",
            "USDC",
            "payee_gets",
        ),
    ],
)
def test_whose_money_is_whose(words: str, payer: str, payee: str, side: str) -> None:
    made = to_payment_request(draft_payment(parse_message(words, "en")), load_bundled_reference())
    assert (made.payer, made.payee, made.side) == (payer, payee, side)


def test_without_a_sum_there_is_no_request() -> None:
    with pytest.raises(UsageError, match="amount"):
        to_payment_request(PaymentDraft(direction="pay"), load_bundled_reference())


def test_a_coin_that_carries_the_payment_rules_out_the_wire() -> None:
    words = "pay 5000 USD from Moscow to Istanbul by wire"
    reference = load_bundled_reference()
    assert to_payment_request(draft_payment(parse_message(words, "en")), reference).wire_only
    coin = draft_payment(parse_message(f"{words} or in USDT", "en"))
    request = to_payment_request(coin, reference)
    assert (request.wire_only, request.assets) == (False, ("USDT",))
