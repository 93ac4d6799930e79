"""The instructions of a backtracking matcher that counts its steps.

Each takes a place in the text and says where to go on, or that it fails there; what else may be
tried is put on the stack. The matcher of ``re`` does the same, but does not say how often.
"""

from __future__ import annotations

import re
from typing import Protocol

from tests.support.patterns.characters import CharacterSet

Registers = tuple[int, ...]
State = tuple["Instruction", int, Registers]
# (characters, what follows them); no characters where nothing is read.
Edge = tuple[CharacterSet | None, "Instruction"]


class Runner(Protocol):
    """What instructions see of the matcher."""

    text: str

    def count(self, steps: int) -> None:
        """Count steps."""

    def run(self, start: Instruction, at: int, registers: Registers) -> State | None:
        """Where a part of the pattern ends that begins at a place; None if it fails."""


class Instruction:
    """A part of a pattern, and what follows it."""

    def __init__(self, follow: Instruction | None) -> None:
        self.follow = follow or self

    def run(
        self, runner: Runner, at: int, registers: Registers, stack: list[State]
    ) -> State | None:
        """Where to go on; None if it fails here."""
        raise NotImplementedError

    def edges(self) -> list[Edge]:
        """What can follow, whatever else the instruction asks for."""
        return [(None, self.follow)]


class End(Instruction):
    """The end of a pattern or of a part that is matched by itself; ``after`` is what follows it."""

    def __init__(self, after: Instruction | None = None) -> None:
        super().__init__(None)
        self.after = after

    def edges(self) -> list[Edge]:
        return [(None, self.after)] if self.after else []


class Read(Instruction):
    """One character."""

    def __init__(self, accepted: CharacterSet, follow: Instruction) -> None:
        super().__init__(follow)
        self.accepted = accepted

    def run(
        self, runner: Runner, at: int, registers: Registers, stack: list[State]
    ) -> State | None:
        if runner.text[at : at + 1] in self.accepted:
            return self.follow, at + 1, registers
        return None

    def edges(self) -> list[Edge]:
        return [(self.accepted, self.follow)]


class ReadMany(Instruction):
    """As many characters as there are, up to a number; they are given back one by one.

    ``possessive`` gives none back, ``lazy`` takes one by one instead.
    """

    def __init__(
        self, accepted: CharacterSet, most: int | None, kind: str, follow: Instruction
    ) -> None:
        super().__init__(follow)
        self.accepted, self.most, self.kind = accepted, most, kind

    def run(
        self, runner: Runner, at: int, registers: Registers, stack: list[State]
    ) -> State | None:
        text, end, accepted = runner.text, at, self.accepted
        last = len(text) if self.most is None else min(len(text), at + self.most)
        if self.kind == "lazy":
            return TakeMore(self, last), at, registers
        while end < last and text[end] in accepted:
            end += 1
        runner.count(end - at)
        if self.kind == "greedy" and end > at:
            stack.append((GiveBack(self, at), end - 1, registers))
        return self.follow, end, registers

    def edges(self) -> list[Edge]:
        # A number that ends is not counted here: the steps will show it.
        return [(self.accepted, self), (None, self.follow)]


class GiveBack(Instruction):
    """The rest of the pattern after fewer characters than before, down to a place."""

    def __init__(self, many: ReadMany, least: int) -> None:
        super().__init__(many.follow)
        self.least = least

    def run(
        self, runner: Runner, at: int, registers: Registers, stack: list[State]
    ) -> State | None:
        if at > self.least:
            stack.append((self, at - 1, registers))
        return self.follow, at, registers


class TakeMore(Instruction):
    """The rest of the pattern after more characters than before, up to a place."""

    def __init__(self, many: ReadMany, last: int) -> None:
        super().__init__(many.follow)
        self.accepted, self.last = many.accepted, last

    def run(
        self, runner: Runner, at: int, registers: Registers, stack: list[State]
    ) -> State | None:
        if at < self.last and runner.text[at] in self.accepted:
            stack.append((self, at + 1, registers))
        return self.follow, at, registers


class Choice(Instruction):
    """The first of several ways that goes on; each with the characters it can begin with."""

    def __init__(self, ways: list[tuple[list[CharacterSet] | None, Instruction]]) -> None:
        super().__init__(None)
        self.ways = ways
        self._by_char: dict[str, list[Instruction]] = {}

    def run(
        self, runner: Runner, at: int, registers: Registers, stack: list[State]
    ) -> State | None:
        char = runner.text[at : at + 1]
        if (ways := self._by_char.get(char)) is None:
            ways = self._by_char[char] = [
                way
                for first, way in reversed(self.ways)
                if first is None or any(char in accepted for accepted in first)
            ]
        runner.count(len(ways))
        stack.extend((way, at, registers) for way in ways)
        return stack.pop() if ways else None

    def edges(self) -> list[Edge]:
        return [(None, way) for _, way in self.ways]


