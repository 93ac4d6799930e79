"""The chart of an estimate."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.render import chart
from knowledge.errors import UsageError
from tests.support.sample_estimates import sample_estimate

KINDS = len(chart.COST_KINDS)


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def test_every_shown_rail_has_its_costs_by_kind_and_its_time() -> None:
    figure = chart.draw_chart(sample_estimate(), "en")
    costs, times = figure.axes
    rails = [rail for rail in sample_estimate().rails if rail.available][: chart.MAX_RAILS]
    # The legend adds one bar of no length for each kind.
    assert len(costs.patches) == KINDS * len(rails) + KINDS
    assert len(times.lines) == 2 * len(rails)
    assert times.get_xlabel() == "time: 1 in 10 — typical — 9 in 10"
    bars = [patch.get_width() for patch in costs.patches[:KINDS]]
    assert rails[0].all_in_pct is not None
    assert sum(bars) >= float(rails[0].all_in_pct)


def test_a_chart_grows_with_its_rails_and_keeps_its_width() -> None:
    many = sample_estimate()
    one = many.model_copy(update={"rails": many.rails[:1]})
    (width, low), (same_width, high) = (size_of(chart.chart_png(e, "ru")) for e in (one, many))
    assert width == same_width == 1080
    assert low < high


def test_a_dark_chart_differs_from_a_light_one() -> None:
    light, dark = (chart.draw_chart(sample_estimate(), "en", dark=d) for d in (False, True))
    assert light.get_facecolor() != dark.get_facecolor()


def test_a_chart_is_saved_or_the_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "chart.png"
    chart.save_chart(sample_estimate(), "en", file)
    assert size_of(file.read_bytes())[0] == 1080
    with pytest.raises(UsageError, match="cannot be written"):
        chart.save_chart(sample_estimate(), "en", tmp_path / "no" / "chart.png")


def test_without_a_rail_nothing_is_drawn() -> None:
    with pytest.raises(UsageError, match="no rail to draw"):
        chart.draw_chart(sample_estimate().model_copy(update={"rails": ()}), "en")
