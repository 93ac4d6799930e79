"""A few rounds of the fuzzer of official lists; the long run is a command."""

from __future__ import annotations

import pytest

from tests.fuzz.lists import run


@pytest.mark.slow
def test_damaged_lists_are_refused_or_plausible_and_never_break_what_is_in_force() -> None:
    endings, findings = run(200, seed=7)
    assert not findings, findings[0]
    assert endings.total() == 200
    assert all(endings[ending] > 10 for ending in ("refused", "accepted", "taken"))
