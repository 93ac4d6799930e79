"""Slips in the names of settings."""

from __future__ import annotations

import pytest

from bot.settings_names import find_unknown_names


def test_a_name_that_no_setting_has_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(find_unknown_names())
    for name in ("HOME", "SOURCES", "MODEL", "ACCESS", "HOEM", "THREAD"):
        monkeypatch.setenv(f"TRADEWIND_{name}", "x")
    assert set(find_unknown_names()) - before == {"TRADEWIND_HOEM", "TRADEWIND_THREAD"}
