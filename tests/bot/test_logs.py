"""The log: names and values, whole traces, and nothing in it that is anybody's secret."""

from __future__ import annotations

import io
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import logs
from tests.support.log_files import logging_to


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
