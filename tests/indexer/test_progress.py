"""The progress bar."""

from __future__ import annotations

import io
import time

import pytest

from indexer.progress import Bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Standard error that is a terminal."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Terminal()


def wait_for(terminal: Terminal, text: str) -> bool:
    until = time.monotonic() + 5
    while text not in terminal.getvalue() and time.monotonic() < until:
        time.sleep(0.01)
    return text in terminal.getvalue()


def test_a_first_stage_that_takes_long_is_shown_before_its_second_step(
    terminal: Terminal,
) -> None:
    with Bar(enabled=True, after_s=0.02, stream=terminal) as bar:
        bar.step("Exporting", 0, 3)
        assert wait_for(terminal, "Exporting")


def test_each_stage_has_a_line_of_its_own(terminal: Terminal) -> None:
    with Bar(enabled=True, after_s=0.02, stream=terminal) as bar:
        bar.step("Reading", 1, 2)
        assert wait_for(terminal, "Reading")
        bar.step("Writing", 1, 1)
    assert "Writing" in terminal.getvalue()
    assert "100%" in terminal.getvalue()


def test_quick_work_shows_nothing(terminal: Terminal) -> None:
    with Bar(enabled=True, after_s=60, stream=terminal) as bar:
        bar.step("Reading", 2, 2)
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("enabled", [True, False])
def test_without_a_terminal_or_a_wish_for_it_there_is_no_bar(
    enabled: bool,
) -> None:
    shown = io.StringIO() if enabled else Terminal()
    with Bar(enabled=enabled, after_s=0, stream=shown) as bar:
        bar.step("Reading", 1, 2)
        time.sleep(0.02)
        bar.step("Reading", 2, 2)
    assert shown.getvalue() == ""
