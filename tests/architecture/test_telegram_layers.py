"""The layers of the Telegram bot: each imports only from those below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import ROOT

PACKAGE = "bot.telegram"
FOLDER = ROOT / "bot/telegram"
MODULES = sorted(FOLDER.rglob("*.py"))
TOP = {"application", "run", "wiring"}
# Each layer and those that it may import; the ground is every other file of the folder itself.
BELOW = {
    "ground": {"ground"},
    "delivery": {"ground", "delivery"},
    "updates": {"ground", "delivery", "updates"},
    "handlers": {"ground", "delivery", "handlers"},
    "top": {"ground", "delivery", "updates", "handlers", "top"},
}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


NAMES = {name_of(path) for path in MODULES}


def layer(module: str) -> str:
    first, *rest = module.removeprefix(f"{PACKAGE}.").split(".")
    if rest or first in BELOW:
        return first
    return "top" if first in TOP else "ground"


def imports(path: Path) -> Iterator[str]:
    """The modules of the package that a file imports, for types only as well."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in NAMES)
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name for name in [node.module, *whole] if name in NAMES - {PACKAGE})


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_from_its_own_layer_and_those_below(path: Path) -> None:
    if path == FOLDER / "__init__.py":
        assert not list(imports(path))
        return
    for imported in imports(path):
        assert layer(imported) in BELOW[layer(name_of(path))], imported


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {name_of(path): set(imports(path)) - {name_of(path)} for path in MODULES}
    while free := {name for name, needs in graph.items() if not needs & graph.keys()}:
        graph = {name: needs for name, needs in graph.items() if name not in free}
    assert not graph, f"among these is a circle: {sorted(graph)}"


def test_every_layer_has_modules() -> None:
    assert {layer(name) for name in NAMES - {PACKAGE}} == set(BELOW)
