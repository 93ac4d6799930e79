"""Estimates over the sample market data, each computed once."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from bot.payments.market_data import load_sample_data
from knowledge.market.snapshot import Snapshot
from knowledge.settlement.estimate import estimate
from knowledge.settlement.models import Estimate
from knowledge.settlement.reference_data import load_bundled_reference
from knowledge.settlement.request import PaymentRequest


@cache
def sample_snapshot() -> Snapshot:
    return load_sample_data().fetch_snapshot(None)  # type: ignore[arg-type]


@cache
def sample_estimate(
    amount: str = "40000", payer: str = "EUR", payee: str = "AED", from_country: str = "DE",
    to_country: str = "AE", side: str = "payee_gets",
) -> Estimate:  # fmt: skip
    """What a payment costs; by default one of 40,000 AED from Germany to the Emirates."""
    request = PaymentRequest(
        amount=Decimal(amount), side=side, payer=payer, payee=payee,  # type: ignore[arg-type]
        from_country=from_country, to_country=to_country,
    )  # fmt: skip
    return estimate(request, sample_snapshot(), load_bundled_reference())
