"""Builds the observations that chain fee sources give."""

from __future__ import annotations

from decimal import Decimal

from knowledge.market.http_client import HttpResponse
from knowledge.market.models import Observation


def build_observation(
    response: HttpResponse, key: str, value: Decimal | int, unit: str, *, max_age_s: int
) -> Observation:
    """A figure dated by the receipt of ``response``, since chains give no time for their fees."""
    return Observation(
        key=key,
        value=Decimal(value),
        unit=unit,
        source=response.source,
        as_of=response.received_at,
        max_age=max_age_s,
        receipt=True,
    )
