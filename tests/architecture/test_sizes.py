"""Files and functions small enough to read."""

from __future__ import annotations

import ast
from collections import Counter

from tests.architecture.exceptions import LONG_FUNCTIONS
from tests.support.source_tree import PATHS, nodes_of, relative, text_of

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40


def long_functions() -> Counter[str]:
    """The number of functions over the limit in each file that has some."""
    return Counter(
        relative(path)
        for path in PATHS
        for node in nodes_of(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= MAX_FUNCTION_LINES
    )


def test_a_file_stays_small_enough_to_read() -> None:
    long = [relative(path) for path in PATHS if len(text_of(path).splitlines()) > MAX_FILE_LINES]
    assert not long


def test_a_function_stays_small_enough_to_read() -> None:
    grown = long_functions() - Counter(LONG_FUNCTIONS)
    assert not grown
