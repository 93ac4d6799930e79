"""A chart of an estimate: the cost of each rail by kind, and its time as a range.

Sized for a phone held upright, in light or dark. Every figure comes from the estimate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from bot.messages import message
from bot.render.estimate import render_sample_notice
from bot.render.number_format import (
    format_amount,
    format_duration,
    format_percent,
    format_time_range,
)
from bot.render.rails import rail_title, shown_rails
from knowledge.errors import UsageError
from knowledge.settlement.models import Estimate, RailEstimate

MAX_RAILS = 10
# Costs of one kind share a colour: five kinds are readable, eleven steps are not.
COST_KINDS = (
    ("rate", ("fx_basis", "fx_margin")),
    ("spread", ("on_half_spread", "off_half_spread", "on_slippage", "off_slippage")),
    ("exchange", ("on_taker", "off_taker", "deposit_fee_and_unspent")),
    ("payout", ("payout_fee", "banks_on_the_way", "sender_fee", "rounding")),
    ("network", ("withdraw_fee_and_dust", "own_network_fee")),
)
# The palette of Okabe and Ito, distinguishable with colour blindness.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9")
_ACCENT = "#D55E00"
_TICKS_S = (60, 600, 3600, 6 * 3600, 86400, 5 * 86400, 20 * 86400)
# Labels of ticks closer than this factor would overlap.
_MIN_TICK_RATIO = 4.5
_DPI = 150
# In inches.
_WIDTH, _MARGINS_HEIGHT, _ROW_HEIGHT = 7.2, 2.1, 0.80
_HEAD_HEIGHT, _FOOT_HEIGHT = 0.80, 1.15


@dataclass(frozen=True)
class _Theme:
    paper: str
    ink: str
    faint: str


_LIGHT = _Theme("#ffffff", "#1b1f24", "#c9ced6")
_DARK = _Theme("#14181d", "#e8ebef", "#3c444e")


def save_chart(estimate: Estimate, language: str, file: Path, *, dark: bool = False) -> None:
    """Write the chart to a PNG file; UsageError if it cannot be written."""
    figure = draw_chart(estimate, language, dark=dark)
    try:
        figure.savefig(file, dpi=_DPI, format="png", facecolor=figure.get_facecolor())
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror}).") from None


def chart_png(estimate: Estimate, language: str, *, dark: bool = False) -> bytes:
    """The chart as a PNG."""
    content = BytesIO()
    figure = draw_chart(estimate, language, dark=dark)
    figure.savefig(content, dpi=_DPI, format="png", facecolor=figure.get_facecolor())
    return content.getvalue()


def draw_chart(estimate: Estimate, language: str, *, dark: bool = False) -> Any:
    """The chart as a matplotlib figure; UsageError if no rail could be computed."""
    # Loading matplotlib takes longer than an answer without a chart.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    theme = _DARK if dark else _LIGHT
    rails = shown_rails(estimate, MAX_RAILS)
    if not rails:
        raise UsageError("There is no rail to draw.", fix="Give the missing rates first.")
    height = _MARGINS_HEIGHT + _ROW_HEIGHT * len(rails)
    figure = Figure(figsize=(_WIDTH, height), facecolor=theme.paper)
    FigureCanvasAgg(figure)
    cost_axes, time_axes = figure.subplots(
        1, 2, gridspec_kw={
            "left": 0.045, "right": 0.965, "bottom": _FOOT_HEIGHT / height,
            "top": 1 - _HEAD_HEIGHT / height, "wspace": 0.10, "width_ratios": (3, 2),
        },
    )  # fmt: skip
    for axes in (cost_axes, time_axes):
        _style_axes(axes, len(rails), theme)
    _draw_costs(cost_axes, estimate, rails, language, theme)
    _draw_times(time_axes, rails, language, theme)
    _draw_heading(figure, estimate, language, theme)
    return figure


def _style_axes(axes: Any, rows: int, theme: _Theme) -> None:
    axes.set_facecolor(theme.paper)
    axes.set_ylim(rows - 0.55, -0.62)
    axes.set_yticks([])
    axes.tick_params(colors=theme.ink, labelsize=8.5, length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(theme.faint)


def _draw_heading(figure: Any, estimate: Estimate, language: str, theme: _Theme) -> None:
    """The sum and the corridor, and under them the notice of sample data or of no offer."""
    request, height = estimate.request, figure.get_figheight()
    corridor = " → ".join(code for code in (request.from_country, request.to_country) if code)
    heading = f"{format_amount(request.amount, request.currency, language)}   {corridor}"
    top = 1 - 0.42 / height
    figure.text(0.045, top, heading, fontsize=14, weight="bold", color=theme.ink)
    notice = render_sample_notice(estimate, language) or message("est_not_offer", language)
    colour = _ACCENT if estimate.sample else theme.ink
    figure.text(0.045, top - 0.30 / height, notice, fontsize=8.5, color=colour)


def _draw_costs(
    axes: Any, estimate: Estimate, rails: Sequence[RailEstimate], language: str, theme: _Theme
) -> None:
    """Each rail's cost, stacked by kind in percent of the sum; savings to the left of zero."""
    shares_of = [_cost_shares(rail) for rail in rails]
    widest = max(float(rail.all_in_pct or 0) for rail in rails) or 1.0
    for row, (rail, shares) in enumerate(zip(rails, shares_of, strict=True)):
        right = left = 0.0
        for colour, share in zip(_COLOURS, shares, strict=True):
            start = right if share >= 0 else left + share
            axes.barh(row, abs(share), left=start, height=0.36, color=colour,
                      alpha=0.35 if rail.forbidden_by else 1.0)  # fmt: skip
            right, left = (right + share, left) if share >= 0 else (right, left + share)
        name = ("✕ " if rail.forbidden_by else "") + rail_title(rail, language)
        amount = format_amount(rail.all_in_cost or Decimal(0), estimate.request.payer, language)
        cost = f"{format_percent(rail.all_in_pct or Decimal(0), language)}   {amount}"
        axes.text(0, row - 0.29, name, fontsize=9.5, color=theme.ink, va="bottom",
                  weight="bold" if rail.rail == estimate.cheapest else "normal")  # fmt: skip
        axes.text(right + widest * 0.02, row, cost, fontsize=8.5, color=theme.ink, va="center")
    savings = [sum(share for share in shares if share < 0) for shares in shares_of]
    axes.set_xlim(min(0.0, *savings), widest * 1.75)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    _draw_legend(axes, language, theme)


