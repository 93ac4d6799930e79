"""The assumptions of an estimate, in words."""

from __future__ import annotations

import re

from bot.messages import catalogue
from bot.render.assumptions import render_assumptions
from knowledge.settlement.reference_data import load_bundled_reference
from tests.support.sample_estimates import sample_estimate

ESTIMATE = sample_estimate()
# What a reader of Russian meets in Latin letters all the same: codes, names, rows to set.
NAMES = re.compile(r"\b(?:[A-Z]{3,4}|Kraken Pro|Coinbase Advanced|OKX|Binance|Bybit|Lightning)\b")


def test_each_names_its_weight_and_the_row_to_set() -> None:
    text = render_assumptions(ESTIMATE, "en")
    assert text.startswith("Assumptions (tell me your own figures):\n  Exchange fee: ")
    assert "[set taker.default …]" in text
    none = ESTIMATE.model_copy(update={"assumptions": ()})
    assert render_assumptions(none, "en") == ""


def test_in_russian_units_and_sources_are_russian_for_every_row() -> None:
    one = ESTIMATE.assumptions[0]
    shown = ("taker", "withdraw", "payout.pct", "wire", "lightning.share")
    rows = [
        row
        for row in load_bundled_reference().rows.values()
        if row.value is not None and row.key.startswith(shown)
    ]
    assert len(rows) > 20
    for row in rows:
        assumed = one.model_copy(
            update={"key": row.key, "value": str(row.value), "unit": row.unit, "source": row.source}
        )
        estimate = ESTIMATE.model_copy(update={"assumptions": (assumed,)})
        russian = re.sub(r"\[set [^]]*\]", "", render_assumptions(estimate, "ru"))
        assert not re.search("[A-Za-z]{2,}", NAMES.sub("", russian)), (row.key, russian)
        assert row.source in render_assumptions(estimate, "en")


def test_a_source_that_the_catalogue_does_not_know_is_shown_as_it_is() -> None:
    one = ESTIMATE.assumptions[0].model_copy(update={"source": "our bank's letter", "unit": "EUR"})
    estimate = ESTIMATE.model_copy(update={"assumptions": (one,)})
    assert "our bank's letter" in render_assumptions(estimate, "ru")
    own = one.model_copy(update={"source": catalogue("en")["assumed_own"]})
    assert "ваша цифра" in render_assumptions(
        ESTIMATE.model_copy(update={"assumptions": (own,)}), "ru"
    )
