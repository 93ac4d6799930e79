"""The draft of a payment: what a message says, and whether an invoice fixes the amount."""

from __future__ import annotations

import pytest

from bot.understand.request.draft import draft_payment
from bot.understand.text.parsed_message import parse_message


@pytest.mark.parametrize(
    ("text", "invoice"),
    [
        ("€40,000 invoice to Istanbul", True),
        ("оплатить счёт на 40000 евро", True),
        ("pay 40000 EUR to Istanbul", False),
    ],
)
def test_an_invoice_is_noticed(text: str, *, invoice: bool) -> None:
    draft = draft_payment(parse_message(text))
    assert draft.invoice is invoice
    assert draft.amount == 40000


def test_nothing_is_pending_in_a_new_draft() -> None:
    draft = draft_payment(parse_message("pay 40000 EUR"))
    assert (draft.pending, draft.offered, draft.own_wallet) == (None, (), False)
