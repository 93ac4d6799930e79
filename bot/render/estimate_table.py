"""The table of an estimate: one rail a line."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.messages import message
from bot.render.number_format import format_amount, format_percent, format_time_range
from bot.render.rails import rail_title, shown_rails
from knowledge.places.jurisdictions import place_name
from knowledge.settlement.models import Estimate, RailEstimate

# The rails left out are dearer and slower; all are in the JSON.
MAX_RAILS = 8
_FORBIDDEN_MARK = "✕ "


def render_table(estimate: Estimate, language: str) -> str:
    """The rails with their sum, cost and time, and who forbids the marked ones."""
    shown = shown_rails(estimate, MAX_RAILS)
    if not shown:
        return message("est_none", language)
    payee_side = estimate.request.side == "payer_spends"
    currency = estimate.request.payee if payee_side else estimate.request.payer
    heads = [
        message("est_col_rail", language),
        message("est_col_gets" if payee_side else "est_col_pays", language, currency=currency),
        message("est_col_cost", language),
        message("est_col_time", language),
    ]
    rows = [_row(rail, currency, language, payee_side=payee_side) for rail in shown]
    lines = _align([heads, *rows])
    forbidding = dict.fromkeys(code for rail in shown for code in rail.forbidden_by)
    if forbidding:
        places = ", ".join(place_name(code, language) for code in forbidding)
        lines.append(_FORBIDDEN_MARK + message("est_barred", language, places=places))
    return "\n".join(lines)


def _row(rail: RailEstimate, currency: str, language: str, *, payee_side: bool) -> list[str]:
    total = (rail.payee_gets if payee_side else rail.payer_pays) or Decimal(0)
    mark = _FORBIDDEN_MARK if rail.forbidden_by else ""
    return [
        mark + rail_title(rail, language),
        format_amount(total, currency, language).rpartition(" ")[0],
        format_percent(rail.all_in_pct or Decimal(0), language),
        format_time_range(rail.time, language),
    ]


def _align(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows as lines of equal columns: the first and the last to the left, numbers right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    last = len(widths) - 1
    return [
        "  ".join(
            cell.rjust(width) if 0 < index < last else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
