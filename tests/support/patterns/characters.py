"""The sets of characters that the parts of a pattern accept."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from re import _constants as sre
from typing import Any

_KEPT_FLAGS = re.IGNORECASE | re.DOTALL | re.ASCII


class CharacterSet:
    """The characters that one part of a pattern accepts; each is decided once."""

    def __init__(self, source: str, flags: int) -> None:
        self._pattern = re.compile(source, flags)
        # Characters that the pattern names: those at the edges of the set.
        self.named = [chr(int(code, 16)) for code in re.findall(r"\\U([0-9a-f]{8})", source)]
        self._known = {"": False}

    def __contains__(self, char: str) -> bool:
        known = self._known.get(char)
        if known is None:
            known = self._known[char] = self._pattern.match(char) is not None
        return known


@cache
def _make_set(source: str, flags: int) -> CharacterSet:
    return CharacterSet(source, flags)


def read_set(item: tuple[Any, Any], flags: int) -> CharacterSet | None:
    """The set of an item of the parser; None if it does not read exactly one character."""
    source = _write_source(*item)
    return _make_set(source, flags & _KEPT_FLAGS) if source else None


def _write_source(operation: Any, argument: Any) -> str:
    """A pattern of one character, as the parser has read it; nothing for longer ones."""
    if operation is sre.ANY:
        return "."
    if operation is sre.LITERAL:
        return f"[{_escape(argument)}]"
    if operation is sre.NOT_LITERAL:
        return f"[^{_escape(argument)}]"
    if operation is sre.IN:
        return f"[{''.join(_SOURCES[kind](value) for kind, value in argument)}]"
    return ""


def _escape(code: int) -> str:
    return f"\\U{code:08x}"


_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d", sre.CATEGORY_NOT_DIGIT: r"\D", sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S", sre.CATEGORY_WORD: r"\w", sre.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip
_SOURCES: dict[Any, Callable[[Any], str]] = {
    sre.NEGATE: lambda _: "^",
    sre.LITERAL: _escape,
    sre.RANGE: lambda bounds: f"{_escape(bounds[0])}-{_escape(bounds[1])}",
    sre.CATEGORY: lambda kind: _CATEGORIES[kind],
}
