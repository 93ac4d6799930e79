"""Observations built from a chain's answer."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from knowledge.market.chains.observations import build_observation
from knowledge.market.http_client import HttpResponse

AT = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


def test_an_observation_is_dated_by_the_receipt_of_its_answer() -> None:
    response = HttpResponse(b"", AT, source="TronGrid")
    found = build_observation(response, "tron.energy_price", 100, "sun", max_age_s=60)
    assert (found.key, found.value, found.unit) == ("tron.energy_price", Decimal(100), "sun")
    assert (found.source, found.as_of, found.receipt) == ("TronGrid", AT, True)
    assert found.is_fresh(AT + dt.timedelta(seconds=60))
    assert not found.is_fresh(AT + dt.timedelta(seconds=61))
