"""Tests of the training, which load torch by being imported."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out of a quick run what takes seconds to import; all of it is slow."""
    quick = config.getoption("markexpr") == "not slow"
    return True if quick and collection_path.name == "policy_model" else None
