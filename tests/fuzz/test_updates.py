"""A few rounds of damaged updates."""

from __future__ import annotations

import pytest

from tests.fuzz import updates


@pytest.mark.slow
def test_no_damaged_update_costs_the_question_that_follows_or_shows_a_traceback() -> None:
    report = updates.run(rounds=100, seed=1)
    assert report.findings == []
    assert report.endings["answers"] >= 100
