"""Notices about market data."""

from __future__ import annotations

import datetime as dt

from bot.render.data_notices import render_failures, render_sample_day
from knowledge.market.models import Failure


def test_sources_that_failed_for_one_reason_stand_together() -> None:
    failures = [
        Failure(source="Kraken", sentence="no answer in time"),
        Failure(source="OKX", sentence="no answer in time"),
        Failure(source="ECB", sentence="too old"),
    ]
    text = render_failures(failures, "en")
    assert text.startswith("No answer from: Kraken, OKX (")
    assert text.count("(") == 2


def test_without_a_failure_nothing_is_said() -> None:
    assert render_failures([], "en") == ""


def test_a_sample_has_its_day() -> None:
    assert "20 ноября 2026" in render_sample_day(dt.date(2026, 11, 20), "ru")
