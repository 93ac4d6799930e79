"""An estimate in words: tables and sentences over the figures that it holds."""

from __future__ import annotations

from bot.messages import message
from bot.render.assumptions import render_assumptions
from bot.render.data_notices import render_sample_day
from bot.render.estimate_details import (
    render_breakeven,
    render_cautions,
    render_reference_rate,
    render_risk,
    render_sources,
    render_unavailable,
    render_validity,
    render_waterfall,
)
from bot.render.estimate_table import render_table
from bot.render.number_format import format_amount
from bot.render.rails import rail_title, render_named_rail
from knowledge.places.jurisdictions import place_name
from knowledge.settlement.models import Estimate, RailEstimate


def render_request(estimate: Estimate, language: str) -> str:
    """What was understood: the sum and whose it is, the corridor, the asset."""
    request = estimate.request
    amount = format_amount(request.amount, request.currency, language)
    key = "est_echo_gets" if request.side == "payee_gets" else "est_echo_spends"
    parts = [message(key, language, amount=amount)]
    ends = [
        place_name(code, language) for code in (request.from_country, request.to_country) if code
    ]
    parts.append(" → ".join(ends) if len(ends) == 2 else f"{request.payer} → {request.payee}")
    if request.assets or request.networks:
        parts.append(render_named_rail(request.assets, request.networks, language))
    if request.own_wallet:
        parts.append(message("est_echo_own_wallet", language))
    return " · ".join(parts)


def render_sample_notice(estimate: Estimate, language: str) -> str:
    """The notice that the figures are sample data; empty for real ones."""
    return render_sample_day(estimate.created_at.date(), language) if estimate.sample else ""


def render_estimate(
    estimate: Estimate, language: str, chosen: RailEstimate | None = None
) -> list[str]:
    """The paragraphs after the request and the rules; ``chosen`` is a rail to detail."""
    detailed = _detailed_rails(estimate, chosen)
    blocks = [render_table(estimate, language), render_verdict(estimate, language)]
    for rail in detailed:
        blocks.append(render_waterfall(estimate, rail, language))
        blocks.append(render_risk(estimate, rail, language))
    cautions = [caution for rail in detailed for caution in rail.cautions]
    blocks += [
        render_cautions([*estimate.cautions, *cautions], language),
        render_reference_rate(estimate, language),
        render_assumptions(estimate, language),
        render_breakeven(estimate, language),
        render_unavailable(estimate, language),
        render_sources(estimate, language),
        render_validity(estimate, language),
    ]
    return [block for block in blocks if block]


def render_verdict(estimate: Estimate, language: str) -> str:
    """Which rail to take: the bank, if it is the cheapest that is allowed; the fastest as well."""
    best = _best_rail(estimate)
    if best is None:
        any_available = any(rail.available for rail in estimate.rails)
        return message("est_none", language) if any_available else ""
    sentences = [message("est_best", language, rail=rail_title(best, language))]
    if best.asset is None and any(rail.asset and rail.available for rail in estimate.rails):
        sentences.append(message("est_use_bank", language))
    fastest = estimate.rail(estimate.fastest) if estimate.fastest else None
    if fastest and fastest.rail != best.rail:
        sentences.append(message("est_fastest", language, rail=rail_title(fastest, language)))
    return " ".join(sentences)


def _best_rail(estimate: Estimate) -> RailEstimate | None:
    return estimate.rail(estimate.cheapest) if estimate.cheapest else None


def _detailed_rails(estimate: Estimate, chosen: RailEstimate | None) -> list[RailEstimate]:
    """The chosen rail, the best, and the best of those requested; else the first available."""
    available = [rail for rail in estimate.rails if rail.available]
    requested = next((rail for rail in available if _is_requested(estimate, rail)), None)
    candidates = (chosen, _best_rail(estimate), requested)
    keys = {rail.rail for rail in candidates if rail is not None}
    return [rail for rail in available if rail.rail in keys] or available[:1]


def _is_requested(estimate: Estimate, rail: RailEstimate) -> bool:
    """Whether the request names this rail's asset or network."""
    request = estimate.request
    return rail.asset in request.assets or rail.network in request.networks
