"""A few rounds of the fuzzer of saved sessions; the long run is a command."""

from __future__ import annotations

from tests.fuzz.sessions import run


def test_damaged_sessions_are_sessions_or_empty_ones() -> None:
    endings, findings = run(150, seed=7)
    assert not findings, findings[0]
    assert min(endings["a session"], endings["an empty session"]) > 20
