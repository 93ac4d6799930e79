"""Slips in the names of settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings_names import find_unknown_names


def test_a_name_that_no_setting_has_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(find_unknown_names())
    for name in ("HOME", "SOURCES", "MODEL", "ACCESS", "HOEM", "THREAD"):
        monkeypatch.setenv(f"TRADEWIND_{name}", "x")
    assert set(find_unknown_names()) - before == {"TRADEWIND_HOEM", "TRADEWIND_THREAD"}


def test_a_slip_in_the_file_is_found_too(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("TRADEWIND_HOEM=x\nTRADEWIND_HOME=y\nOTHER=z\n", "utf-8")
    assert "TRADEWIND_HOEM" in find_unknown_names(file)
    assert not {"TRADEWIND_HOME", "OTHER"} & set(find_unknown_names(file))
