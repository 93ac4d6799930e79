"""Inside ``bot.understand``, a folder imports from itself and from those before it in the order."""

from __future__ import annotations

import pytest

from tests.support.source_tree import MODULES, imported_modules

PACKAGE = "bot.understand"
ORDER = ("text", "amounts", "request", "conversation")


def folder_of(module: str) -> str | None:
    """The folder of a module of the package; none for a module from elsewhere."""
    parts = module.removeprefix(f"{PACKAGE}.").split(".")
    return parts[0] if module.startswith(f"{PACKAGE}.") else None


def modules_in(folder: str) -> list[str]:
    return [name for name in MODULES if folder_of(name) == folder]


def test_every_folder_has_its_place() -> None:
    assert {folder_of(name) for name in MODULES} - {None} == set(ORDER)


@pytest.mark.parametrize("folder", ORDER)
def test_a_folder_imports_only_from_those_before_it(folder: str) -> None:
    allowed = set(ORDER[: ORDER.index(folder) + 1])
    wrong = [
        f"{name} -> {other}"
        for name in modules_in(folder)
        for other in imported_modules(name)
        if (there := folder_of(other)) and there not in allowed
    ]
    assert not wrong
