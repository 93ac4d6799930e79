"""The closed set of reasons why a source gives nothing."""

from __future__ import annotations

import string

import pytest

from knowledge.errors import Fault, TradewindError
from knowledge.market.failures import (
    MAX_VALUE_CHARS,
    REASONS,
    build_failure,
    build_source_error,
    failure_sentence,
    to_failure,
)
from knowledge.market.models import Failure


@pytest.mark.parametrize("key", REASONS)
def test_every_reason_is_one_short_sentence_that_its_values_fill(key: str) -> None:
    text = REASONS[key].text
    names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    values = dict.fromkeys(names, "5")
    if "cause" in names:
        values |= {"cause": "timeout", "seconds": "5"}
    sentence = failure_sentence(key, values)
    assert 5 < len(sentence) < 90
    assert "{" not in sentence
    assert not sentence.endswith(".")


def test_an_error_bears_the_fault_and_the_sentence_of_its_key() -> None:
    error = build_source_error("Kraken", "server_error", retry_after=7, status=503)
    assert isinstance(error, TradewindError)
    assert (error.source, error.fault) == ("Kraken", Fault.UNAVAILABLE)
    assert (error.key, error.values) == ("server_error", {"status": "503"})
    assert error.retry_after == 7
    assert str(error) == "Kraken: is out of service (HTTP 503)"


def test_a_pause_holds_the_sentence_of_its_cause() -> None:
    error = build_source_error("OKX", "paused", cause="timeout", seconds="3")
    assert error.sentence == "is paused: it did not answer within 3 s"


def test_a_key_that_does_not_exist_fails() -> None:
    with pytest.raises(KeyError):
        build_source_error("Kraken", "no_such_key")


def test_a_long_value_is_cut() -> None:
    error = build_source_error("Kraken", "error_answer", error="x" * 1000)
    assert error.values["error"] == "x" * MAX_VALUE_CHARS


def test_an_error_becomes_a_failure_with_the_same_key_and_values() -> None:
    error = build_source_error("Kraken", "unknown_pair", pair="A/B")
    assert to_failure(error) == build_failure("Kraken", "unknown_pair", pair="A/B")
    assert to_failure(error) == Failure(
        source="Kraken", sentence="does not trade A/B", kind="unknown_pair", key="unknown_pair",
        values={"pair": "A/B"},
    )  # fmt: skip


def test_the_kind_of_a_failure_may_differ_from_its_fault() -> None:
    assert build_failure("A", "rejected_crossed", kind="rejected").kind == "rejected"


def test_what_a_terminal_would_obey_is_made_visible() -> None:
    error = build_source_error("X", "error_answer", error="\x1b]0;owned\x07\ud800\u202e ok")
    assert str(error) == r"X: answered with an error: \u001b]0;owned\u0007\ud800\u202e ok"
    assert str(error).isprintable()
