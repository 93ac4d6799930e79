"""What is printed passes one place, where commands to a terminal are made visible."""

from __future__ import annotations

import ast

from tests.support.source_tree import PATHS, nodes_of, relative

# It prints, and what trains a model: an operator's own tables.
PRINTS = {"knowledge/text/terminal.py", "indexer/training/policy_model/__main__.py"}


def _is_printing(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id == "print"
    return ast.unparse(node.func) in ("sys.stdout.write", "sys.stderr.write")


def test_text_is_printed_in_one_place() -> None:
    wrong = [
        f"{relative(path)}:{node.lineno}: use knowledge.text.terminal.print_text"
        for path in PATHS
        if relative(path) not in PRINTS
        for node in nodes_of(path)
        if _is_printing(node)
    ]
    assert not wrong
