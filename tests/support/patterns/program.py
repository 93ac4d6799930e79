"""A pattern as instructions for the matcher that counts its steps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as sre
from re import _parser
from typing import Any

from tests.support.patterns.characters import CharacterSet, read_set
from tests.support.patterns.instructions import (
    At,
    Atomic,
    Choice,
    End,
    IfGroup,
    Instruction,
    Look,
    Loop,
    Note,
    Read,
    ReadMany,
    Same,
)  # fmt: skip

# Parts are copied as often as they must or may stand; no pattern needs more copies than this.
MAX_COPIES = 130
_PLACES = {
    sre.AT_BEGINNING: "^", sre.AT_BEGINNING_STRING: r"\A", sre.AT_END: "$",
    sre.AT_END_STRING: r"\Z", sre.AT_BOUNDARY: r"\b", sre.AT_NON_BOUNDARY: r"\B",
}  # fmt: skip
_KINDS = {
    sre.MAX_REPEAT: "greedy", sre.MIN_REPEAT: "lazy", sre.POSSESSIVE_REPEAT: "possessive",
}  # fmt: skip
_PLACE_FLAGS = re.MULTILINE | re.ASCII
Items = Iterable[tuple[Any, Any]]


class Program:
    """The instructions of a pattern; ``whole`` if it must match to the end of a text.

    ``first`` holds the sets of characters that a match can begin with, None where it may be
    empty; ``loops`` are the parts that may be repeated without end.
    """

    def __init__(self, pattern: str | bytes, flags: int = 0, *, whole: bool = False) -> None:
        flags = (flags | re.ASCII) & ~re.UNICODE if isinstance(pattern, bytes) else flags
        text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
        tree = _parser.parse(text, flags)
        self.loops: list[Loop | ReadMany] = []
        self._groups = {group: 2 * i for i, group in enumerate(sorted(_find_references(tree)))}
        self._registers = 2 * len(self._groups)
        flags = tree.state.flags
        self.first = _find_first(tree, flags)
        end = At(re.compile(r"\Z"), End()) if whole else End()
        self.start = self._build(tree, flags, end)
        self.sets = _reachable_sets(self.start)

    @property
    def registers(self) -> tuple[int, ...]:
        """The registers at the start."""
        return (-1,) * self._registers

    def _build(self, items: Items, flags: int, follow: Instruction) -> Instruction:
        for item in reversed(list(items)):
            follow = self._build_item(item, flags, follow)
        return follow

    def _build_item(self, item: tuple[Any, Any], flags: int, follow: Instruction) -> Instruction:
        operation, argument = item
        if accepted := read_set(item, flags):
            return Read(accepted, follow)
        if operation in _KINDS:
            return self._build_repeat(_KINDS[operation], *argument, flags, follow)
        if operation is sre.SUBPATTERN:
            return self._build_group(*argument, flags, follow)
        if operation is sre.ATOMIC_GROUP:
            return Atomic(self._build(argument, flags, End(follow)), follow)
        if operation is sre.BRANCH:
            return Choice(
                [(_find_first(w, flags), self._build(w, flags, follow)) for w in argument[1]]
            )
        if operation in (sre.ASSERT, sre.ASSERT_NOT):
            direction, body = argument
            width = body.getwidth()[0] if direction < 0 else None
            wanted = operation is sre.ASSERT
            return Look(self._build(body, flags, End()), follow, wanted=wanted, width=width)
        if operation is sre.AT:
            return At(re.compile(_PLACES[argument], flags & _PLACE_FLAGS), follow)
        if operation is sre.GROUPREF:
            any_case = bool(flags & re.IGNORECASE)
            return Same(self._groups[argument], follow, any_case=any_case)
        if operation is sre.GROUPREF_EXISTS:
            ways = (self._build(way or [], flags, follow) for way in argument[1:])
            return IfGroup(self._groups[argument[0]], *ways)
        if operation is sre.FAILURE:
            return Choice([])
        raise NotImplementedError(operation)

    def _build_group(
        self, group: int | None, added: int, removed: int, body: Items,
        flags: int, follow: Instruction,
    ) -> Instruction:  # fmt: skip
        flags = (flags | added) & ~removed
        if group not in self._groups:
            return self._build(body, flags, follow)
        register = self._groups[group]
        return Note(register, self._build(body, flags, Note(register + 1, follow)))

    def _build_repeat(
        self, kind: str, least: int, most: Any, body: Items, flags: int, follow: Instruction
    ) -> Instruction:
        endless = most is sre.MAXREPEAT
        items = list(body)
        accepted = read_set(items[0], flags) if len(items) == 1 else None
        if accepted:
            many = ReadMany(accepted, None if endless else most - least, kind, follow)
            if endless:
                self.loops.append(many)
            start: Instruction = many if most != least else follow
            for _ in range(least):
                start = Read(accepted, start)
            return start
        if kind == "possessive":
            greedy = self._build_repeat("greedy", least, most, items, flags, End(follow))
            return Atomic(greedy, follow)
        lazy = kind == "lazy"
        if (least if endless else most) > MAX_COPIES:
            raise NotImplementedError(f"a part {most} times")
        if endless:
            start = self._build_loop(items, flags, follow, lazy=lazy)
        else:
            start = follow
            for _ in range(most - least):
                ways = [(None, self._build(items, flags, start)), (None, follow)]
                start = Choice(ways[::-1] if lazy else ways)
        for _ in range(least):
            start = self._build(items, flags, start)
        return start

    def _build_loop(
        self, items: Items, flags: int, follow: Instruction, *, lazy: bool
    ) -> Instruction:
        loop = Loop(self._registers, follow, lazy=lazy)
        self._registers += 1
        loop.body = self._build(items, flags, loop)
        self.loops.append(loop)
        return Note(loop.register, loop, value=-1)


def _find_references(items: Items) -> set[int]:
    """The groups that a pattern refers to."""
    found: set[int] = set()
    for operation, argument in items:
        if operation is sre.GROUPREF:
            found.add(argument)
        elif operation is sre.GROUPREF_EXISTS:
            found.add(argument[0])
        for part in _find_parts(operation, argument):
            found |= _find_references(part)
    return found


def _find_parts(operation: Any, argument: Any) -> list[Any]:
    if operation in _KINDS:
        return [argument[2]]
    if operation is sre.SUBPATTERN:
        return [argument[3]]
    if operation is sre.ATOMIC_GROUP:
        return [argument]
    if operation is sre.BRANCH:
        return list(argument[1])
    if operation in (sre.ASSERT, sre.ASSERT_NOT):
        return [argument[1]]
    if operation is sre.GROUPREF_EXISTS:
        return [part for part in argument[1:] if part]
    return []


def _find_first(items: Items, flags: int) -> list[CharacterSet] | None:
    """The sets that a match of these items begins with; None where it may be empty."""
    for item in items:
        operation, argument = item
        if operation in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
            continue
        if accepted := read_set(item, flags):
            return [accepted]
        if operation is sre.SUBPATTERN:
            return _find_first(argument[3], (flags | argument[1]) & ~argument[2])
        if operation is sre.ATOMIC_GROUP:
            return _find_first(argument, flags)
        if operation in _KINDS and argument[0] > 0:
            return _find_first(argument[2], flags)
        if operation is sre.BRANCH:
            ways = [_find_first(way, flags) for way in argument[1]]
            return None if None in ways else [each for way in ways for each in way or ()]
        return None
    return None


def _reachable_sets(start: Instruction) -> list[CharacterSet]:
    """The sets of characters that the instructions after this one ask for."""
    found: dict[CharacterSet, None] = {}
    seen, waiting = {start}, [start]
    while waiting:
        for accepted, follow in waiting.pop().edges():
            if accepted:
                found[accepted] = None
            if follow not in seen:
                seen.add(follow)
                waiting.append(follow)
    return list(found)
