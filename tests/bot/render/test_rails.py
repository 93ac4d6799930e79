"""Names of rails, and which are shown."""

from __future__ import annotations

import pytest

from bot.render.rails import rail_title, render_named_rail, shown_rails
from tests.support.sample_estimates import sample_estimate


@pytest.mark.parametrize(
    ("rail", "english", "russian"),
    [
        ("USDT-tron", "USDT on Tron", "USDT, сеть Tron"),
        ("wire-our", "Bank wire, OUR", "Банк, OUR"),
    ],
)
def test_a_rail_has_a_name_in_each_language(rail: str, english: str, russian: str) -> None:
    found = sample_estimate().rail(rail)
    if found is None:
        found = next(r for r in sample_estimate().rails if (r.asset, r.network) == ("USDT", "tron"))
    assert (rail_title(found, "en"), rail_title(found, "ru")) == (english, russian)


@pytest.mark.parametrize(
    ("assets", "networks", "named"),
    [
        (("USDT",), ("ton",), "USDT on TON"),
        (("USDT",), (), "USDT"),
        ((), ("bsc",), "BNB Chain"),
        (("USDT", "USDC"), ("tron",), "USDT, USDC, Tron"),
    ],
)
def test_what_a_request_names_is_written_as_a_rail_is(
    assets: tuple[str, ...], networks: tuple[str, ...], named: str
) -> None:
    assert render_named_rail(assets, networks, "en") == named


def test_only_what_could_be_calculated_is_shown_the_best_first() -> None:
    available = [rail for rail in sample_estimate().rails if rail.available]
    assert shown_rails(sample_estimate(), 50) == available


def test_a_coin_and_a_wire_are_always_among_those_shown() -> None:
    shown = shown_rails(sample_estimate(), 3)
    assert len(shown) == 3
    assert {bool(rail.asset) for rail in shown} == {True, False}
