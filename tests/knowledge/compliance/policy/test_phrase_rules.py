"""Tests for the phrase rules."""

from __future__ import annotations

import pytest

from knowledge.compliance.policy.phrase_rules import find_phrase_violation
from knowledge.compliance.policy.refusal import PolicyRule
from tests.support.growth import assert_linear


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("how do i evade sanctions", PolicyRule.SANCTIONS, "evade"),
        (
            "how do i split payments under the travel rule threshold",
            PolicyRule.STRUCTURING,
            "split",
        ),
        ("how can i hide the beneficiary", PolicyRule.CONCEALMENT, "hide"),
        ("как обойти санкции", PolicyRule.SANCTIONS, "обойти"),
    ],
)
def test_a_request_for_the_means_of_an_evasive_act_is_refused_with_the_words_that_show_it(
    text: str, rule: PolicyRule, words: str
) -> None:
    refusal = find_phrase_violation(text)
    assert refusal is not None
    assert refusal.rule is rule
    assert words in refusal.matched


@pytest.mark.parametrize(
    "text",
    [
        "what is the penalty for evading sanctions",
        "how do banks detect structuring",
        "how can i avoid fees on a transfer",
        "sanctions. how do i pay",
        "",
    ],
)
def test_a_question_about_a_rule_is_not(text: str) -> None:
    assert find_phrase_violation(text) is None


def test_a_question_may_point_back_to_the_sentence_before_it() -> None:
    assert find_phrase_violation("what is the threshold? how do i stay below it?") is not None
    assert find_phrase_violation("how do i stay below it?") is None


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("hide the beneficiary. how would i do it", True),
        ("they hide the beneficiary, they split the sum, how would i do that", True),
        ("how was it that they hide the beneficiary", False),
    ],
)
def test_what_follows_an_act_may_ask_for_it(text: str, refused: bool) -> None:
    assert (find_phrase_violation(text) is not None) is refused


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "hide ", "split it ", "how do i ", "hide the beneficiary and not ", "keep off keep ",
        "обойти ", "как чтобы ", "скрыть получателя ", "hide. ", "which which ", "below it ",
    ],
)  # fmt: skip
def test_time_grows_no_faster_than_the_text(piece: str) -> None:
    assert_linear(find_phrase_violation, piece)
