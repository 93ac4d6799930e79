"""The service units and the Containerfile: what they start exists, and systemd takes them."""

from __future__ import annotations

import itertools
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
from knowledge.index.update_record import MAX_UPDATE_S
from tests.support.paths import ROOT

DEPLOY = ROOT / ".github" / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
TIMERS = sorted(DEPLOY.glob("*.timer"))
ALARM = DEPLOY / "tradewind-alarm@.service"
OURS = [unit for unit in UNITS if unit != ALARM]
PARSERS = {"tradewind": ask_parser, "tradewind-index": index_parser}
KNOWN = {f"TRADEWIND_{name.upper()}" for name in settings.Settings.model_fields} | SETTING_NAMES
SECRETS = ("TELEGRAM_BOT_TOKEN", "TRADEWIND_WEBHOOK_SECRET")
# What every unit gives up. systemd-analyze security says what each is worth.
HARDENED = """\
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateUsers=yes
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
CapabilityBoundingSet=
UMask=0077"""


def lines_of(unit: Path) -> list[str]:
    """The lines of a unit, continued ones joined."""
    return unit.read_text("utf-8").replace("\\\n", " ").splitlines()


def values(unit: Path, *names: str) -> list[str]:
    """The values of the lines with these names, in order."""
    parts = (line.partition("=") for line in lines_of(unit))
    return [rest for name, _, rest in parts if name in names]


def instructions() -> list[tuple[str, str]]:
    """The Containerfile's instructions in order, continued lines joined, comments left out."""
    text = re.sub(r"^#.*\n", "", (DEPLOY / "Containerfile").read_text("utf-8"), flags=re.MULTILINE)
    joined = re.sub(r"\s*\\\n\s*", " ", text)
    return [tuple(line.split(" ", 1)) for line in joined.splitlines() if line]  # type: ignore[misc]


def stages() -> list[list[tuple[str, str]]]:
    """The instructions of each stage of the Containerfile; what stands before the first is left."""
    found: list[list[tuple[str, str]]] = []
    for name, rest in instructions():
        if name == "FROM":
            found.append([])
        if found:
            found[-1].append((name, rest))
    return found


def parses(command: str) -> bool:
    """True when one of the two commands takes these arguments."""
    words = shlex.split(command.removeprefix("-"))
    if Path(words[0]).name == "env":
        words = words[1 + 2 * words.count("-u") :]
    program, *arguments = words
    return bool(PARSERS[Path(program).name]().parse_args(arguments).command)


@pytest.mark.parametrize("unit", OURS, ids=lambda unit: unit.name)
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


def test_the_bot_starts_whatever_an_update_does() -> None:
    unit = DEPLOY / "tradewind.service"
    (before,) = values(unit, "ExecStartPre")
    assert before.startswith("-")
    assert "update --if-needed" in before
    assert not values(unit, "Requires", "BindsTo", "PartOf", "Requisite")
    assert not [name for name in values(unit, "After", "Wants") if "tradewind" in name]


def shown_command(first: str) -> list[str]:
    """The words of the command on the page that begins so, continued lines joined."""
    text = (ROOT / ".github/docs/service.md").read_text("utf-8").replace("\\\n", " ")
    (line,) = (line for line in text.splitlines() if line.startswith(first))
    return shlex.split(line)


def test_a_command_on_the_home_of_the_service_runs_as_its_user() -> None:
    words = shown_command("systemd-run ")
    bot = DEPLOY / "tradewind.service"
    for name in ("User", "DynamicUser", "StateDirectory", "StateDirectoryMode", "EnvironmentFile"):
        assert [f"{name}={value}" for value in values(bot, name)] == [
            word for word in words if word.startswith(f"{name}=")
        ]
    (environment,) = values(bot, "Environment")
    given = {word for before, word in itertools.pairwise(words) if before == "-E"}
    assert given == {word for word in environment.split() if "HEALTH_PORT" not in word}


def test_a_container_that_fails_is_started_again() -> None:
    assert "--restart=on-failure" in shown_command("podman run ")


