"""The log: names and values, whole traces, and nothing in it that is anybody's secret."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import logs


@pytest.fixture
def shown() -> io.StringIO:
    """What stands on standard error."""
    return io.StringIO()


@pytest.fixture
def log(tmp_path: Path, shown: io.StringIO) -> Iterator[Path]:
    """The log's file, as the process keeps it; loggers are as before afterwards."""
    names = ("tradewind", *logs._LIBRARIES)
    before = [(n, logging.getLogger(n).handlers, logging.getLogger(n).propagate) for n in names]
    level = logging.getLogger("tradewind").level
    logs.log_to(tmp_path)
    logs.log_to_stderr(shown)
    yield tmp_path / "tradewind.log"
    for handler in logging.getLogger("tradewind").handlers:
        handler.close()
    for name, handlers, propagate in before:
        logging.getLogger(name).handlers, logging.getLogger(name).propagate = handlers, propagate
    logging.getLogger("tradewind").setLevel(level)


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
