"""The top of the repository is closed: what is new goes into a folder."""

from __future__ import annotations

import subprocess

import pytest

from tests.support.paths import ROOT

NAMES = {
    "bot", "knowledge", "indexer", "tests", "pyproject.toml", "README.md", "CHANGELOG.md",
    "LICENSE", "Makefile", ".ci", ".github", ".gitignore", ".pre-commit-config.yaml",
}  # fmt: skip


def test_nothing_else_stands_at_the_top() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    assert {line.split("/")[0] for line in listed.stdout.split()} <= NAMES
