"""A few rounds of the fuzzer of settings; the long run is a command."""

from __future__ import annotations

from tests.fuzz.settings import run


def test_damaged_settings_are_settings_or_refused_in_a_sentence() -> None:
    endings, findings = run(150, seed=7)
    assert not findings, findings[0]
    refused = sum(count for ending, count in endings.items() if ending.startswith("refused"))
    assert 20 < refused < 140