class Loop(Instruction):
    """A part any number of times; ends where the part has read nothing."""

    def __init__(self, register: int, follow: Instruction, *, lazy: bool) -> None:
        super().__init__(follow)
        self.register, self.lazy = register, lazy
        self.body: Instruction = self

    def run(
        self, runner: Runner, at: int, registers: Registers, stack: list[State]
    ) -> State | None:
        onward: State = (self.follow, at, registers)
        if registers[self.register] == at:
            return onward
        again: State = (self.body, at, _put(registers, self.register, at))
        stack.append(again if self.lazy else onward)
        return onward if self.lazy else again

    def edges(self) -> list[Edge]:
        return [(None, self.body), (None, self.follow)]


class Note(Instruction):
    """A register set to this place, or to a value."""

    def __init__(self, register: int, follow: Instruction, value: int | None = None) -> None:
        super().__init__(follow)
        self.register, self.value = register, value

    def run(
        self, runner: Runner, at: int, registers: Registers, stack: list[State]
    ) -> State | None:
        value = at if self.value is None else self.value
        return self.follow, at, _put(registers, self.register, value)


class Atomic(Instruction):
    """A part that is matched once, and not tried again otherwise."""

    def __init__(self, body: Instruction, follow: Instruction) -> None:
        super().__init__(follow)
        self.body = body

    def run(
        self, runner: Runner, at: int, registers: Registers, stack: list[State]
    ) -> State | None:
        found = runner.run(self.body, at, registers)
        return found and (self.follow, found[1], found[2])

    def edges(self) -> list[Edge]:
        return [(None, self.body)]


class Look(Instruction):
    """Whether a part matches ahead of a place, or ends there if it has a ``width``."""

    def __init__(
        self, body: Instruction, follow: Instruction, *, wanted: bool, width: int | None
    ) -> None:
        super().__init__(follow)
        self.body, self.wanted, self.width = body, wanted, width

    def run(
        self, runner: Runner, at: int, registers: Registers, stack: list[State]
    ) -> State | None:
        start = at - (self.width or 0)
        found = runner.run(self.body, start, registers) if start >= 0 else None
        if (found is not None) is not self.wanted:
            return None
        return self.follow, at, found[2] if found else registers

    def edges(self) -> list[Edge]:
        ahead: list[Edge] = [(None, self.body)] if self.width is None else []
        return [*ahead, (None, self.follow)]


class At(Instruction):
    """A place such as the beginning or the edge of a word."""

    def __init__(self, place: re.Pattern[str], follow: Instruction) -> None:
        super().__init__(follow)
        self.place = place

    def run(
        self, runner: Runner, at: int, registers: Registers, stack: list[State]
    ) -> State | None:
        return (self.follow, at, registers) if self.place.match(runner.text, at) else None


class Same(Instruction):
    """What a group has matched, once more; nothing where it has matched nothing yet."""

    def __init__(self, register: int, follow: Instruction, *, any_case: bool) -> None:
        super().__init__(follow)
        self.register, self.any_case = register, any_case

    def run(
        self, runner: Runner, at: int, registers: Registers, stack: list[State]
    ) -> State | None:
        begin, end = registers[self.register : self.register + 2]
        if min(begin, end) < 0:
            return None
        before, here = runner.text[begin:end], runner.text[at : at + end - begin]
        runner.count(len(here))
        same = before.lower() == here.lower() if self.any_case else before == here
        return (self.follow, at + end - begin, registers) if same else None


class IfGroup(Instruction):
    """One way where a group has matched, another where not."""

    def __init__(self, register: int, way: Instruction, other: Instruction) -> None:
        super().__init__(None)
        self.register, self.way, self.other = register, way, other

    def run(
        self, runner: Runner, at: int, registers: Registers, stack: list[State]
    ) -> State | None:
        matched = registers[self.register + 1] >= 0
        return (self.way if matched else self.other), at, registers

    def edges(self) -> list[Edge]:
        return [(None, self.way), (None, self.other)]


def _put(registers: Registers, place: int, value: int) -> Registers:
    return (*registers[:place], value, *registers[place + 1 :])