def _draw_legend(axes: Any, language: str, theme: _Theme) -> None:
    handles = [axes.barh(0, 0, color=colour) for colour in _COLOURS]
    labels = [message(f"chart_{kind}", language) for kind, _ in COST_KINDS]
    axes.figure.legend(
        handles, labels, loc="lower left", bbox_to_anchor=(0.035, 0.005), ncol=3, frameon=False,
        fontsize=8.5, labelcolor=theme.ink, handlelength=0.9, columnspacing=1.6,
    )  # fmt: skip


def _cost_shares(rail: RailEstimate) -> list[float]:
    """The cost by kind, in percent of the sum."""
    cost = rail.all_in_cost or Decimal(0)
    percent_per_unit = (rail.all_in_pct or Decimal(0)) / cost if cost else Decimal(0)
    amounts = {step.name: step.amount for step in rail.waterfall}
    return [
        float(sum((amounts.get(name, Decimal(0)) for name in names), Decimal(0)) * percent_per_unit)
        for _, names in COST_KINDS
    ]


def _draw_times(axes: Any, rails: Sequence[RailEstimate], language: str, theme: _Theme) -> None:
    """Each rail's time: a line from the 10th to the 90th percentile, a dot at the median."""
    for row, rail in enumerate(rails):
        if rail.time is None:
            continue
        # The axis is logarithmic: nothing takes less than a second.
        low, median, high = (max(x, 1) for x in (rail.time.p10, rail.time.p50, rail.time.p90))
        colour = theme.faint if rail.forbidden_by else theme.ink
        axes.plot([low, high], [row, row], color=colour, lw=3.2, solid_capstyle="round")
        axes.plot([median], [row], "o", color=_ACCENT, ms=6.5, zorder=3)
        times = format_time_range(rail.time, language)
        axes.text(low, row - 0.29, times, fontsize=8.5, color=theme.ink, va="bottom")
    ends = [end for rail in rails if rail.time for end in (rail.time.p10, rail.time.p90)]
    axes.set_xscale("log")
    axes.set_xlim(max(min(ends), 1) * 0.8, max(ends) * 1.6)
    ticks = _choose_ticks(*axes.get_xlim())
    axes.set_xticks(ticks, [format_duration(tick, language) for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel(message("chart_time", language), fontsize=8.5, color=theme.ink)


def _choose_ticks(low: float, high: float) -> list[int]:
    """The ticks of an axis, in seconds, whose labels do not overlap."""
    ticks: list[int] = []
    for tick in _TICKS_S:
        if low <= tick <= high and (not ticks or tick >= _MIN_TICK_RATIO * ticks[-1]):
            ticks.append(tick)
    return ticks
