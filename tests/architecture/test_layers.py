"""No import upward and no circle, not even for types only."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from tests.architecture.exceptions import CIRCLES, UPWARD_IMPORTS
from tests.architecture.layers import layer_of
from tests.support.source_tree import MODULES, imported_modules


def upward_imports() -> Iterator[str]:
    """Each import from a lower layer of the same package to a higher one, as "a -> b"."""
    for name in MODULES:
        for other in sorted(imported_modules(name)):
            here, there = layer_of(name), layer_of(other) if same_package(name, other) else None
            if here is not None and there is not None and there > here:
                yield f"{name} -> {other}"


def same_package(one: str, other: str) -> bool:
    return one.split(".")[0] == other.split(".")[0]


def circles() -> Iterator[str]:
    """Circles of imports, as "a -> b -> a", each cut once until none is left."""
    graph = {name: set(imported_modules(name)) for name in MODULES}
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            graph[circle[0]].discard(circle[1])
            first = circle.index(min(circle))
            yield " -> ".join([*circle[first:-1], *circle[:first], circle[first]])
        else:
            return


def test_every_module_has_a_layer() -> None:
    homeless = [name for name in MODULES if layer_of(name) is None]
    assert not homeless, "give them a place in tests/architecture/layers.py"


def test_no_import_goes_upward() -> None:
    added = set(upward_imports()) - UPWARD_IMPORTS
    assert not added


def test_no_imports_run_in_a_circle() -> None:
    added = set(circles()) - CIRCLES
    assert not added
