"""A payment request in the making: what is known of it, and what was asked back."""

from __future__ import annotations

import re

from bot.understand.request.payment_request import ParsedRequest, parse_request
from bot.understand.text.parsed_message import ParsedMessage

_INVOICE = re.compile(r"invoice|инвойс|сч[её]т|fatura|发票|货款", re.IGNORECASE)


class PaymentDraft(ParsedRequest):
    """A request that may still miss something.

    ``invoice`` when the amount is that of an invoice, which the payee must get in full;
    ``pending`` is the slot that was asked for, ``offered`` the choices that were numbered.
    """

    invoice: bool = False
    own_wallet: bool = False
    pending: str | None = None
    offered: tuple[str, ...] = ()


def draft_payment(message: ParsedMessage) -> PaymentDraft:
    """The draft of what a message says."""
    parsed = parse_request(message)
    return PaymentDraft(**parsed.model_dump(), invoice=bool(_INVOICE.search(message.text)))
