"""A picture of an estimate: what each rail costs, in parts, and how long it takes, as ranges.

Sized for a phone held upright, in light or dark; every figure comes from the estimate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from bot.messages import message
from bot.render.estimate import rail_title, render_sample_notice
from bot.render.number_format import (
    format_amount,
    format_duration,
    format_percent,
    format_time_range,
)
from knowledge.errors import UsageError
from knowledge.settlement.models import Estimate, RailEstimate

MAX_RAILS = 10
# Costs of one kind share a colour, so that eleven steps read as five.
_GROUPS = (
    ("rate", ("fx_basis", "fx_margin")),
    ("spread", ("on_half_spread", "off_half_spread", "on_slippage", "off_slippage")),
    ("exchange", ("on_taker", "off_taker", "deposit_fee_and_unspent")),
    ("payout", ("payout_fee", "banks_on_the_way", "sender_fee", "rounding")),
    ("network", ("withdraw_fee_and_dust", "own_network_fee")),
)
# Okabe and Ito's palette, told apart by colour-blind readers too.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9")
_TICKS = (60, 600, 3600, 6 * 3600, 86400, 5 * 86400, 20 * 86400)
# Ticks closer than this factor would run into each other.
_APART = 4.5


@dataclass(frozen=True)
class _Look:
    paper: str
    ink: str
    faint: str


_LIGHT, _DARK = _Look("#ffffff", "#1b1f24", "#c9ced6"), _Look("#14181d", "#e8ebef", "#3c444e")


def save_chart(estimate: Estimate, language: str, file: Path, *, dark: bool = False) -> None:
    """Draw the estimate into a PNG file; UsageError when it cannot be written."""
    figure = draw_chart(estimate, language, dark=dark)
    try:
        figure.savefig(file, dpi=150, format="png", facecolor=figure.get_facecolor())
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror}).") from None


def chart_png(estimate: Estimate, language: str, *, dark: bool = False) -> bytes:
    """The picture of an estimate as a PNG."""
    out = BytesIO()
    figure = draw_chart(estimate, language, dark=dark)
    figure.savefig(out, dpi=150, format="png", facecolor=figure.get_facecolor())
    return out.getvalue()


def draw_chart(estimate: Estimate, language: str, *, dark: bool = False) -> Any:
    """The picture as a matplotlib figure."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    look = _DARK if dark else _LIGHT
    rails = _shown(estimate)
    if not rails:
        raise UsageError("There is no rail to draw.", fix="Give the missing rates first.")
    figure = Figure(figsize=(7.2, 2.1 + 0.80 * len(rails)), facecolor=look.paper)
    FigureCanvasAgg(figure)
    head = 0.80 / figure.get_figheight()
    costs, times = figure.subplots(
        1, 2, gridspec_kw={
            "left": 0.045, "right": 0.965, "bottom": 1.15 / figure.get_figheight(),
            "top": 1 - head, "wspace": 0.10, "width_ratios": (3, 2),
        },
    )  # fmt: skip
    for axes in (costs, times):
        axes.set_facecolor(look.paper)
        axes.set_ylim(len(rails) - 0.55, -0.62)
        axes.set_yticks([])
        axes.tick_params(colors=look.ink, labelsize=8.5, length=0)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set_color(look.faint)
    _costs(costs, estimate, rails, language, look)
    _times(times, rails, language, look)
    request = estimate.request
    ends = " → ".join(c for c in (request.from_country, request.to_country) if c)
    said = f"{format_amount(request.amount, request.currency, language)}   {ends}"
    y = 1 - 0.42 / figure.get_figheight()
    figure.text(0.045, y, said, fontsize=14, weight="bold", color=look.ink)
    below = render_sample_notice(estimate, language) or message("est_not_offer", language)
    colour = "#D55E00" if estimate.sample else look.ink
    step = 0.30 / figure.get_figheight()
    figure.text(0.045, y - step, below, fontsize=8.5, color=colour)
    return figure


