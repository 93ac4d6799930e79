"""The Makefile: a question is text, a failed update stops nobody, settings are named."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import build_parser
from tests.support.paths import ROOT

# Each would leave a file behind, or become another text, if make or the shell ran what is in it.
QUESTIONS = [
    "`touch left`",
    "$(touch left)",
    "$(shell touch left)",
    "$$(touch left) $$(shell touch left)",
    '"; touch left; "',
    "'; touch left; '",
    "two\nlines\r\n\ttouch left",
    r"a \ back\slash, # a note, a%, 5 * 5 = $25 ${HOME} $HOME $(HOME)",
    "-x --json",
    "",
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the Makefile, installed: ``tradewind`` writes its arguments, updates fail."""
    folder = tmp_path / "my project"
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    (folder / "pyproject.toml").touch()
    commands = folder / ".venv" / "bin"
    commands.mkdir(parents=True)
    for name, body in (
        ("tradewind", "import json, sys; print(json.dumps(sys.argv[1:]))"),
        ("tradewind-index", "import sys; sys.exit('The index is locked.')"),
    ):
        (commands / name).write_text(f"#!{sys.executable} -S\n{body}\n")
        (commands / name).chmod(0o755)
    (folder / ".venv" / ".run-installed").touch()
    return folder


def make(project: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What make does there; no settings of the run that tests it reach it."""
    ours = ("MAKE", "TRADEWIND")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        ["make", "--no-print-directory", *words], cwd=project, env=kept | environment,
        capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_in_a_question_is_run(project: Path, question: str) -> None:
    before = sorted(project.iterdir())
    for done in (make(project, "ask", f"Q={question}"), make(project, "ask", Q=question)):
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == ["ask", "--", question]
    assert sorted(project.iterdir()) == before


def test_a_question_that_begins_with_a_dash_is_no_option() -> None:
    assert build_parser().parse_args(["ask", "--", "-x"]).question == "-x"


@pytest.mark.parametrize("target", ["chat", "ask", "telegram"])
def test_a_failed_update_says_why_and_stops_nobody_who_asks(project: Path, target: str) -> None:
    done = make(project, target)
    assert done.returncode == 0
    assert json.loads(done.stdout)[0] == target
    assert "The index is locked." in done.stderr


def test_an_update_by_itself_and_a_measurement_fail_with_it(project: Path) -> None:
    (project / ".venv" / ".dev-installed").touch()
    for target in ("index", "bench"):
        assert make(project, target).returncode != 0


@pytest.mark.parametrize("target", ["chat", "ask", "telegram", "index"])
def test_the_settings_beside_the_makefile_are_named_unless_others_are(
    project: Path, target: str
) -> None:
    for name in ("tradewind", "tradewind-index"):
        command = project / ".venv" / "bin" / name
        command.write_text('#!/bin/sh\necho "from [$TRADEWIND_ENV_FILE]" >&2\n', "ascii")

    def named(**environment: str) -> set[str]:
        return set(make(project, target, **environment).stderr.splitlines())

    assert named() == {"from []"}
    (project / ".env").touch()
    assert named() == {f"from [{project / '.env'}]"}
    assert named(TRADEWIND_ENV_FILE="/other") == {"from [/other]"}
