"""The limit on log lines."""

from __future__ import annotations

import logging

from bot.log_flood import (
    MAX_ERROR_LINES,
    MAX_KINDS,
    MAX_LIBRARY_LINES,
    MAX_OWN_LINES,
    WINDOW_S,
    FloodFilter,
)
from bot.redaction import RedactingFormatter
from tests.support.clocks import Clock


def record(name: str, text: str, *values: object) -> logging.LogRecord:
    return logging.LogRecord(name, logging.WARNING, "", 1, text, values, None)


def test_lines_of_a_kind_are_bounded_and_the_next_minute_says_how_many_were_left_out() -> None:
    flood = FloodFilter(clock=(clock := Clock()))
    passed = [flood.filter(record("tradewind.a", "refused: %s", n)) for n in range(1000)]
    assert sum(passed) == MAX_OWN_LINES
    assert flood.filter(record("tradewind.a", "not sent"))
    clock.now = WINDOW_S
    late = record("tradewind.a", "refused: %s", "x")
    assert flood.filter(late)
    assert (
        RedactingFormatter("%(message)s")
        .format(late)
        .endswith(f'said="refused: x" left_out={1000 - MAX_OWN_LINES}')
    )
    again = record("tradewind.a", "refused: %s", "y")
    assert flood.filter(again)
    assert "left_out" not in RedactingFormatter("%(message)s").format(again)


def test_the_reference_of_an_error_is_rarely_left_out() -> None:
    flood = FloodFilter(clock=Clock())
    errors = [record("tradewind", "error %s", n) for n in range(1000)]
    for error in errors:
        error.levelno = logging.ERROR
    assert sum(map(flood.filter, errors)) == MAX_ERROR_LINES > MAX_OWN_LINES


def test_a_library_has_one_share_whatever_it_says() -> None:
    flood = FloodFilter(clock=Clock())
    assert sum(flood.filter(record("asyncio", f"socket {n}")) for n in range(1000)) == (
        MAX_LIBRARY_LINES
    )


def test_the_kinds_that_are_counted_are_bounded() -> None:
    flood = FloodFilter(clock=Clock())
    for number in range(2 * MAX_KINDS):
        assert flood.filter(record(f"library.{number}", "x"))
    assert len(flood._windows) == MAX_KINDS
