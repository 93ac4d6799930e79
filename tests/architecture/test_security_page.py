"""SECURITY.md: what it promises is held by tests that exist."""

from __future__ import annotations

import re

from tests.support.paths import ROOT

PAGE = (ROOT / ".github" / "SECURITY.md").read_text("utf-8")
PROMISES = [line for line in PAGE.splitlines() if line.startswith("| ")][1:]


def test_every_promise_names_the_tests_that_hold_it() -> None:
    assert len(PROMISES) > 15
    named = [re.findall(r"`(tests/[\w/]+\.py)`", promise) for promise in PROMISES]
    assert all(named)
    gone = {path for paths in named for path in paths if not (ROOT / path).is_file()}
    assert not gone


def test_the_page_is_short() -> None:
    assert len(PAGE.splitlines()) < 120
