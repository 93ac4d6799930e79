"""What an estimate rests on and what may change it: costs, risk, sources, validity."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.messages import format_date, message
from bot.render.data_notices import render_failures
from bot.render.failures import localize_reason, rate_note_text
from bot.render.number_format import (
    format_amount,
    format_decimal,
    format_duration,
    format_percent,
    format_utc_minute,
    round_rate,
)
from bot.render.rails import rail_title
from knowledge.settlement.models import Caution, Estimate, RailEstimate
from knowledge.settlement.quote_validity import Status


def render_waterfall(estimate: Estimate, rail: RailEstimate, language: str) -> str:
    """The costs of a rail, one a line, without those that are zero."""
    currency = estimate.request.payer
    heading = message(
        "est_costs",
        language,
        rail=rail_title(rail, language),
        total=format_amount(rail.all_in_cost or Decimal(0), currency, language),
        percent=format_percent(rail.all_in_pct or Decimal(0), language),
    )
    rows = [
        (
            f"  {message(f'cost_{step.name}', language)}",
            format_amount(step.amount, currency, language),
        )
        for step in rail.waterfall
        if step.amount
    ]
    name_width = max((len(name) for name, _ in rows), default=0)
    amount_width = max((len(amount) for _, amount in rows), default=0)
    lines = [f"{name.ljust(name_width)}  {amount.rjust(amount_width)}" for name, amount in rows]
    return "\n".join([heading, *lines])


def render_risk(estimate: Estimate, rail: RailEstimate, language: str) -> str:
    """How long the price can move during the payment, and what that may cost."""
    if rail.exposure is None:
        return ""
    loss = rail.exposure.loss_1_in_20
    return message(
        "est_risk",
        language,
        rail=rail_title(rail, language),
        time=format_duration(rail.exposure.time.p90, language),
        loss=format_amount(loss, estimate.request.payer, language),
    )


def render_cautions(cautions: Sequence[Caution], language: str) -> str:
    """The cautions, one a line, each once."""
    return "\n".join(dict.fromkeys(render_caution(caution, language) for caution in cautions))


def render_caution(caution: Caution, language: str) -> str:
    """What to know about a rail."""
    return message(f"caution_{caution.key}", language, **localize_reason(caution.values, language))


def render_reason(caution: Caution, language: str) -> str:
    """Why a rail could not be calculated."""
    return message(f"why_{caution.key}", language, **localize_reason(caution.values, language))


def render_reference_rate(estimate: Estimate, language: str) -> str:
    """The official rate that the costs are measured against."""
    reference = estimate.reference
    if reference is None:
        return message("est_reference_none", language)
    if reference.payer == reference.payee:
        return ""
    text = rate_note_text(reference.notes, reference.note, language)
    note = f" ({text})" if text else ""
    note += message("est_weekend", language) if reference.weekend else ""
    return message(
        "est_reference",
        language,
        rate=format_decimal(round_rate(reference.rate), language),
        payer=reference.payer,
        payee=reference.payee,
        source=reference.source,
        day=format_date(reference.day, language),
        note=note,
    )


def render_breakeven(estimate: Estimate, language: str) -> str:
    """From which sum another rail is cheaper, or in which range none is."""
    breakeven = estimate.breakeven
    if breakeven is None:
        return ""
    titles = {
        key: rail_title(rail, language)
        for key in (breakeven.rail, breakeven.against)
        if (rail := estimate.rail(key))
    }
    currency = estimate.request.currency
    cheaper = breakeven.cheaper_below
    other = breakeven.against if cheaper == breakeven.rail else breakeven.rail
    if breakeven.amount is None:
        return message(
            "est_breakeven_none",
            language,
            rail=titles[cheaper],
            against=titles[other],
            low=format_amount(breakeven.low, currency, language),
            high=format_amount(breakeven.high, currency, language),
        )
    amount = format_amount(breakeven.amount, currency, language)
    return message(
        "est_breakeven", language, cheaper=titles[cheaper], other=titles[other], amount=amount
    )


def render_unavailable(estimate: Estimate, language: str) -> str:
    """The rails that could not be computed, those with the same reason together."""
    rails_of: dict[str, list[str]] = {}
    for rail in estimate.rails:
        if rail.why_not:
            reason = render_reason(rail.why_not, language)
            rails_of.setdefault(reason, []).append(rail_title(rail, language))
    lines = [f"  {', '.join(rails)}: {reason}" for reason, rails in rails_of.items()]
    return "\n".join([message("est_unavailable", language), *lines]) if lines else ""


def render_sources(estimate: Estimate, language: str) -> str:
    """The sources of live and official figures with their moments, and those that failed."""
    moments: dict[str, str] = {}
    for figure in estimate.inputs:
        if figure.basis != "assumption":
            moments.setdefault(figure.source, format_utc_minute(figure.as_of))
    lines = [f"  {source}, {moment} UTC" for source, moment in moments.items()]
    if lines:
        lines.insert(0, message("est_sources", language))
    if estimate.failures:
        lines.append(render_failures(estimate.failures, language))
    if not moments:
        lines.append(message("est_by_hand", language))
    return "\n".join(lines)


def render_validity(estimate: Estimate, language: str) -> str:
    """Until when the estimate is valid, and that it is no offer."""
    if estimate.quote_id:
        until = format_utc_minute(estimate.valid_until)
        validity = message("est_valid", language, until=until, quote=estimate.quote_id)
    else:
        status = Status.NO_RAIL if estimate.cheapest is None else estimate.status
        reason = message(f"status_{status}", language)
        validity = message("est_not_firm", language, why=reason)
    return f"{validity} {message('est_not_offer', language)}"
