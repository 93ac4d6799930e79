"""``tradewind chat`` without a terminal: what is typed is answered, errors end nothing."""

from __future__ import annotations

import pytest

from bot.__main__ import main
from tests.support.standard_input import type_in


@pytest.mark.usefixtures("command_home")
def test_a_chat_answers_line_by_line_until_the_user_leaves(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in("Can Tether freeze my USDT?\n/nope\n/quit\nnever asked\n", monkeypatch)
    assert main(["chat"]) == 0
    shown = capsys.readouterr()
    assert "7,268" in shown.out
    assert "I do not know /nope" in shown.out
    assert "never asked" not in shown.out
    assert "gen-" in shown.err.splitlines()[0]


@pytest.mark.usefixtures("command_home")
def test_without_a_command_tradewind_is_a_chat_in_the_language_that_is_set(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRADEWIND_LANGUAGE", "ru")
    type_in("/help\n", monkeypatch)
    assert main([]) == 0
    shown = capsys.readouterr()
    assert "заметок" in shown.err
    assert "Спросите" in shown.out
