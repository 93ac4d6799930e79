"""Rendering turns values into words: it retrieves nothing, decides nothing and knows no user."""

from __future__ import annotations

import pytest

from tests.support.source_tree import MODULES, imported_modules

RENDER = sorted(name for name in MODULES if name.startswith("bot.render."))
BARRED = ("bot.answers", "bot.payments", "bot.checks", "bot.understand", "knowledge.index")


@pytest.mark.parametrize("name", RENDER)
def test_rendering_imports_only_values_and_messages(name: str) -> None:
    wrong = {
        other
        for other in imported_modules(name)
        if any(other == package or other.startswith(f"{package}.") for package in BARRED)
    }
    assert not wrong