def test_an_update_has_the_time_after_which_it_counts_as_killed() -> None:
    (limit,) = values(DEPLOY / "tradewind-update.service", "TimeoutStartSec")
    assert (limit, MAX_UPDATE_S) == ("1h", 3600)
    assert "limit_s=${UPDATE_LIMIT_S:-3600}" in (DEPLOY / "start-container").read_text("utf-8")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_every_unit_gives_up_what_it_does_not_need(unit: Path) -> None:
    lines = lines_of(unit)
    assert not [line for line in HARDENED.splitlines() if line not in lines]
    for name in ("MemoryMax", "TasksMax", "TimeoutStartSec"):
        assert len(values(unit, name)) == 1


@pytest.mark.parametrize("unit", OURS, ids=lambda unit: unit.name)
def test_every_unit_has_the_settings_and_tells_somebody_when_it_fails(unit: Path) -> None:
    assert [line.lstrip("-") for line in values(unit, "EnvironmentFile")] == ["/etc/tradewind.env"]
    assert values(unit, "OnFailure") == ["tradewind-alarm@%n.service"]
    assert values(unit, "LimitNOFILE") == ["65536"]
    assert values(unit, "LimitCORE") == ["0"]


def test_only_the_bot_gets_the_secrets() -> None:
    for unit in OURS:
        if unit.name != "tradewind.service":
            assert values(unit, "UnsetEnvironment") == [" ".join(SECRETS)]
    (before,) = values(DEPLOY / "tradewind.service", "ExecStartPre")
    script = (DEPLOY / "start-container").read_text("utf-8")
    assert all(f"-u {name}" in before and f"-u {name}" in script for name in SECRETS)


@pytest.mark.parametrize("timer", TIMERS, ids=lambda timer: timer.name)
def test_a_timer_starts_a_service_that_exists(timer: Path) -> None:
    assert timer.with_suffix(".service") in OURS
    assert values(timer, "WantedBy") == ["timers.target"]
    named = re.findall(r"tradewind-\w+\.timer", (ROOT / ".github/docs/service.md").read_text())
    assert timer.name in named


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("unit", [*UNITS, *TIMERS], ids=lambda u: u.name)
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
    copied = [
        word
        for name, rest in instructions()
        if name == "COPY" and not rest.startswith("--from=")
        for word in rest.split()[:-1]
    ]
    assert set(copied) == let_in
    assert all((ROOT / word).exists() for word in copied)


def test_the_container_installs_by_hash_only() -> None:
    installs = [rest for name, rest in instructions() if name == "RUN" and "pip install" in rest]
    assert len(installs) == 4
    assert all(" --require-hashes " in rest or " --no-deps /" in rest for rest in installs)
    assert any("pip wheel --no-deps --no-build-isolation" in rest for _, rest in instructions())


def test_torch_stays_in_the_first_stage_and_the_bot_runs_without_rights() -> None:
    first, last = stages()
    assert ("COPY", ".github/deploy/export.lock ./") in first
    assert not [rest for _, rest in last if "export.lock" in rest]
    exported = next(rest for name, rest in first if "tradewind-index" in rest)
    command, readable = exported.split(" && ")
    assert parses(command.split(" ", 1)[1])
    # An export is its owner's alone, and the container's user is not the one who makes it.
    assert readable == "chmod -R go+rX /export/models"
    assert ("COPY", "--from=export /export/models /opt/models") in last
    assert last.index(("USER", "tradewind")) < [name for name, _ in last].index("CMD")


def test_what_the_container_starts_exists_and_answers_to_its_health_check() -> None:
    instruction = dict(stages()[-1])
    assert instruction["CMD"] == '["start-container"]'
    assert ("COPY", ".github/deploy/start-container /usr/local/bin/") in instructions()
    script = (DEPLOY / "start-container").read_text("utf-8")
    assert parses("tradewind-index update --if-needed --quiet")
    assert "tradewind-index update --quiet" in script
    assert script.splitlines()[-1] == "exec tradewind telegram"
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
