"""An estimate and a price in words: tables and sentences over figures that are in the object."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.messages import format_date, message
from bot.render.failures import failure_text, localize_reason, rate_note_text
from bot.render.number_format import (
    format_amount,
    format_decimal,
    format_duration,
    format_percent,
    format_time_range,
    format_utc_minute,
    round_rate,
)
from knowledge.market.models import Failure
from knowledge.market.pricing import Price
from knowledge.places.jurisdictions import place_name
from knowledge.settlement.crypto_rail import ChainTransferFee
from knowledge.settlement.models import Assumption, Caution, Estimate, RailEstimate
from knowledge.settlement.risk import Status

# So many rails are shown at once; the rest are worse in every way, or stand in the JSON.
MAX_RAILS = 8


def rail_title(rail: RailEstimate, language: str) -> str:
    """A rail's name."""
    if rail.asset is None:
        return message(f"rail_{rail.rail}", language)
    network = message(f"network_{rail.network}", language)
    return message("rail_coin", language, asset=rail.asset, network=network)


def render_request(estimate: Estimate, language: str) -> str:
    """What was understood: the sum and whose it is, the corridor, the asset."""
    request = estimate.request
    key = "est_echo_gets" if request.side == "payee_gets" else "est_echo_spends"
    parts = [
        message(key, language, amount=format_amount(request.amount, request.currency, language))
    ]
    ends = [place_name(c, language) for c in (request.from_country, request.to_country) if c]
    parts.append(" → ".join(ends) if len(ends) == 2 else f"{request.payer} → {request.payee}")
    if request.assets or request.networks:
        parts.append(" ".join([*request.assets, *request.networks]))
    if request.own_wallet:
        parts.append(message("est_echo_own_wallet", language))
    return " · ".join(parts)


def render_estimate(
    estimate: Estimate, language: str, chosen: RailEstimate | None = None
) -> list[str]:
    """The estimate in paragraphs, after the echo and the rules; ``chosen`` is the rail detailed."""
    best = estimate.rail(estimate.cheapest) if estimate.cheapest else None
    named = next((r for r in estimate.rails if r.available and _is_requested(estimate, r)), None)
    wanted = {rail.rail for rail in (chosen, best, named) if rail is not None}
    worked = [rail for rail in estimate.rails if rail.available]
    detailed = [rail for rail in worked if rail.rail in wanted] or worked[:1]
    out = [render_table(estimate, language), render_verdict(estimate, best, language)]
    for rail in detailed:
        out += [render_waterfall(estimate, rail, language), render_risk(estimate, rail, language)]
    said = [caution for rail in detailed for caution in rail.cautions]
    out.append(_render_cautions([*estimate.cautions, *said], language))
    out.append(render_reference_rate(estimate, language))
    out.append(render_assumptions(estimate, language))
    out.append(render_breakeven(estimate, language))
    out.append(render_unavailable(estimate, language))
    out.append(render_sources(estimate, language))
    out.append(render_validity(estimate, language))
    return [block for block in out if block]


def _is_requested(estimate: Estimate, rail: RailEstimate) -> bool:
    """Whether the request asked for this rail's asset or network by name."""
    request = estimate.request
    return rail.asset in request.assets or rail.network in request.networks


