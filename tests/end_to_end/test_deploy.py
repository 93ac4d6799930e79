"""The service units and the Containerfile: what they start exists, and systemd takes them."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot import settings
from bot.__main__ import build_parser as ask_parser
from bot.telegram.settings import SETTING_NAMES
from indexer.cli.parser import build_parser as index_parser
from knowledge.errors import ConfigError
from tests.support.paths import ROOT

DEPLOY = ROOT / ".github" / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
PARSERS = {"tradewind": ask_parser, "tradewind-index": index_parser}
KNOWN = {f"TRADEWIND_{name.upper()}" for name in settings.Settings.model_fields} | SETTING_NAMES


def values(unit: Path, *names: str) -> list[str]:
    """The values of the lines with these names, in order."""
    lines = unit.read_text("utf-8").splitlines()
    return [rest for line in lines for name, _, rest in [line.partition("=")] if name in names]


def instructions() -> list[tuple[str, str]]:
    """The Containerfile's instructions in queue, continued lines joined, comments left out."""
    text = re.sub(r"^#.*\n", "", (DEPLOY / "Containerfile").read_text("utf-8"), flags=re.MULTILINE)
    joined = re.sub(r"\s*\\\n\s*", " ", text)
    return [tuple(line.split(" ", 1)) for line in joined.splitlines() if line]  # type: ignore[misc]


def parses(command: str) -> bool:
    """True when one of the two commands takes these arguments."""
    program, *arguments = shlex.split(command)
    return bool(PARSERS[Path(program).name]().parse_args(arguments).command)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_commands_that_exist_with_settings_that_exist(unit: Path) -> None:
    commands = values(unit, "ExecStart", "ExecStartPre")
    assert commands
    assert all(parses(command) for command in commands)
    set_here = re.findall(r"(TRADEWIND_\w+)=", " ".join(values(unit, "Environment")))
    assert set_here
    assert set(set_here) <= KNOWN


def test_wrong_settings_do_not_start_the_service_again_and_again() -> None:
    (codes,) = values(DEPLOY / "tradewind.service", "RestartPreventExitStatus")
    assert int(codes) == ConfigError.exit_code


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("unit", [*UNITS, DEPLOY / "tradewind-lists.timer"], ids=lambda u: u.name)
def test_systemd_finds_no_fault_in_a_unit(unit: Path, tmp_path: Path) -> None:
    binaries = Path(sys.executable).parent
    for one in DEPLOY.glob("tradewind*"):
        text = one.read_text("utf-8").replace("/opt/tradewind/.venv/bin", str(binaries))
        (tmp_path / one.name).write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = [line for line in done.stderr.splitlines() if "tradewind" in line]
    assert (done.returncode, said) == (0, []), done.stderr


def test_the_container_is_built_from_files_that_are_there_and_let_in() -> None:
    let_in = {
        line[1:]
        for line in (DEPLOY / "Containerfile.dockerignore").read_text().splitlines()
        if line[0] == "!"
    }
    copied = [word for name, rest in instructions() if name == "COPY" for word in rest.split()[:-1]]
    assert set(copied) == let_in
    assert all((ROOT / word).exists() for word in copied)


def test_the_container_has_torch_first_and_runs_as_nobody_special() -> None:
    steps = instructions()
    installs = [rest for name, rest in steps if name == "RUN" and "pip install" in rest]
    assert installs[0] == "pip install torch==2.13.0"
    assert installs[0].split()[-1] in (ROOT / "pyproject.toml").read_text("utf-8")
    assert steps.index(("USER", "tradewind")) < [name for name, _ in steps].index("CMD")


def test_what_the_container_starts_exists_and_answers_to_its_health_check() -> None:
    instruction = dict(instructions())
    line = re.findall(r'"([^"]+)"', instruction["CMD"])[-1]
    assert all(parses(part.strip().removeprefix("exec ")) for part in line.split("&&"))
    port = re.search(r"TRADEWIND_HEALTH_PORT=(\d+)", instruction["ENV"])
    assert port
    assert f"127.0.0.1:{port[1]}/readyz" in instruction["HEALTHCHECK"]


def test_health_has_a_port_of_its_own_beside_a_local_bot_api_server() -> None:
    texts = [(DEPLOY / name).read_text("utf-8") for name in ("tradewind.service", "Containerfile")]
    ports = {port for text in texts for port in re.findall(r"TRADEWIND_HEALTH_PORT=(\d+)", text)}
    ports |= set(re.findall(r"127\.0\.0\.1:(\d+)/readyz", texts[1]))
    assert ports == {"9081"}
    # The example of a Bot API server of the operator.
    assert "127.0.0.1:8081/bot" in (ROOT / ".github/docs/settings.md").read_text("utf-8")
