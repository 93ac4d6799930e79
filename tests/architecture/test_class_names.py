"""One class name for one thing."""

from __future__ import annotations

import ast
from collections import Counter

from tests.architecture.exceptions import REPEATED_CLASS_NAMES
from tests.support.source_tree import PATHS, nodes_of


def repeated_class_names() -> set[str]:
    """The class names that more than one file of the product has."""
    classes = Counter(
        name
        for path in PATHS
        for name in {node.name for node in nodes_of(path) if isinstance(node, ast.ClassDef)}
    )
    return {name for name, count in classes.items() if count > 1}


def repeated_constrained_types() -> set[str]:
    """The names of ``Name = Annotated[...]`` that more than one file of the product has."""
    names = Counter(
        target.id
        for path in PATHS
        for node in nodes_of(path)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Subscript)
        and ast.unparse(node.value.value) == "Annotated"
        for target in node.targets
        if isinstance(target, ast.Name)
    )
    return {name for name, count in names.items() if count > 1}


def test_no_two_classes_have_one_name() -> None:
    added = repeated_class_names() - REPEATED_CLASS_NAMES
    assert not added


def test_no_two_constrained_types_have_one_name() -> None:
    assert not repeated_constrained_types()
