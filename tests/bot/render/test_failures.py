"""Failures and notes on rates in the language of a chat."""

from __future__ import annotations

import re
import string

import pytest

from bot.messages import catalogue
from bot.messages.language import LANGUAGES
from bot.render.estimate import render_estimate
from bot.render.estimate_details import render_caution
from bot.render.failures import failure_text, localize_reason, rate_note_text
from knowledge.market.consensus import compute_consensus
from knowledge.market.failures import REASONS, build_failure
from knowledge.market.models import Failure, RateNote
from knowledge.market.official.notes import NOTE_TEXTS
from knowledge.market.snapshot import Snapshot
from knowledge.settlement.estimate import estimate
from knowledge.settlement.models import Caution, Estimate
from knowledge.settlement.reference_data import REFERENCE_FOLDER, load_bundled_reference
from knowledge.settlement.request import PaymentRequest

SAMPLE = Snapshot.load(REFERENCE_FOLDER / "sample_snapshot.json")
TWO_LATIN_WORDS = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def estimate_of(snapshot: Snapshot) -> Estimate:
    request = {"amount": "20000", "payer": "EUR", "payee": "AED", "from_country": "DE",
               "to_country": "AE"}  # fmt: skip
    return estimate(PaymentRequest.model_validate(request), snapshot, load_bundled_reference())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", REASONS)
def test_every_reason_has_a_message_that_its_values_fill(key: str, language: str) -> None:
    text = catalogue(language)[f"failure_{key}"]
    assert placeholders(text) <= placeholders(REASONS[key].text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_no_message_for_a_reason_that_does_not_exist(language: str) -> None:
    keys = {key.removeprefix("failure_") for key in catalogue(language) if "failure_" in key[:8]}
    assert keys == set(REASONS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", NOTE_TEXTS)
def test_every_note_has_a_message_that_its_values_fill(key: str, language: str) -> None:
    text = catalogue(language)[f"rate_note_{key}"]
    assert placeholders(text) == placeholders(NOTE_TEXTS[key])


def test_a_failure_is_explained_in_the_language_of_the_chat() -> None:
    failure = build_failure("Kraken", "timeout", seconds=5)
    assert failure_text(failure, "en") == "did not answer within 5 s"
    assert failure_text(failure, "ru") == "нет ответа за 5 с"


def test_a_pause_names_its_cause_in_the_same_language() -> None:
    failure = build_failure("OKX", "paused", cause="server_error", status=503)
    assert failure_text(failure, "en") == "is paused: it is out of service (HTTP 503)"
    assert failure_text(failure, "ru") == "запросы приостановлены: сервис не работает (HTTP 503)"


def test_an_outlier_is_written_with_the_decimal_mark_of_the_language() -> None:
    failure = build_failure("A", "outlier", price="1.25", percent="5.3")
    assert failure_text(failure, "ru") == "цена 1,25 отличается от остальных на 5,3 %"


def test_a_failure_of_an_old_snapshot_keeps_its_sentence() -> None:
    failure = Failure(source="X", sentence="did not answer within 5 s")
    assert failure_text(failure, "ru") == "did not answer within 5 s"


def test_a_caution_about_a_source_left_out_gives_the_reason_in_the_language() -> None:
    values = {"source": "A", "why": "its price is 90 s old", "why_key": "rejected_stale",
              "why_seconds": "90"}  # fmt: skip
    assert localize_reason(values, "ru") == {"source": "A", "why": "цена устарела: ей 90 с"}
    caution = Caution(key="left_out", values=values)
    assert render_caution(caution, "ru") == "Исключён источник A: цена устарела: ей 90 с."
    old = {"source": "A", "why": "its price is 90 s old"}
    assert localize_reason(old, "ru") == old


def test_notes_on_a_rate_are_translated_and_old_ones_kept() -> None:
    notes = [RateNote(key="through", values={"currencies": "USD"}), RateNote(key="peg")]
    assert rate_note_text(notes, "through USD; peg", "ru") == "через USD; фиксированный курс"
    assert rate_note_text((), "as it was", "ru") == "as it was"


def test_a_russian_estimate_with_dead_sources_holds_no_english_sentence() -> None:
    failures = tuple(
        build_failure(f"Source{i}", key, **dict.fromkeys(placeholders(reason.text), "1"))
        for i, (key, reason) in enumerate(REASONS.items())
        if key != "paused"
    )
    paused = build_failure("OKX", "paused", cause="timeout", seconds=5)
    snapshot = SAMPLE.model_copy(update={"failures": (*failures, paused)})
    blocks = render_estimate(estimate_of(snapshot), "ru")
    told = [block for block in blocks if not block.startswith("Предположения")]
    text = "\n".join(told).replace("SAMPLE DATA: ", "")
    for name in ("exchange A", "exchange B", "official rate", "BNB Chain"):
        text = text.replace(name, "")
    assert "OKX (запросы приостановлены: нет ответа за 5 с)" in text
    assert TWO_LATIN_WORDS.findall(text) == []


def test_a_russian_estimate_says_in_russian_why_a_price_was_left_out() -> None:
    price = SAMPLE.find_price("USDT")
    assert price is not None
    first, *others = price.used
    far = first.model_copy(update={"bid": first.bid * 2, "ask": first.ask * 2})
    changed = compute_consensus("USDT", "USD", [far, *others], SAMPLE.taken_at)
    assert [failure.key for failure in changed.rejected] == ["outlier"]
    prices = (changed, *(p for p in SAMPLE.prices if p.base != "USDT"))
    text = "\n".join(
        render_estimate(estimate_of(SAMPLE.model_copy(update={"prices": prices})), "ru")
    )
    assert "отличается от остальных на 100" in text
    assert "off the others" not in text
