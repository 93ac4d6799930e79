"""Texts that a pattern may need many steps for, made from the pattern itself.

A matcher that backtracks takes more than linear time where one text can be read in two ways: by a
part that repeats, and by the way from it to a later part that repeats, which reads the text as
well. A search that starts at each place repeats, too. Such texts are looked for in the graph of
the pattern's instructions, without regard to what else the pattern asks for: counting the steps
shows whether they do cost much.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.support.patterns.characters import CharacterSet
from tests.support.patterns.instructions import Instruction, Loop, ReadMany
from tests.support.patterns.program import Program

# What most patterns of messages and documents read somehow.
STOCK = (
    " ", "\n", ".", ",", "1", "a", "я", "[", "-", "_", "'", '"', "<", "/", "几", "\u0301", "a ",
    "1 ", "1,", "a.", "А ", "x 1 ", "a-", "<a ", "1.1", "@a", "\n ", "$1",
)  # fmt: skip
_SAMPLES = " \n\t\u00a0aZяЯ1٣几かé_-.,;:!?'\"«»()[]{}<>/\\|#*+=@$€%&^~`…。\u0301\u200b\x00"
_SEPARATORS = (" ", "\n", ".", "-", "a", "1")
# Bounds of the search in a graph; large word lists have thousands of instructions.
MAX_VISITED = 3_000
MAX_WORDS = 3


Move = tuple[CharacterSet, Instruction]


class Attack(NamedTuple):
    """A text of any length: what is before, what is repeated, what is behind."""

    before: str
    repeated: str
    behind: str

    def write(self, times: int) -> str:
        """The text with its part repeated."""
        return self.before + self.repeated * times + self.behind


class AttackFinder:
    """Finds the texts for one pattern."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.alphabet = _choose_alphabet(program.sets)
        self._endings = ["", *self.alphabet[:2]]
        self._moves: dict[Instruction, list[Move]] = {}
        self._reached: dict[Instruction, dict[Instruction, None]] = {}
        self._bodies: dict[Loop, frozenset[Instruction]] = {}
        self._accepted: dict[CharacterSet | None, frozenset[str]] = {}
        self._loops = self._distinct_loops()

    def find_attacks(self, *, from_each_place: bool) -> Iterator[Attack]:
        """Texts that may cost much; ``from_each_place`` for searches, which start anew there."""
        pairs = dict.fromkeys(self._find_repeated(from_each_place=from_each_place))
        for before, repeated in pairs:
            yield from (Attack(before, repeated, behind) for behind in self._endings)

    def find_words(self) -> list[str]:
        """Words that lead through the pattern to the parts that repeat."""
        return [next(self._find_ways(self._program.start, loop), "") for loop in self._loops[:9]]

    def _find_repeated(self, *, from_each_place: bool) -> Iterator[tuple[str, str]]:
        """What comes before, and what is then repeated."""
        start, loops = self._program.start, self._loops
        for loop in loops if from_each_place else ():
            for word in self._find_words(None, start, loop):
                yield "", word
                # A pattern may ask for something else before it, such as the beginning of a word.
                yield from (("", word + mark) for mark in _SEPARATORS if self._reads(loop, mark))
        for loop in loops:
            before = next(self._find_ways(start, loop), "")
            words = itertools.islice(self._find_ways(loop, loop), MAX_WORDS)
            yield from ((before, word) for word in words)
            for later in self._find_later(loop):
                yield from ((before, word) for word in self._find_words(loop, loop, later))

    def _distinct_loops(self) -> list[Loop | ReadMany]:
        """The parts that repeat, but one of those after which the same can follow."""
        found: dict[object, Loop | ReadMany] = {}
        for loop in self._program.loops:
            near = [(accepted, self._next_sets(follow)) for accepted, follow in self._move(loop)]
            found.setdefault((type(loop), frozenset(near)), loop)
        return list(found.values())

    def _find_later(self, loop: Loop | ReadMany) -> list[Loop | ReadMany]:
        """The other loops that a way leads to from this one."""
        seen, waiting = {loop: None}, [loop]
        while waiting and len(seen) < MAX_VISITED:
            for _, follow in waiting.pop().edges():
                if follow not in seen:
                    seen[follow] = None
                    waiting.append(follow)
        return [each for each in self._program.loops if each in seen and each is not loop]

    def _reads(self, loop: Loop | ReadMany, char: str) -> bool:
        return not isinstance(loop, ReadMany) or char in loop.accepted

    def _next_sets(self, start: Instruction) -> frozenset[CharacterSet]:
        return frozenset(accepted for accepted, _ in self._move(start))

    def _find_ways(self, start: Instruction, goal: Instruction) -> Iterator[str]:
        """Words that lead from one instruction to another, the shortest first."""
        seen, waiting = {start}, deque([(start, "")])
        if start is not goal and goal in self._reach(start):
            yield ""
        while waiting:
            here, word = waiting.popleft()
            for accepted, follow in self._move(here):
                if not (chars := self._chars(accepted)):
                    continue
                char = min(chars)
                if goal in self._reach(follow):
                    yield word + char
                if follow not in seen and len(seen) < MAX_VISITED:
                    seen.add(follow)
                    waiting.append((follow, word + char))

    def _find_words(
        self, again: Loop | ReadMany | None, start: Instruction, later: Loop | ReadMany
    ) -> Iterator[str]:
        """Words that lead from a start to a later loop, and that this loop reads as well.

        The loop ``again``, if there is one, reads them, too.
        """
        first = (again, start, later)
        seen, waiting, found = {first}, deque([(first, "")]), 0
        while waiting and found < MAX_WORDS:
            (own, here, inner), word = waiting.popleft()
            for following, char in self._move_together(own, here, inner, again, later):
                own_next, here_next, inner_next = following
                if (
                    (own_next is None or again in self._reach(own_next))
                    and later in self._reach(here_next)
                    and later in self._reach(inner_next)
                ):
                    found += 1
                    yield word + char
                if following not in seen and len(seen) < MAX_VISITED:
                    seen.add(following)
                    waiting.append((following, word + char))

    def _move_together(
        self, own: Instruction | None, here: Instruction, inner: Instruction,
        again: Loop | ReadMany | None, later: Loop | ReadMany,
    ) -> Iterator[tuple[tuple[Instruction | None, Instruction, Instruction], str]]:  # fmt: skip
        """The next instructions of three ways that read the same character."""
        for accepted_inner, inner_next in self._move_inside(inner, later):
            for accepted_own, own_next in self._move_inside(own, again):
                both = self._chars(accepted_inner) & self._chars(accepted_own)
                for accepted, here_next in self._move(here) if both else ():
                    if chars := both & self._chars(accepted):
                        yield (own_next, here_next, inner_next), min(chars)

    def _chars(self, accepted: CharacterSet | None) -> frozenset[str]:
        """Those of the alphabet that a set accepts."""
        if accepted not in self._accepted:
            chars = (char for char in self.alphabet if accepted is None or char in accepted)
            self._accepted[accepted] = frozenset(chars)
        return self._accepted[accepted]

    def _move_inside(
        self, here: Instruction | None, loop: Loop | ReadMany | None
    ) -> Iterable[tuple[CharacterSet | None, Instruction | None]]:
        """The moves that do not leave a loop for good; one that reads anything if there is none."""
        if here is None or loop is None:
            return [(None, None)]
        return [(read, follow) for read, follow in self._move(here) if self._returns(follow, loop)]

    def _returns(self, here: Instruction, loop: Loop | ReadMany) -> bool:
        return here is loop if isinstance(loop, ReadMany) else here in self._inside(loop)

    def _inside(self, loop: Loop) -> frozenset[Instruction]:
        """The instructions of a loop's body."""
        if loop not in self._bodies:
            seen, waiting = {loop, loop.body}, [loop.body]
            while waiting:
                for _, follow in waiting.pop().edges():
                    if follow not in seen:
                        seen.add(follow)
                        waiting.append(follow)
            self._bodies[loop] = frozenset(seen)
        return self._bodies[loop]

    def _move(self, start: Instruction) -> list[Move]:
        """The characters that can be read next, and where that leads."""
        if start not in self._moves:
            self._moves[start] = [
                (accepted, follow)
                for here in self._reach(start)
                for accepted, follow in here.edges()
                if accepted
            ]
        return self._moves[start]

    def _reach(self, start: Instruction) -> dict[Instruction, None]:
        """All that can be gone to without reading, in order."""
        if start not in self._reached:
            seen: dict[Instruction, None] = {start: None}
            waiting = [start]
            while waiting:
                for accepted, follow in waiting.pop().edges():
                    if not accepted and follow not in seen:
                        seen[follow] = None
                        waiting.append(follow)
            self._reached[start] = seen
        return self._reached[start]


def _choose_alphabet(sets: list[CharacterSet]) -> list[str]:
    """A character of each kind that a pattern tells apart; those that it reads least first."""
    named = (char for accepted in sets for char in accepted.named)
    kinds: dict[tuple[bool, ...], str] = {}
    for char in itertools.chain(_SAMPLES, named):
        kinds.setdefault(tuple(char in accepted for accepted in sets), char)
    return sorted(kinds.values(), key=lambda char: sum(char in accepted for accepted in sets))
