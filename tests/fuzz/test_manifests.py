"""A few rounds of the fuzzer of manifests and cards; the long run is a command."""

from __future__ import annotations

import pytest

from tests.fuzz.manifests import KINDS, run


@pytest.mark.slow
def test_damaged_manifests_cost_no_trace_no_answer_and_open_nothing_outside() -> None:
    endings, findings = run(40, seed=7)
    assert not findings, findings[0]
    assert endings.total() == 40 * len(KINDS)
    assert endings["index: gen-000001 is served, 1 faults"] > 20
