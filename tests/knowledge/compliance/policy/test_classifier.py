"""Tests for the trained classifier of requests."""

from __future__ import annotations

import itertools
import threading
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from knowledge.compliance.policy import classifier
from knowledge.compliance.policy.classifier import (
    HARMLESS_LOG_ODDS,
    MAX_BATCH_WINDOWS,
    MAX_FULL_WINDOWS,
    MAX_TEXTS_AT_ONCE,
    RULES,
    STEP_PIECES,
    SURE_LOG_ODDS,
    WINDOW_PIECES,
    PolicyClassifier,
    build_batch,
    load_classifier,
    split_windows,
)
from knowledge.compliance.policy.refusal import PolicyRule, UnreadableTextError
from knowledge.errors import ModelError

POLICY_FOLDER = Path(classifier.__file__).parent
FILLER = "the bank registers an import contract from a certain sum on. "
REQUEST = "how do i hide the beneficiary from the bank? "
# What the first layers cannot clear, and all layers together are not sure of.
DOUBTFUL = "so that "


class CountedSession:
    """A session that keeps how many windows each of its batches had."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self.batches: list[int] = []

    def run(self, names: list[str], given: dict[str, Any]) -> Any:
        self.batches.append(len(given["ids"]))
        return self._session.run(names, given)


class CountingClassifier(PolicyClassifier):
    """The classifier of the package, counting the windows that run through its layers."""

    @cached_property
    def _first(self) -> Any:
        return CountedSession(super()._first)

    @cached_property
    def _rest(self) -> Any:
        return CountedSession(super()._rest)

    @property
    def first(self) -> list[int]:
        return self._first.batches  # type: ignore[no-any-return]

    @property
    def rest(self) -> list[int]:
        return self._rest.batches  # type: ignore[no-any-return]


@pytest.fixture
def counting() -> CountingClassifier:
    return CountingClassifier(POLICY_FOLDER)


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
    (plain,) = load_classifier().classify(FILLER * 30) or ()
    (asked,) = load_classifier().classify(FILLER * 30 + REQUEST + FILLER * 30) or ()
    assert asked.log_odds > plain.log_odds


def test_windows_run_in_small_batches_through_the_first_layers_and_few_through_the_rest(
    counting: CountingClassifier,
) -> None:
    with pytest.raises(UnreadableTextError):
        counting.classify(DOUBTFUL * 1000)
    assert sum(counting.first) > MAX_FULL_WINDOWS
    assert max(counting.first) <= MAX_BATCH_WINDOWS


def test_reading_ends_at_the_first_window_that_suffices_to_refuse(
    counting: CountingClassifier,
) -> None:
    (found,) = counting.classify(REQUEST * 60) or ()
    assert found.log_odds >= SURE_LOG_ODDS
    assert counting.rest == [MAX_BATCH_WINDOWS]


def test_a_text_with_more_doubtful_windows_than_may_be_read_is_not_judged_by_some_of_them(
    counting: CountingClassifier,
) -> None:
    with pytest.raises(UnreadableTextError):
        counting.classify(DOUBTFUL * 1000)
    assert max(counting.rest) <= MAX_BATCH_WINDOWS
    assert sum(counting.rest) <= MAX_FULL_WINDOWS


@pytest.mark.parametrize("dense", ["x 1 ", "1 2 3 ", "ъ ь ", "q;z;"])
def test_a_text_with_more_windows_than_words_would_have_is_not_run_at_all(
    dense: str, counting: CountingClassifier
) -> None:
    counting.classify("what is the fee")
    before = list(counting.first)
    with pytest.raises(UnreadableTextError):
        counting.classify((dense * 20_000)[:20_000])
    assert counting.first == before


def test_foreign_script_around_a_request_does_not_hide_it() -> None:
    foreign = "从莫斯科付 a 人民币 b 到深圳 c 要多少 d " * 12
    (found,) = load_classifier().classify(foreign + REQUEST * 8 + foreign) or ()
    assert found.log_odds >= SURE_LOG_ODDS


def test_only_so_many_texts_are_read_at_once_and_the_others_wait() -> None:
    slots = threading.BoundedSemaphore(MAX_TEXTS_AT_ONCE)
    found: list[object] = []
    reader = PolicyClassifier(POLICY_FOLDER, slots)
    for _ in range(MAX_TEXTS_AT_ONCE):
        slots.acquire()
    waiting = threading.Thread(target=lambda: found.append(reader.classify("what is the fee")))
    waiting.start()
    waiting.join(0.05)
    assert not found
    slots.release()
    waiting.join(20)
    assert len(found) == 1
