"""Numpy's own threads."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from knowledge.blas_threads import use_one_blas_thread


@pytest.mark.parametrize("chosen", [None, "4"])
def test_one_thread_unless_the_operator_has_chosen(
    chosen: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", chosen or "0")
    if not chosen:
        monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    use_one_blas_thread()
    assert os.environ["OPENBLAS_NUM_THREADS"] == (chosen or "1")


@pytest.mark.slow
def test_the_indexer_imports_numpy_only_after_the_threads_are_set() -> None:
    code = "import indexer.__main__, sys; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
