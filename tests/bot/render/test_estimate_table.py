"""The table of an estimate."""

from __future__ import annotations

import pytest

from bot.render.estimate_table import MAX_RAILS, render_table
from tests.support.sample_estimates import sample_estimate


@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_rail_is_a_line_of_aligned_columns(language: str) -> None:
    head, *rows = render_table(sample_estimate(), language).split("\n")
    assert len(rows) == MAX_RAILS
    column = head.index("AED" if "AED" in head else "EUR")
    assert all(len(row) > column for row in rows)


def test_the_heads_say_what_a_time_means() -> None:
    assert (
        render_table(sample_estimate(), "en")
        .split("\n")[0]
        .endswith("Typical / nine in ten within")
    )
    assert (
        render_table(sample_estimate(), "ru")
        .split("\n")[0]
        .endswith("Обычно / девять из десяти за")
    )


def test_the_sum_shown_is_the_one_that_is_not_fixed() -> None:
    assert "You pay, EUR" in render_table(sample_estimate(), "en")
    spends = sample_estimate(side="payer_spends")
    assert "Payee gets, AED" in render_table(spends, "en")


def test_a_forbidden_rail_is_marked_and_its_country_named() -> None:
    table = render_table(sample_estimate(payee="TRY", to_country="TR"), "en")
    assert "✕ USD" in table
    assert table.endswith("✕ not allowed as payment: Türkiye")


def test_without_a_rail_the_table_says_so() -> None:
    empty = sample_estimate().model_copy(update={"rails": ()})
    assert render_table(empty, "en") == "No allowed rail could be calculated."