def render_table(estimate: Estimate, language: str) -> str:
    """The rails that could be worked out, one a line."""
    worked = [rail for rail in estimate.rails if rail.available]
    # The cheapest coin and the cheapest wire are always among those shown.
    shown = worked[:MAX_RAILS]
    for kind in (True, False):
        first = next((rail for rail in worked if bool(rail.asset) is kind), None)
        if first and first not in shown:
            shown = [*shown[: MAX_RAILS - 1], first]
    if not shown:
        return message("est_none", language)
    gets = estimate.request.side == "payer_spends"
    money = estimate.request.payee if gets else estimate.request.payer
    heads = [
        message("est_col_rail", language),
        message("est_col_gets" if gets else "est_col_pays", language, currency=money),
        message("est_col_cost", language),
        message("est_col_time", language),
    ]
    rows = [heads]
    for rail in shown:
        figure = (rail.payee_gets if gets else rail.payer_pays) or Decimal(0)
        text = format_amount(figure, money, language).rpartition(" ")[0]
        cost = format_percent(rail.all_in_pct or Decimal(0), language)
        name = rail_title(rail, language)
        mark = "✕ " if rail.forbidden_by else ""
        rows.append([mark + name, text, cost, format_time_range(rail.time, language)])
    lines = _aligned(rows)
    barred = dict.fromkeys(c for rail in shown for c in rail.forbidden_by)
    if barred:
        places = ", ".join(place_name(c, language) for c in barred)
        lines.append("✕ " + message("est_barred", language, places=places))
    return "\n".join(lines)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(
            cell.rjust(width) if 0 < i < len(row) - 1 else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def render_verdict(estimate: Estimate, best: RailEstimate | None, language: str) -> str:
    """Which rail to take: the bank, when it is the cheapest that is allowed."""
    if best is None:
        shown = any(rail.available for rail in estimate.rails)
        return message("est_none", language) if shown else ""
    said = [message("est_best", language, rail=rail_title(best, language))]
    if best.asset is None and any(rail.asset and rail.available for rail in estimate.rails):
        said.append(message("est_use_bank", language))
    fastest = estimate.rail(estimate.fastest) if estimate.fastest else None
    if fastest and fastest.rail != best.rail:
        said.append(message("est_fastest", language, rail=rail_title(fastest, language)))
    return " ".join(said)


def render_waterfall(estimate: Estimate, rail: RailEstimate, language: str) -> str:
    """Each cost of a rail by itself; what is nought is left out."""
    money = estimate.request.payer
    head = message(
        "est_costs",
        language,
        rail=rail_title(rail, language),
        total=format_amount(rail.all_in_cost or Decimal(0), money, language),
        percent=format_percent(rail.all_in_pct or Decimal(0), language),
    )
    rows = [
        [f"  {message(f'cost_{step.name}', language)}", format_amount(step.amount, money, language)]
        for step in rail.waterfall
        if step.amount
    ]
    width = max((len(row[0]) for row in rows), default=0)
    right = max((len(row[1]) for row in rows), default=0)
    return "\n".join([head, *(f"{a.ljust(width)}  {b.rjust(right)}" for a, b in rows)])


def render_risk(estimate: Estimate, rail: RailEstimate, language: str) -> str:
    """What the price may do while the payment is on its way."""
    if rail.exposure is None:
        return ""
    return message(
        "est_risk",
        language,
        rail=rail_title(rail, language),
        time=format_duration(rail.exposure.time.p90, language),
        loss=format_amount(rail.exposure.loss_1_in_20, estimate.request.payer, language),
    )


def render_reference_rate(estimate: Estimate, language: str) -> str:
    """The official rate that the costs are measured against."""
    found = estimate.reference
    if found is None:
        return message("est_reference_none", language)
    if found.payer == found.payee:
        return ""
    text = rate_note_text(found.notes, found.note, language)
    note = f" ({text})" if text else ""
    note += message("est_weekend", language) if found.weekend else ""
    return message(
        "est_reference",
        language,
        rate=format_decimal(round_rate(found.rate), language),
        payer=found.payer,
        payee=found.payee,
        source=found.source,
        day=format_date(found.day, language),
        note=note,
    )


def render_assumptions(estimate: Estimate, language: str) -> str:
    """The suppositions that weigh most."""
    if not estimate.assumptions:
        return ""
    lines = [_assumption(each, estimate.request.payer, language) for each in estimate.assumptions]
    return "\n".join([message("est_assumed", language), *(f"  {line}" for line in lines)])


def _assumption(each: Assumption, money: str, language: str) -> str:
    first = each.key.partition(".")[0]
    name = each.key.replace(".", "_") if first == "wire" else first
    return message(
        "est_assumption",
        language,
        name=message(f"assume_{name}", language),
        value=each.value,
        unit=each.unit,
        weight=format_decimal(each.weight, language),
        currency=money,
        source=each.source,
        row=each.key,
    )


def render_breakeven(estimate: Estimate, language: str) -> str:
    """From which sum another rail is cheaper."""
    found = estimate.breakeven
    if found is None:
        return ""
    names = {
        key: rail_title(rail, language)
        for key in (found.rail, found.against)
        if (rail := estimate.rail(key))
    }
    money = estimate.request.currency
    cheaper = found.cheaper_below
    other = found.against if cheaper == found.rail else found.rail
    if found.amount is None:
        return message(
            "est_breakeven_none",
            language,
            rail=names[cheaper],
            against=names[other],
            low=format_amount(found.low, money, language),
            high=format_amount(found.high, money, language),
        )
    return message(
        "est_breakeven",
        language,
        cheaper=names[cheaper],
        other=names[other],
        amount=format_amount(found.amount, money, language),
    )


def render_unavailable(estimate: Estimate, language: str) -> str:
    """The rails that could not be worked out, those with one reason together."""
    reasons: dict[str, list[str]] = {}
    for rail in estimate.rails:
        if rail.why_not:
            why = render_caution(rail.why_not, language, prefix="why")
            reasons.setdefault(why, []).append(rail_title(rail, language))
    lines = [f"  {', '.join(rails)}: {why}" for why, rails in reasons.items()]
    return "\n".join([message("est_unavailable", language), *lines]) if lines else ""


def render_sources(estimate: Estimate, language: str) -> str:
    """Who the live and official figures come from, and of what moment they are."""
    seen: dict[str, str] = {}
    for each in estimate.inputs:
        if each.basis != "assumption":
            seen.setdefault(each.source, format_utc_minute(each.as_of))
    lines = [f"  {name}, {moment} UTC" for name, moment in seen.items()]
    out = [message("est_sources", language), *lines] if lines else []
    if estimate.failures:
        out.append(
            message("est_failed", language, sources=render_failures(estimate.failures, language))
        )
    if not seen:
        out.append(message("est_by_hand", language))
    return "\n".join(out)


def render_failures(failures: Sequence[Failure], language: str) -> str:
    """Who failed, those with one reason together."""
    reasons: dict[str, list[str]] = {}
    for failure in failures:
        reasons.setdefault(failure_text(failure, language), []).append(failure.source)
    return "; ".join(f"{', '.join(names)} ({why})" for why, names in reasons.items())


def render_validity(estimate: Estimate, language: str) -> str:
    """Until when it holds, and that it is no offer."""
    if estimate.quote_id:
        until = format_utc_minute(estimate.valid_until)
        held = message("est_valid", language, until=until, quote=estimate.quote_id)
    else:
        status = Status.NO_RAIL if estimate.cheapest is None else estimate.status
        held = message("est_not_firm", language, why=message(f"status_{status}", language))
    return f"{held} {message('est_not_offer', language)}"


def render_sample_notice(estimate: Estimate, language: str) -> str:
    """That the figures are invented; empty for real ones."""
    if not estimate.sample:
        return ""
    return message("est_sample", language, day=format_date(estimate.created_at.date(), language))


def render_caution(found: Caution, language: str, *, prefix: str = "caution") -> str:
    """A caution in words."""
    return message(f"{prefix}_{found.key}", language, **localize_reason(found.values, language))


def _render_cautions(found: Sequence[Caution], language: str) -> str:
    return "\n".join(dict.fromkeys(render_caution(each, language) for each in found))


def render_price(price: Price, language: str) -> list[str]:
    """A price with where it comes from."""
    if price.value is None:
        said = message("price_none", language, base=price.base, quote=price.quote)
        if not price.failures:
            return [said]
        return [
            said,
            message("est_failed", language, sources=render_failures(price.failures, language)),
        ]
    out = []
    if price.sample:
        out.append(message("est_sample", language, day=format_date(price.at.date(), language)))
    value = format_decimal(price.value, language)
    out.append(message("price_line", language, base=price.base, quote=price.quote, value=value))
    basis = []
    if price.consensus and price.consensus.as_of:
        used = price.consensus.used
        names, count = ", ".join(ticker.source for ticker in used), len(used)
        time = format_utc_minute(price.consensus.as_of)
        basis.append(message("price_median", language, count=count, names=names, time=time))
        if price.confidence == "low":
            basis.append(message("price_low", language, count=count))
        for gone in price.consensus.rejected:
            left = message(
                "caution_left_out", language, source=gone.source, why=failure_text(gone, language)
            )
            basis.append(left)
    if price.rate:
        when = format_date(price.rate.day, language)
        basis.append(message("price_rate", language, source=price.rate.source, day=when))
    if price.failures:
        basis.append(
            message("est_failed", language, sources=render_failures(price.failures, language))
        )
    return [*out, " ".join(basis)]


def render_network_fees(
    fees: Sequence[ChainTransferFee], language: str, *, sample: bool
) -> list[str]:
    """What a network takes for a transfer now."""
    out = []
    for fee in fees:
        network = message(f"network_{fee.network}", language)
        if fee.amount is None:
            out.append(message("fee_none", language, network=network))
            continue
        worth = "" if fee.dollars is None else f" ({format_decimal(fee.dollars, language)} USD)"
        out.append(
            message(
                f"fee_{fee.case}",
                language,
                network=network,
                asset=fee.asset,
                worth=worth,
                amount=f"{format_decimal(fee.amount.normalize(), language)} {fee.coin}",
                source=fee.source,
                time=format_utc_minute(fee.as_of),
            )
        )
    if sample:
        out.insert(
            0, message("est_sample", language, day=format_date(fees[0].as_of.date(), language))
        )
    return [*dict.fromkeys(out), message("fee_note", language)]
