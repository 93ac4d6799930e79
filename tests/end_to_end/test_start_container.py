"""How the container starts: commands in place of the real ones write down how they are run."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.paths import ROOT

SCRIPT = ROOT / ".github" / "deploy" / "start-container"
# Far more than a start takes; it only ends a test that hangs.
PATIENCE_S = 60.0
GOES_WELL, FAILS, HANGS = "exit 0", "exit 5", "exec sleep 300"
WAITS_FOR_TERM = "trap 'echo stopped >> $LOG; exit 3' TERM; while :; do sleep 0.05; done"


class Container:
    """A start of the script in a folder: the commands of the bot and of the index are ``sh``."""

    def __init__(self, folder: Path, *, update: str, bot: str, **environment: str) -> None:
        self.log, self.home = folder / "log", folder / "home"
        self.home.mkdir(exist_ok=True)
        (folder / "bin").mkdir(exist_ok=True)
        self.log.write_text("")
        for name, body in (("tradewind-index", update), ("tradewind", bot)):
            command = folder / "bin" / name
            seen = 'echo "$(basename "$0") $* token=${TELEGRAM_BOT_TOKEN-none}" >> "$LOG"'
            command.write_text(f"#!/bin/sh\n{seen}\n{body}\n")
            command.chmod(0o755)
        self.process = subprocess.Popen(
            ["sh", str(SCRIPT)],
            env={
                "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "LOG": str(self.log),
                "TRADEWIND_HOME": str(self.home), "TELEGRAM_BOT_TOKEN": "123:secret",
                "IMAGE_MODELS": str(folder / "none"), **environment,
            },
            start_new_session=True,
        )  # fmt: skip

    def runs(self) -> list[str]:
        """How the commands were run, in order."""
        return self.log.read_text().splitlines()

    def wait_for(self, line: str, times: int = 1) -> None:
        """Until a line was written so often."""
        until = time.monotonic() + PATIENCE_S
        while self.runs().count(line) < times:
            assert time.monotonic() < until, self.runs()
            time.sleep(0.01)

    def ends(self) -> int:
        """The exit code of the script, or of the bot that took its place."""
        return self.process.wait(PATIENCE_S)


FIRST = "tradewind-index update --quiet --if-needed token=none"
LATER = "tradewind-index update --quiet token=none"
BOT = "tradewind telegram token=123:secret"


@contextmanager
def starting(folder: Path, update: str, bot: str, **environment: str) -> Iterator[Container]:
    """A container that is started, and gone afterwards with all its processes."""
    container = Container(folder, update=update, bot=bot, **environment)
    try:
        yield container
    finally:
        # As the kernel does when the first process of a container ends. Again until none is
        # left: one may start another between the look and the signal.
        while members := running_in_session(container.process.pid):
            for process in members:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.001)
        container.process.wait()


def running_in_session(leader: int) -> list[int]:
    """The processes of a session that have not ended."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # Behind the name, which may hold anything: state, parent, group, session.
            state, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
            if session == str(leader) and state not in "ZX":
                found.append(int(stat.parent.name))
    return found


@pytest.mark.parametrize("update", [GOES_WELL, FAILS])
def test_the_bot_starts_however_the_update_ends_and_its_exit_code_counts(
    tmp_path: Path, update: str
) -> None:
    with starting(tmp_path, update, "exit 75") as container:
        assert container.ends() == 75
        assert [line for line in container.runs() if line != LATER] == [FIRST, BOT]


def test_an_update_that_hangs_is_ended_and_stops_no_bot(tmp_path: Path) -> None:
    with starting(tmp_path, HANGS, WAITS_FOR_TERM, UPDATE_LIMIT_S="0.2") as container:
        container.wait_for(BOT)
        container.wait_for(LATER)
        assert [line for line in container.runs() if line != LATER] == [FIRST, BOT]
        assert container.process.poll() is None


def test_updates_follow_one_another_beside_the_bot(tmp_path: Path) -> None:
    with starting(tmp_path, FAILS, WAITS_FOR_TERM, UPDATE_EVERY_S="0.01") as container:
        container.wait_for(LATER, times=3)
        assert container.runs().count(BOT) == 1
        assert container.process.poll() is None


def test_a_signal_ends_the_first_build_and_starts_no_bot(tmp_path: Path) -> None:
    with starting(tmp_path, WAITS_FOR_TERM, GOES_WELL) as container:
        container.wait_for(FIRST)
        container.process.send_signal(signal.SIGTERM)
        assert container.ends() == 128 + signal.SIGTERM
        assert container.runs() == [FIRST, "stopped"]


def test_a_signal_reaches_the_bot_itself(tmp_path: Path) -> None:
    with starting(tmp_path, GOES_WELL, WAITS_FOR_TERM) as container:
        container.wait_for(BOT)
        container.process.send_signal(signal.SIGTERM)
        assert container.ends() == 3
        assert "stopped" in container.runs()


class Volume:
    """An image with a model and a volume that may hold one, too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.image = folder / "models" / "0123abcd"
        self.kept = folder / "home" / "models" / "0123abcd"
        self.image.mkdir(parents=True)
        (self.image / "card.json").write_text("card")
        (self.image / "model.onnx").write_bytes(b"weights" * 1000)

    def start(self) -> None:
        """Let a container start and end."""
        models = str(self.image.parent)
        with starting(self.folder, GOES_WELL, GOES_WELL, IMAGE_MODELS=models) as container:
            assert container.ends() == 0

    def is_whole(self) -> bool:
        """Whether the volume holds the image's model and nothing else."""
        kept, image = (
            {file.relative_to(models): file.read_bytes() for file in models.rglob("*.*")}
            for models in (self.kept.parent, self.image.parent)
        )
        return kept == image


def test_the_image_s_model_is_put_into_the_volume_once_and_whole(tmp_path: Path) -> None:
    volume = Volume(tmp_path)
    volume.start()
    assert volume.is_whole()
    copied = (volume.kept / "model.onnx").stat()
    volume.start()
    again = (volume.kept / "model.onnx").stat()
    assert (again.st_ino, again.st_mtime_ns) == (copied.st_ino, copied.st_mtime_ns)


@pytest.mark.parametrize("damage", ["cut off", "changed", "missing", "added", "another image"])
def test_a_model_that_is_not_the_image_s_is_copied_anew(tmp_path: Path, damage: str) -> None:
    volume = Volume(tmp_path)
    volume.start()
    weights = volume.kept / "model.onnx"
    if damage == "cut off":
        weights.write_bytes(b"")
    elif damage == "changed":
        weights.write_bytes(b"Weights" + b"weights" * 999)
    elif damage == "missing":
        weights.unlink()
    elif damage == "added":
        (volume.kept / "more.json").write_text("{}")
    else:
        (volume.image / "card.json").write_text("newer")
    assert not volume.is_whole()
    volume.start()
    assert volume.is_whole()


def test_a_model_stays_where_another_cannot_be_copied(tmp_path: Path) -> None:
    volume = Volume(tmp_path)
    volume.start()
    (volume.image / "card.json").write_text("newer")
    failing = tmp_path / "bin" / "cp"
    failing.write_text("#!/bin/sh\nexit 1\n")
    failing.chmod(0o755)
    volume.start()
    assert (volume.kept / "card.json").read_text() == "card"
