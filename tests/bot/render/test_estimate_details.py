"""What an estimate rests on and what may change it."""

from __future__ import annotations

from decimal import Decimal

from bot.render import estimate_details as details
from knowledge.settlement.models import Caution, RailEstimate
from knowledge.settlement.quote_validity import Status
from tests.support.sample_estimates import sample_estimate

ESTIMATE = sample_estimate()


def best() -> RailEstimate:
    rail = ESTIMATE.rail(ESTIMATE.cheapest or "")
    assert rail is not None
    return rail


def test_costs_are_listed_without_those_that_are_zero() -> None:
    rail = best()
    lines = details.render_waterfall(ESTIMATE, rail, "en").split("\n")
    assert len(lines) == 1 + sum(bool(step.amount) for step in rail.waterfall)
    assert lines[0].startswith("Costs of USDT on TON (")
    assert len({len(line) for line in lines[1:]}) == 1


def test_the_price_risk_names_time_and_loss() -> None:
    rail = best()
    assert rail.exposure is not None
    risk = details.render_risk(ESTIMATE, rail, "en")
    assert f"{rail.exposure.loss_1_in_20} EUR" in risk
    assert details.render_risk(ESTIMATE, rail.model_copy(update={"exposure": None}), "en") == ""


def test_a_caution_is_said_once() -> None:
    caution = Caution(key="clock")
    assert details.render_cautions([caution, caution], "en").count("clock") == 1


def test_the_official_rate_has_source_and_day() -> None:
    text = details.render_reference_rate(ESTIMATE, "en")
    assert text.startswith("Official rate: 0.234445 EUR for 1 AED")
    assert "20 November 2026" in text


def test_without_an_official_rate_that_is_said_and_within_one_currency_nothing_is() -> None:
    without = ESTIMATE.model_copy(update={"reference": None})
    assert "no official rate" in details.render_reference_rate(without, "en")
    assert ESTIMATE.reference is not None
    one = ESTIMATE.reference.model_copy(update={"payee": "EUR", "payer": "EUR"})
    same = ESTIMATE.model_copy(update={"reference": one})
    assert details.render_reference_rate(same, "en") == ""


def test_a_break_even_is_a_sum_or_a_range_without_one() -> None:
    assert "no break-even in that range" in details.render_breakeven(ESTIMATE, "en")
    assert ESTIMATE.breakeven is not None
    at = ESTIMATE.breakeven.model_copy(update={"amount": Decimal(5000)})
    crossing = ESTIMATE.model_copy(update={"breakeven": at})
    assert "is cheaper below 5,000.00 AED" in details.render_breakeven(crossing, "en")
    assert details.render_breakeven(ESTIMATE.model_copy(update={"breakeven": None}), "en") == ""


def test_rails_without_figures_stand_together_by_reason() -> None:
    text = details.render_unavailable(ESTIMATE, "en")
    assert text.startswith("Not calculated:\n")
    assert "too large for Lightning" in text
    usable = tuple(rail for rail in ESTIMATE.rails if not rail.why_not)
    assert details.render_unavailable(ESTIMATE.model_copy(update={"rails": usable}), "en") == ""


def test_sources_have_their_moments_and_without_any_the_user_is_asked() -> None:
    text = details.render_sources(ESTIMATE, "en")
    assert text.startswith("Figures from:\n  SAMPLE DATA: ")
    assert "2026-11-20 11:59 UTC" in text
    none = ESTIMATE.model_copy(update={"inputs": ()})
    assert details.render_sources(none, "en").startswith("Tell me your own rates")


def test_an_estimate_without_a_quote_number_says_why() -> None:
    assert details.render_validity(ESTIMATE, "en").startswith("Valid until 2026-11-20 12:15 UTC.")
    stale = ESTIMATE.model_copy(update={"quote_id": None, "status": Status.REFRESH})
    assert "figures are stale" in details.render_validity(stale, "en")
    barred = ESTIMATE.model_copy(update={"quote_id": None, "cheapest": None})
    assert "no allowed rail is left" in details.render_validity(barred, "en")
    assert details.render_validity(barred, "en").endswith("An estimate, not an offer.")
