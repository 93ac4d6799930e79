from __future__ import annotations

import dataclasses

import pytest

from knowledge.compliance.policy.refusal import PolicyRule, Refusal


def test_a_refusal_names_its_rule_as_audit_logs_and_messages_write_it() -> None:
    assert {rule.name: f"{rule}" for rule in PolicyRule} == {
        "SANCTIONS": "sanctions",
        "STRUCTURING": "structuring",
        "CONCEALMENT": "concealment",
        "UNREGULATED": "unregulated",
    }
    assert PolicyRule("structuring") is PolicyRule.STRUCTURING


def test_refusals_are_equal_by_rule_and_words_and_do_not_change() -> None:
    refusal = Refusal(PolicyRule.SANCTIONS, "without being seen")
    assert refusal == Refusal(PolicyRule("sanctions"), "without being seen")
    assert refusal != Refusal(PolicyRule.CONCEALMENT, "without being seen")
    with pytest.raises(dataclasses.FrozenInstanceError):
        refusal.rule = PolicyRule.CONCEALMENT  # type: ignore[misc]
