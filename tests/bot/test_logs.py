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
