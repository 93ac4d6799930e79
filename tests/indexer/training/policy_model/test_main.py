"""The examples, and the commands that train."""

from __future__ import annotations

import pytest

from indexer.training.policy_model import base
from indexer.training.policy_model.__main__ import encode_examples, main, read_examples
from knowledge.compliance.policy.classifier import RULES
from knowledge.compliance.policy.decide import find_violation
from tests.support.policy_training import PIECES

pytestmark = pytest.mark.slow


def test_the_rule_of_a_refusal_is_nearly_always_the_one_that_the_examples_name() -> None:
    named = [row for row in read_examples() if "rule" in row]
    found = [(find_violation(str(row["text"])), row["rule"]) for row in named]
    right = sum(refusal is not None and refusal.rule == rule for refusal, rule in found)
    assert len(named) > 100
    assert right / len(named) >= 0.85


def test_examples_know_their_rule_and_language() -> None:
    cutter = base.build_tokenizer(PIECES)
    encoded = encode_examples(cutter)
    assert len(encoded) == len(list(read_examples()))
    assert {example.rule for example in encoded} == {-1, *range(len(RULES))}
    assert any(example.russian for example in encoded)
    assert {example.unsafe for example in encoded} == {0.0, 1.0}


def test_a_command_without_its_files_is_a_mistake_of_usage() -> None:
    with pytest.raises(SystemExit) as left:
        main(["export", "base.npz"])
    assert left.value.code == 2
