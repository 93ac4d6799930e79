"""How many steps a pattern takes on a text: counted, so that no clock and no machine matters."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from tests.support.patterns.instructions import End, Instruction, Registers, State
from tests.support.patterns.program import Program


class Use(Enum):
    """How a pattern is applied: at the beginning of a text, or from each of its places."""

    MATCH = "match"
    FULLMATCH = "fullmatch"
    SEARCH = "search"


class TooManySteps(Exception):
    """A match took more steps than it may."""


class Machine:
    """Runs the instructions of a pattern on a text."""

    def __init__(self, program: Program, text: str, limit: int) -> None:
        self.program, self.text, self.limit, self.steps = program, text, limit, 0

    def count(self, steps: int) -> None:
        """Count steps; TooManySteps beyond the limit."""
        self.steps += steps
        if self.steps > self.limit:
            raise TooManySteps

    def run(self, start: Instruction, at: int, registers: Registers) -> State | None:
        """Where the part of a pattern ends that begins here; None if it fails."""
        stack: list[State] = []
        state: State | None = (start, at, registers)
        while state:
            instruction, at, registers = state
            if isinstance(instruction, End):
                return state
            self.count(1)
            state = instruction.run(self, at, registers, stack) or (stack.pop() if stack else None)
        return None

    def find_all(self) -> Iterator[tuple[int, int]]:
        """The spans of all matches, one after the other; of empty ones not that at the last end."""
        at, last, first = 0, -1, self.program.first
        while at <= len(self.text):
            char = self.text[at : at + 1]
            self.count(1)
            found = None
            if first is None or any(char in accepted for accepted in first):
                found = self.run(self.program.start, at, self.program.registers)
            if found and found[1] > max(at, last):
                yield at, found[1]
                at = last = found[1]
            else:
                at += 1


def count_steps(program: Program, text: str, use: Use, limit: int) -> int:
    """The steps of a match, or of finding all matches; one more than the limit where it ends."""
    machine = Machine(program, text, limit)
    try:
        if use is Use.SEARCH:
            for _ in machine.find_all():
                pass
        else:
            machine.run(program.start, 0, program.registers)
    except TooManySteps:
        return limit + 1
    return machine.steps
