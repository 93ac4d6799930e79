"""A few rounds of the fuzzer of documents; the long run is a command."""

from __future__ import annotations

import pytest

from tests.fuzz.documents import SAMPLES, run


@pytest.mark.slow
def test_damaged_documents_are_read_or_refused_within_their_limits() -> None:
    endings, findings = run(40, seed=7)
    assert not findings, findings[0]
    assert endings.total() == 40 * len(SAMPLES)
    for suffix in SAMPLES:
        assert endings[f"{suffix}: read"]
        assert endings[f"{suffix}: refused"]
