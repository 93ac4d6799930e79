"""Whether the steps of a pattern grow with the square of a text, or worse."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from tests.support.patterns.attacks import STOCK, Attack, AttackFinder
from tests.support.patterns.machine import Use, count_steps
from tests.support.patterns.program import Program

# A text is grown to once, twice and three times these lengths. What is suspect at one of them is
# looked at on the next: a part that may repeat 300 times looks endless until the text is longer.
LENGTHS_CHARS = (32, 160, 640)
# More steps for each character are refused however they grow.
MAX_STEPS_PER_CHAR = 1_000


def find_growth(
    pattern: str | bytes,
    flags: int,
    uses: frozenset[Use],
    lengths: tuple[int, ...] = LENGTHS_CHARS,
) -> Attack | None:
    """A text on which a pattern takes more than linear time; None where none was found."""
    for use in sorted(uses, key=lambda use: use.value):
        program = Program(pattern, flags, whole=use is Use.FULLMATCH)
        for attack in find_attacks(program, use):
            if grows(program, attack, use, lengths):
                return attack
    return None


def find_attacks(program: Program, use: Use) -> Iterator[Attack]:
    """Texts made from the pattern, and some that most patterns read."""
    made = AttackFinder(program).find_attacks(from_each_place=use is Use.SEARCH)
    stock = (Attack("", piece, "") for piece in STOCK)
    return itertools.chain(made, stock)


def grows(program: Program, attack: Attack, use: Use, lengths: tuple[int, ...]) -> bool:
    """Whether steps grow with more than the length.

    Of linear growth the second difference is zero but for the ends of the text; of a scan of the
    rest at each repetition it is about their number times the length.
    """
    for chars in lengths:
        times = -(-chars // len(attack.repeated))
        steps = []
        for size in (times, 2 * times, 3 * times):
            text = attack.write(size)
            limit = MAX_STEPS_PER_CHAR * len(text)
            steps.append(count_steps(program, text, use, limit))
            if steps[-1] > limit:
                return True
        once, twice, thrice = steps
        if thrice - 2 * twice + once <= chars * times / 8:
            return False
    return True
