from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from knowledge.errors import InsufficientDepthError, RailUnavailableError
from knowledge.settlement.models import Caution, Estimate, RailEstimate
from tests.support.sample_estimates import sample_estimate


def test_a_caution_carries_the_key_and_the_values_of_an_error() -> None:
    caution = Caution.from_error(RailUnavailableError("no_market", asset="USDT", money="BRL"))
    assert caution == Caution(key="no_market", values={"asset": "USDT", "money": "BRL"})


def test_the_values_of_a_caution_are_text() -> None:
    error = InsufficientDepthError("exchange", "USDT", "EUR", Decimal("100.0"))
    assert Caution.from_error(error).values["largest"] == "100"


@pytest.mark.parametrize(
    ("available", "forbidden_by", "usable"),
    [(True, (), True), (False, (), False), (True, ("TR",), False), (False, ("TR",), False)],
)
def test_a_rail_is_usable_when_it_was_worked_out_and_no_country_bars_it(
    available: bool, forbidden_by: tuple[str, ...], usable: bool
) -> None:
    rail = RailEstimate(rail="usdt-tron", available=available, forbidden_by=forbidden_by)
    assert rail.usable is usable


def test_a_rail_is_found_by_its_name() -> None:
    estimate = sample_estimate()
    for rail in estimate.rails:
        assert estimate.rail(rail.rail) is rail
    assert estimate.rail("carrier-pigeon") is None


def test_an_estimate_written_as_json_is_read_as_the_same_estimate() -> None:
    estimate = sample_estimate()
    assert Estimate.model_validate_json(estimate.model_dump_json()) == estimate


def test_the_notes_of_a_yardstick_are_left_out_of_json_when_there_are_none() -> None:
    yardstick = sample_estimate().reference
    assert yardstick is not None
    assert yardstick.notes
    assert "notes" in yardstick.model_dump(mode="json")
    assert "notes" not in yardstick.model_copy(update={"notes": ()}).model_dump(mode="json")


def test_an_estimate_does_not_change() -> None:
    estimate = sample_estimate()
    with pytest.raises(ValidationError, match="frozen"):
        estimate.quote_id = "Q-1"
