"""Every regular expression of the product, and how each is applied.

Compiled patterns are found in the names of all modules, whatever holds them there; calls of ``re``
are found in the source, so that none escapes that is compiled only when it is needed.
"""

from __future__ import annotations

import functools
import importlib
import re
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.patterns.machine import Use
from tests.support.patterns.source import RegexCall, Source
from tests.support.source_tree import MODULES, PACKAGES

MAX_DEPTH = 8


@dataclass
class Found:
    """A pattern, the names by which it is known, and its uses."""

    pattern: str | bytes
    flags: int
    names: list[str] = field(default_factory=list)
    uses: frozenset[Use] = frozenset()

    @property
    def key(self) -> tuple[str | bytes, int]:
        """The pattern and its flags."""
        return self.pattern, self.flags


class PatternWalk:
    """All patterns of the modules; ``unknown`` names the places whose patterns are not known.

    ``built`` gives patterns, or what holds them, for functions that make theirs of values.
    """

    def __init__(self, built: Mapping[str, object]) -> None:
        self.found: dict[tuple[str | bytes, int], Found] = {}
        self.unknown: list[str] = []
        self._modules = {name: importlib.import_module(name) for name in MODULES}
        self._sources = {name: Source(name) for name in MODULES}
        for name, module in self._modules.items():
            for variable, value in vars(module).items():
                for pattern in find_patterns(value):
                    self._add(f"{name}.{variable}", pattern, self._find_uses(name, variable))
            for call in self._sources[name].calls:
                self._add_call(call, built)

    def _add(self, name: str, pattern: re.Pattern[Any], uses: frozenset[Use]) -> None:
        key = pattern.pattern, pattern.flags
        found = self.found.setdefault(key, Found(*key))
        found.names.append(name)
        found.uses |= uses

    def _find_uses(self, module: str, variable: str) -> frozenset[Use]:
        """How the methods of a variable are called, there or where it is imported.

        Of one that is passed on, or holds patterns, any call of its module may be meant.
        """
        places = [(module, variable)]
        for name, source in self._sources.items():
            places += [(name, alias) for alias in source.aliases.get((module, variable), ())]
        uses = {use for name, known in places for use in self._sources[name].uses.get(known, ())}
        return frozenset(uses or self._sources[module].loose_uses or Use)

    def _add_call(self, call: RegexCall, built: Mapping[str, object]) -> None:
        place, module = f"{call.module}:{call.function}", self._modules[call.module]
        uses = self._find_uses(call.module, call.variable)
        if place in built:
            for pattern in find_patterns(built[place]):
                self._add(place, pattern, uses)
        elif (pattern := call.evaluate(vars(module))) is not None:
            self._add(place, pattern, frozenset({call.use}) if call.use else uses)
        elif not (call.variable and any(find_patterns(vars(module)[call.variable]))):
            self.unknown.append(f"{place}, line {call.line}")


def find_patterns(value: object) -> Iterator[re.Pattern[Any]]:
    """The compiled patterns that a value is, or holds."""
    seen: dict[int, object] = {}

    def walk(value: object, depth: int) -> Iterator[re.Pattern[Any]]:
        if isinstance(value, re.Pattern):
            yield value
        elif id(value) not in seen and depth < MAX_DEPTH:
            seen[id(value)] = value
            for part in _parts_of(value):
                yield from walk(part, depth + 1)

    return walk(value, 0)


def _parts_of(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    if isinstance(value, tuple | list | set | frozenset):
        return value
    if isinstance(value, types.BuiltinMethodType | types.MethodType):
        return [value.__self__]
    if isinstance(value, functools.partial):
        return [value.func, *value.args, *value.keywords.values()]
    if isinstance(value, type):
        return vars(value).values() if _is_own(value.__module__) else ()
    if isinstance(value, types.FunctionType) or not _is_own(type(value).__module__):
        return ()
    slots = (name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ()))
    kept = [getattr(value, name) for name in slots if hasattr(value, name)]
    return [*getattr(value, "__dict__", {}).values(), *kept]


def _is_own(module: str | None) -> bool:
    return (module or "").split(".")[0] in PACKAGES
