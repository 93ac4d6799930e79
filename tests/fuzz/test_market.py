"""A few rounds of the fuzzers of market data; the long run is a command."""

from __future__ import annotations

from random import Random

import pytest

from tests.fuzz.market import QUOTES, run
from tests.fuzz.mutations import mutate, nudge


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "rounds"), [("answers", 3), ("snapshots", 20), ("quotes", 20)])
def test_damaged_figures_give_figures_or_our_own_error(kind: str, rounds: int) -> None:
    endings, findings = run(kind, rounds, seed=7)
    assert not findings, findings[0]
    assert endings.total() == rounds
    # Not everything is refused at the door.
    assert any("Error" not in ending for ending in endings)


@pytest.mark.parametrize("damage", [mutate, nudge])
def test_a_damage_depends_on_its_seed_alone(damage: object) -> None:
    assert callable(damage)
    once, again, other = (damage(Random(f"{seed}"), QUOTES) for seed in (1, 1, 2))
    assert once == again != other
