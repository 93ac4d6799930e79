"""Where a module's source compiles regular expressions, and how it applies them."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.patterns.machine import Use
from tests.support.source_tree import MODULES, text_of

_SEARCHES = ("search", "finditer", "findall", "sub", "subn", "split")
USES = dict.fromkeys(_SEARCHES, Use.SEARCH) | {"match": Use.MATCH, "fullmatch": Use.FULLMATCH}
# Texts have a method of this name, too.
_OF_TEXTS = "split"


@dataclass(frozen=True)
class RegexCall:
    """A use of a function of ``re``: in which function, and for which variable of the module."""

    module: str
    function: str
    variable: str
    line: int
    use: Use | None
    arguments: tuple[ast.expr, ...] = ()

    def evaluate(self, names: Mapping[str, Any]) -> re.Pattern[Any] | None:
        """The pattern, where it is made of names of the module; None where not."""
        try:
            values = [eval(_compile(each), dict(names)) for each in self.arguments[:1]]
            flags = [eval(_compile(each), dict(names)) for each in self.arguments[1:]]
            return re.compile(values[0], *flags)
        except (NameError, IndexError):
            return None


def _compile(expression: ast.expr) -> Any:
    return compile(ast.Expression(expression), "pattern", "eval")


class Source:
    """A module's calls of ``re`` and of methods of patterns.

    ``uses`` are those of each variable, ``loose_uses`` those of all that has no name of its own;
    ``aliases`` are the names of what is imported, by the module and the name there.
    """

    def __init__(self, module: str) -> None:
        self.module = module
        self.calls: list[RegexCall] = []
        self.uses: dict[str, set[Use]] = defaultdict(set)
        self.loose_uses: set[Use] = set()
        self.aliases: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._visit(ast.parse(text_of(MODULES[module])), None, "", "")

    def _visit(self, node: ast.AST, parent: ast.AST | None, function: str, variable: str) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            function = f"{function}.{node.name}".lstrip(".")
        elif isinstance(node, ast.Assign) and not function:
            variable = next((each.id for each in node.targets if isinstance(each, ast.Name)), "")
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                self.aliases[node.module or "", alias.name].append(alias.asname or alias.name)
        elif isinstance(node, ast.Attribute):
            call = parent if isinstance(parent, ast.Call) and parent.func is node else None
            self._note(node, call, function, variable)
        for child in ast.iter_child_nodes(node):
            self._visit(child, node, function, variable)

    def _note(
        self, node: ast.Attribute, call: ast.Call | None, function: str, variable: str
    ) -> None:
        owner = node.value.id if isinstance(node.value, ast.Name) else ""
        if owner == "re" and node.attr in (*USES, "compile"):
            use, place = USES.get(node.attr), (self.module, function, variable, node.lineno)
            self.calls.append(RegexCall(*place, use, _find_arguments(call, node.attr)))
        elif node.attr in USES:
            use = USES[node.attr]
            if use is Use.MATCH and call and len(call.args) > 1:
                # From a place that moves on.
                use = Use.SEARCH
            if isinstance(node.value, ast.Attribute):
                owner = node.value.attr
            self.uses[owner].add(use)
            if not owner.isupper() and node.attr != _OF_TEXTS:
                self.loose_uses.add(use)


def _find_arguments(call: ast.Call | None, function: str) -> tuple[ast.expr, ...]:
    """The pattern and the flags of a call of ``re``."""
    if call is None:
        return ()
    flags = [keyword.value for keyword in call.keywords if keyword.arg == "flags"]
    place = {"compile": 1, "sub": 4, "subn": 4, "split": 3}.get(function, 2)
    return (*call.args[:1], *call.args[place : place + 1], *flags)
