"""The Makefile takes the ``.env`` beside it for what it starts, by name."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.paths import ROOT

PROGRAM = '#!/bin/sh\necho "$(basename "$0") $1 from [$TRADEWIND_ENV_FILE]" >&2\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the Makefile and programs that say which file of settings they were given."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    for name in ("tradewind", "tradewind-index"):
        program = tmp_path / ".venv" / "bin" / name
        program.write_text(PROGRAM, "ascii")
        program.chmod(0o755)
    (tmp_path / ".venv" / ".run-installed").touch()
    return tmp_path


def make(folder: Path, *arguments: str, **more: str) -> list[str]:
    kept = {key: value for key, value in os.environ.items() if "TRADEWIND" not in key}
    done = subprocess.run(
        ["make", *arguments], cwd=folder, capture_output=True, text=True, check=True,
        env=kept | more,
    )  # fmt: skip
    return [line.partition(" from ")[2] for line in done.stderr.splitlines() if " from " in line]


@pytest.mark.parametrize("target", ["chat", "ask", "telegram", "index"])
def test_the_file_beside_the_makefile_is_named_unless_another_is(
    target: str, project: Path
) -> None:
    assert set(make(project, target)) == {"[]"}
    (project / ".env").touch()
    assert set(make(project, target)) == {f"[{project / '.env'}]"}
    assert set(make(project, target, TRADEWIND_ENV_FILE="/other")) == {"[/other]"}