def _shown(estimate: Estimate) -> list[RailEstimate]:
    """The rails that are drawn: the best, and always the first coin and the first wire."""
    worked = [rail for rail in estimate.rails if rail.available]
    shown = worked[:MAX_RAILS]
    for coin in (True, False):
        first = next((rail for rail in worked if bool(rail.asset) is coin), None)
        if first and first not in shown:
            shown = [*shown[: MAX_RAILS - 1], first]
    return shown


def _costs(
    axes: Any, estimate: Estimate, rails: Sequence[RailEstimate], language: str, look: _Look
) -> None:
    """Each rail's cost, stacked by kind as a share of the sum; savings to the left of nought."""
    widest = max(float(rail.all_in_pct or 0) for rail in rails) or 1.0
    for row, rail in enumerate(rails):
        shares = _shares(rail)
        right = left = 0.0
        for colour, share in zip(_COLOURS, shares, strict=True):
            start = right if share >= 0 else left + share
            axes.barh(row, abs(share), left=start, height=0.36, color=colour,
                      alpha=0.35 if rail.forbidden_by else 1.0)  # fmt: skip
            right, left = (right + share, left) if share >= 0 else (right, left + share)
        name = ("✕ " if rail.forbidden_by else "") + rail_title(rail, language)
        money = format_amount(rail.all_in_cost or Decimal(0), estimate.request.payer, language)
        cost = f"{format_percent(rail.all_in_pct or Decimal(0), language)}   {money}"
        axes.text(0, row - 0.29, name, fontsize=9.5, color=look.ink, va="bottom",
                  weight="bold" if rail.rail == estimate.cheapest else "normal")  # fmt: skip
        axes.text(right + widest * 0.02, row, cost, fontsize=8.5, color=look.ink, va="center")
    axes.set_xlim(min(0.0, *(sum(s for s in _shares(r) if s < 0) for r in rails)), widest * 1.75)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    handles = [axes.barh(0, 0, color=colour) for colour in _COLOURS]
    labels = [message(f"chart_{name}", language) for name, _ in _GROUPS]
    axes.figure.legend(
        handles, labels, loc="lower left", bbox_to_anchor=(0.035, 0.005), ncol=3, frameon=False,
        fontsize=8.5, labelcolor=look.ink, handlelength=0.9, columnspacing=1.6,
    )  # fmt: skip


def _shares(rail: RailEstimate) -> list[float]:
    """The cost in percent of the sum, by kind."""
    cost = rail.all_in_cost or Decimal(0)
    percent_each = (rail.all_in_pct or Decimal(0)) / cost if cost else Decimal(0)
    by_name = {step.name: step.amount for step in rail.waterfall}
    return [
        float(sum((by_name.get(name, Decimal(0)) for name in names), Decimal(0)) * percent_each)
        for _, names in _GROUPS
    ]


def _times(axes: Any, rails: Sequence[RailEstimate], language: str, look: _Look) -> None:
    """Each rail's time: a line from one in ten to nine in ten, a dot at the half."""
    for row, rail in enumerate(rails):
        if rail.time is None:
            continue
        low, middle, high = (max(x, 1) for x in (rail.time.p10, rail.time.p50, rail.time.p90))
        colour = look.faint if rail.forbidden_by else look.ink
        axes.plot([low, high], [row, row], color=colour, lw=3.2, solid_capstyle="round")
        axes.plot([middle], [row], "o", color="#D55E00", ms=6.5, zorder=3)
        said = format_time_range(rail.time, language)
        axes.text(low, row - 0.29, said, fontsize=8.5, color=look.ink, va="bottom")
    ends = [t for r in rails if r.time for t in (r.time.p10, r.time.p90)]
    axes.set_xscale("log")
    axes.set_xlim(max(min(ends), 1) * 0.8, max(ends) * 1.6)
    ticks: list[int] = []
    for tick in _TICKS:
        inside = axes.get_xlim()[0] <= tick <= axes.get_xlim()[1]
        if inside and (not ticks or tick >= _APART * ticks[-1]):
            ticks.append(tick)
    axes.set_xticks(ticks, [format_duration(t, language) for t in ticks])
    axes.minorticks_off()
    axes.set_xlabel(message("chart_time", language), fontsize=8.5, color=look.ink)
