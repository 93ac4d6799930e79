"""The log: names and values, whole traces, and nothing in it that is anybody's secret."""

from __future__ import annotations

import io
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import logs
from bot.log_flood import MAX_LIBRARY_LINES, MAX_OWN_LINES
from tests.support.log_files import logging_to
from tests.support.paths import ROOT


@pytest.fixture
def shown() -> io.StringIO:
    """What stands on standard error."""
    return io.StringIO()


@pytest.fixture
def log(tmp_path: Path, shown: io.StringIO) -> Iterator[Path]:
    """The log's file, as the process keeps it."""
    with logging_to(tmp_path, shown) as file:
        yield file


def test_each_line_is_names_and_values(log: Path) -> None:
    logging.getLogger("tradewind.telegram").warning('told "%s"\nand more', "no")
    (line,) = log.read_text("utf-8").splitlines()
    assert re.fullmatch(
        r"at=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} level=warning from=tradewind\.telegram"
        r' said="told \\"no\\"\\nand more"',
        line,
    )


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("bot.telegram.delivery.sender", "tradewind.telegram.sender"),
        ("bot.telegram.store", "tradewind.telegram.store"),
        ("bot.assistant", "tradewind.assistant"),
    ],
)
def test_a_record_says_which_module_spoke(module: str, name: str) -> None:
    assert logs.get_logger(module).name == name


def test_an_error_is_found_by_its_reference_and_the_libraries_warn_there_too(
    log: Path, shown: io.StringIO
) -> None:
    try:
        raise KeyError("a field")
    except KeyError:
        reference = logs.log_exception()
    logging.getLogger("aiohttp.client").warning("closed")
    logging.getLogger("aiohttp.client").info("opened")
    for text in (log.read_text("utf-8"), shown.getvalue()):
        assert f'from=tradewind said="error {reference}"' in text
        assert "KeyError: 'a field'" in text
        assert 'from=aiohttp.client said="closed"' in text
        assert "opened" not in text


def test_a_home_that_cannot_be_written_costs_the_log_alone(tmp_path: Path, log: Path) -> None:
    (tmp_path / "file").touch()
    logs.log_to(tmp_path / "file" / "home")
    assert logs.log_exception(KeyError("x"))


def test_a_log_that_cannot_be_written_is_said_once_and_without_a_trace(
    tmp_path: Path, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home" / "tradewind.log").mkdir(parents=True)
    logs.log_to(tmp_path / "home")
    for _ in range(3):
        assert logs.log_exception(KeyError("x"))
    (line,) = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"tradewind: the log .*tradewind\.log is not written \(.*\)\.", line)


def test_the_log_is_its_owner_s_alone_also_the_files_of_an_earlier_version(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        (tmp_path / "tradewind.log.1").touch()
        assert (tmp_path / "tradewind.log.1").stat().st_mode & 0o077
        with logging_to(tmp_path, io.StringIO()) as file:
            logs.log_exception(KeyError("x"))
            assert file.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)
    assert (tmp_path / "tradewind.log.1").stat().st_mode & 0o777 == 0o600


SECRET = "12345678:AAE-abcdefghijklmnopqrstuvwxyz_0123456"

# A service in which something goes wrong wherever it can, each time with a secret in its words.
FAILING = f"""
import asyncio, logging, sys, threading, warnings
from pathlib import Path
from bot import logs

logs.log_to(Path(sys.argv[1]))
logs.log_to_stderr()

def fail(where):
    raise RuntimeError(f"{{where}}: {SECRET}")

class Gone:
    def __del__(self):
        fail("finalizer")

async def work():
    asyncio.get_running_loop().call_soon(fail, "callback")
    asyncio.create_task(asyncio.to_thread(fail, "task"))
    await asyncio.sleep(0.05)

asyncio.run(work())
threading.Thread(target=fail, args=("thread",)).start()
Gone()
warnings.warn("warning: {SECRET}")
logging.getLogger("some.library").warning("library: {SECRET}")
logging.getLogger("some.library").info("nothing to say")
fail("program")
"""


@pytest.mark.slow
def test_whatever_goes_wrong_is_logged_without_secrets(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", FAILING, str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    )
    assert ended.returncode == 1
    written = (tmp_path / "tradewind.log").read_text("utf-8")
    for text in (written, ended.stderr):
        for what in ("callback", "task", "thread", "finalizer", "warning", "library", "program"):
            assert f"{what}: <token>" in text
        assert "AAE-" not in text
        assert "nothing to say" not in text
        entries = [line for line in text.splitlines() if line.startswith("at=")]
        assert {line.split(" from=")[1].split()[0] for line in entries} == {
            "asyncio", "py.warnings", "some.library", "tradewind",
        }  # fmt: skip
    assert written == ended.stderr


def test_a_library_that_complains_without_end_fills_nothing(log: Path, shown: io.StringIO) -> None:
    for number in range(10_000):
        logging.getLogger("asyncio").error("accept %d failed", number)
        logging.getLogger("tradewind.telegram.sender").warning("refused: %s", number)
    for text in (log.read_text("utf-8"), shown.getvalue()):
        assert text.count("from=asyncio") == MAX_LIBRARY_LINES
        assert text.count("from=tradewind.telegram.sender") == MAX_OWN_LINES
