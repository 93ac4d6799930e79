"""An estimate in words."""

from __future__ import annotations

import pytest

from bot.render.estimate import (
    render_estimate,
    render_request,
    render_sample_notice,
    render_verdict,
)
from tests.support.sample_estimates import sample_estimate


def test_the_request_is_repeated_as_it_was_understood() -> None:
    assert render_request(sample_estimate(), "en") == (
        "40,000.00 AED to the payee · Germany → United Arab Emirates"
    )
    spends = sample_estimate(side="payer_spends")
    assert render_request(spends, "ru").startswith("40\u202f000,00 EUR от плательщика")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_estimate_is_paragraphs_without_an_empty_one(language: str) -> None:
    blocks = render_estimate(sample_estimate(), language)
    assert all(blocks)
    assert len(blocks) >= 8


def test_the_best_rail_is_detailed_and_a_chosen_one_as_well() -> None:
    estimate = sample_estimate()
    plain = "\n".join(render_estimate(estimate, "en"))
    assert plain.count("Costs of ") == 1
    chosen = estimate.rail("wire-our")
    assert "Costs of Bank wire, OUR" in "\n".join(render_estimate(estimate, "en", chosen))


def test_the_bank_is_recommended_where_it_is_the_cheapest_allowed() -> None:
    verdict = render_verdict(sample_estimate(payee="TRY", to_country="TR"), "en")
    assert verdict.startswith("Cheapest allowed: Bank wire")
    assert "Use the bank" in verdict


def test_the_fastest_rail_is_named_where_it_is_another() -> None:
    assert "Fastest: " in render_verdict(sample_estimate(), "en")


def test_without_an_allowed_rail_the_verdict_says_so() -> None:
    none = sample_estimate().model_copy(update={"cheapest": None, "fastest": None})
    assert render_verdict(none, "en") == "No allowed rail could be calculated."


def test_sample_data_are_called_so_and_real_ones_are_not() -> None:
    estimate = sample_estimate()
    assert render_sample_notice(estimate, "en").startswith("SAMPLE DATA of 20 November 2026")
    assert render_sample_notice(estimate.model_copy(update={"sample": False}), "en") == ""
