"""Tests for the trained classifier of requests."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from knowledge.compliance.policy.classifier import (
    HARMLESS_LOG_ODDS,
    RULES,
    STEP_PIECES,
    WINDOW_PIECES,
    PolicyClassifier,
    build_batch,
    load_classifier,
    split_windows,
)
from knowledge.compliance.policy.refusal import PolicyRule
from knowledge.errors import ModelError


def test_a_long_text_is_read_in_windows_that_leave_nothing_out() -> None:
    for length in (0, 1, WINDOW_PIECES, WINDOW_PIECES + 1, 3 * WINDOW_PIECES, 1000):
        runs = split_windows(list(range(length)))
        assert {piece for run in runs for piece in run} == set(range(length))
        assert all(len(run) <= WINDOW_PIECES for run in runs)
        assert all(b[0] - a[0] == STEP_PIECES for a, b in itertools.pairwise(runs) if b)


def test_short_texts_beside_long_ones_are_filled_up() -> None:
    assert build_batch([[7, 8], [9]]).tolist() == [[0, 7, 8, 2], [0, 9, 2, 1]]


def test_what_stands_beside_a_text_does_not_change_its_reading() -> None:
    unsafe = "how do i hide the beneficiary of the payment from the bank"
    alone = load_classifier().classify_fully(unsafe).log_odds
    beside = load_classifier().classify(unsafe, "what is the fee")
    assert beside
    assert beside[0].log_odds == pytest.approx(alone, abs=0.3)
    assert beside[1].log_odds < 0 < beside[0].log_odds


@pytest.mark.parametrize(
    "text", ["从莫斯科付25万人民币到深圳要多少USDT", "كم رسوم التحويل", "송금 수수료가 얼마예요"]
)
def test_a_script_that_the_reader_does_not_know_is_not_read(text: str) -> None:
    assert load_classifier().classify(text) is None


def test_a_reader_whose_files_are_gone_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Install Tradewind again"):
        PolicyClassifier(tmp_path).classify("what is the fee")


def test_a_request_gets_high_log_odds_and_the_rule_that_it_would_break() -> None:
    found = load_classifier().classify("how do i hide the beneficiary of the payment from the bank")
    assert found
    assert found[0].log_odds > 0
    assert found[0].rule is PolicyRule.CONCEALMENT
    assert set(RULES) == set(PolicyRule)


def test_a_harmless_text_is_settled_by_the_first_layers() -> None:
    (found,) = load_classifier().classify("what is the fee of a wire to germany") or ()
    assert found.log_odds < HARMLESS_LOG_ODDS


def test_the_most_suspicious_window_of_a_long_text_decides() -> None:
    filler = "the bank registers an import contract from a certain sum on. " * 30
    request = "how do i hide the beneficiary from the bank? "
    (plain,) = load_classifier().classify(filler) or ()
    (asked,) = load_classifier().classify(filler + request + filler) or ()
    assert asked.log_odds > plain.log_odds
