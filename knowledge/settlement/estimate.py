"""Estimates a payment over every rail: rails by rank, validity, break-even and what it rests on."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from decimal import Decimal

from knowledge.assets import load_assets
from knowledge.market.models import HourlyCloses, Observation, OrderBook, Rate, SourcedFigure
from knowledge.market.official.notes import notes_of
from knowledge.market.snapshot import Snapshot
from knowledge.money import decimals, round_up
from knowledge.settlement import crypto_rail, wire_rail
from knowledge.settlement.context import EstimateContext, RailResult
from knowledge.settlement.models import (
    Assumption,
    BreakEven,
    Caution,
    Estimate,
    Input,
    RailEstimate,
    Yardstick,
)
from knowledge.settlement.quote_validity import (
    QuoteValidity,
    Status,
    build_quote_id,
    compute_validity,
)
from knowledge.settlement.reference_data import Reference, ReferenceRow
from knowledge.settlement.request import PaymentRequest

# How far the price may drift before a quote has to be renewed, as a fraction of the price.
DRIFT_TOLERANCE = 0.0025
MAX_SHOWN_ASSUMPTIONS = 3
# The break-even is searched from the first to the second multiple of the requested amount.
_BREAK_EVEN_FACTORS = (Decimal("0.01"), Decimal(100))
_MAX_BISECTIONS = 24


def estimate(request: PaymentRequest, snapshot: Snapshot, reference: Reference) -> Estimate:
    """The payment over every rail. Pure: equal arguments give an equal estimate and quote id."""
    context = EstimateContext(request, snapshot, reference)
    results = _estimate_rails(context)
    ranked = sorted(results, key=lambda result: _build_rank(result.rail, request))
    usable = [result for result in ranked if result.rail.usable]
    best = usable[0] if usable else None
    fastest = _find_fastest(usable)
    validity = _find_validity(context, best)
    status = _find_status(context, best, validity)
    firm = best is not None and status in (Status.OK, Status.INDICATIVE)
    return Estimate(
        quote_id=_identify_quote(context) if firm else None,
        created_at=context.moment,
        valid_until=validity.valid_until,
        valid_seconds=validity.seconds,
        limited_by=validity.limited_by,
        status=status,
        sample=snapshot.sample,
        request=request,
        reference=_describe_yardstick(context),
        rails=tuple(result.rail for result in ranked),
        cheapest=best.rail.rail if best else None,
        fastest=fastest.rail.rail if fastest else None,
        breakeven=_find_break_even(context, usable),
        inputs=_list_inputs(usable, context.moment.date()),
        assumptions=_list_assumptions(best),
        failures=snapshot.failures,
        cautions=tuple(_list_cautions(context, usable)),
    )


def _estimate_rails(context: EstimateContext) -> list[RailResult]:
    """Every rail that the request allows: crypto-assets in their order, then wires."""
    crypto = [
        crypto_rail.estimate_crypto_rail(context, asset, network)
        for asset, network in load_assets().rails
        if context.request.through(asset, network)
    ]
    return [
        *crypto,
        *(wire_rail.estimate_wire_rail(context, name) for name in wire_rail.WIRE_RAILS),
    ]


def _build_rank(rail: RailEstimate, request: PaymentRequest) -> tuple[int, Decimal, int, Decimal]:
    """The sort key: usable, then forbidden, then unavailable rails; each by cost, time and risk."""
    if not rail.available or rail.payer_pays is None or rail.payee_gets is None:
        return (2, Decimal(0), 0, Decimal(0))
    cost = rail.payer_pays if request.side == "payee_gets" else -rail.payee_gets
    time = rail.time.p90 if rail.time else 0
    risked = rail.exposure.loss_1_in_20 if rail.exposure else Decimal(0)
    return (1 if rail.forbidden_by else 0, cost, time, risked)


def _find_fastest(usable: Sequence[RailResult]) -> RailResult | None:
    """The rail with the shortest ninetieth percentile of its duration; None without a rail."""
    return min(
        usable, key=lambda result: result.rail.time.p90 if result.rail.time else 0, default=None
    )


def _find_validity(context: EstimateContext, best: RailResult | None) -> QuoteValidity:
    """How long the quote of the best rail stands."""
    if best is None:
        return QuoteValidity(Status.NO_RAIL, context.moment, 0, 0, "no_rail")
    inputs: dict[str, SourcedFigure] = dict(best.inputs)
    if context.rate is not None:
        inputs["reference"] = context.rate
    return compute_validity(context.moment, DRIFT_TOLERANCE, best.sigma, inputs)


def _find_status(
    context: EstimateContext, best: RailResult | None, validity: QuoteValidity
) -> Status:
    """Whether the quote may be relied on, given the machine's clock and the best rail's price."""
    status = Status.REFRESH if context.snapshot.skewed else validity.status
    if best and best.low_confidence and status is Status.OK:
        return Status.LOW_CONFIDENCE
    return status


def _list_cautions(context: EstimateContext, usable: Sequence[RailResult]) -> list[Caution]:
    """What to know about the whole estimate: a wrong clock, reference rows overdue for review."""
    cautions = [Caution(key="clock")] if context.snapshot.skewed else []
    today = context.moment.date()
    overdue = [
        row.key for result in usable for row, _ in result.assumptions.values() if row.overdue(today)
    ]
    if overdue:
        names = ", ".join(dict.fromkeys(overdue))
        cautions.append(Caution(key="overdue", values={"rows": names}))
    return cautions


def _describe_yardstick(context: EstimateContext) -> Yardstick | None:
    """The official rate as it is shown; None without one."""
    rate = context.rate
    if rate is None:
        return None
    return Yardstick(
        rate=rate.value,
        payer=rate.quote,
        payee=rate.base,
        source=rate.source,
        day=rate.day,
        as_of=rate.as_of,
        age_seconds=max(0, round(rate.age_s(context.moment))),
        weekend=context.moment.weekday() >= 5,
        note=rate.note,
        notes=notes_of(rate),
    )


def _identify_quote(context: EstimateContext) -> str:
    """The quote id, a digest of the request, the whole snapshot and all reference rows."""
    snapshot = hashlib.sha256(context.snapshot.model_dump_json().encode()).hexdigest()
    rows = hashlib.sha256(context.reference.model_dump_json().encode()).hexdigest()
    request = context.request.model_dump(mode="json")
    return build_quote_id({"request": request, "snapshot": snapshot, "reference": rows})


def _list_inputs(results: Sequence[RailResult], today: dt.date) -> tuple[Input, ...]:
    """Every market figure and reference row that the rails rest on, each once."""
    inputs: dict[tuple[str, str], Input] = {}
    for result in results:
        for name, figure in result.inputs.items():
            key = _build_figure_key(name, figure)
            inputs[key, figure.source] = Input(
                key=key,
                value=_format_figure(figure),
                unit=_find_figure_unit(figure),
                basis=figure.basis,
                source=figure.source,
                as_of=figure.as_of,
                note="time of receipt" if figure.receipt else figure.note,
            )
        for row, _ in result.assumptions.values():
            inputs[row.key, row.source] = Input(
                key=row.key,
                value=_format_row(row),
                unit=row.unit,
                basis=row.basis,
                source=row.source,
                as_of=dt.datetime.combine(row.as_of, dt.time(0), dt.UTC),
                overdue=row.overdue(today),
            )
    return tuple(inputs.values())


def _build_figure_key(name: str, figure: SourcedFigure) -> str:
    if isinstance(figure, OrderBook):
        return f"book.{figure.base}/{figure.quote}"
    if isinstance(figure, Rate):
        return f"rate.{figure.base}/{figure.quote}"
    return f"closes.{figure.base}/{figure.quote}" if isinstance(figure, HourlyCloses) else name


def _format_figure(figure: SourcedFigure) -> str:
    if isinstance(figure, OrderBook):
        return f"{figure.bids[0].price:f} / {figure.asks[0].price:f}"
    if isinstance(figure, (Rate, Observation)):
        return f"{figure.value:.10g}"
    return f"{len(figure.prices)} closes" if isinstance(figure, HourlyCloses) else ""


def _find_figure_unit(figure: SourcedFigure) -> str:
    if isinstance(figure, Observation):
        return figure.unit
    return figure.quote if isinstance(figure, (OrderBook, Rate, HourlyCloses)) else ""


def _format_row(row: ReferenceRow) -> str:
    return f"{row.value:f}" if row.value is not None else "/".join(f"{x:g}" for x in row.span or ())


def _list_assumptions(best: RailResult | None) -> tuple[Assumption, ...]:
    """The assumptions that weigh most in the cost of the best rail, heaviest first."""
    assumptions = best.assumptions.values() if best else ()
    weighing = [(row, weight) for row, weight in assumptions if weight]
    heaviest = sorted(weighing, key=lambda pair: -pair[1])[:MAX_SHOWN_ASSUMPTIONS]
    return tuple(
        Assumption(
            key=row.key,
            value=_format_row(row),
            unit=row.unit,
            source=row.source,
            weight=round_up(weight, 2),
            low=row.low,
            high=row.high,
        )
        for row, weight in heaviest
    )


def _find_break_even(context: EstimateContext, usable: Sequence[RailResult]) -> BreakEven | None:
    """The sum at which the cheapest crypto rail and the cheapest wire change places.

    None when either is missing, or cannot carry both ends of the range that is searched.
    """
    crypto = next((result.rail for result in usable if result.rail.asset), None)
    wire = next((result.rail for result in usable if not result.rail.asset), None)
    if crypto is None or wire is None:
        return None
    amount, places = context.request.amount, decimals(context.request.currency)
    low, high = (round_up(amount * factor, places) for factor in _BREAK_EVEN_FACTORS)
    crypto_at_low = _is_crypto_cheaper(context, crypto, wire, low)
    crypto_at_high = _is_crypto_cheaper(context, crypto, wire, high)
    while crypto_at_high is None and high > amount * 2:
        # Thin books end the range earlier.
        high = round_up(high / 2, places)
        crypto_at_high = _is_crypto_cheaper(context, crypto, wire, high)
    if crypto_at_low is None or crypto_at_high is None:
        return None
    return BreakEven(
        rail=crypto.rail,
        against=wire.rail,
        amount=None
        if crypto_at_low == crypto_at_high
        else _bisect_break_even(context, crypto, wire, low, high, crypto_at_low=crypto_at_low),
        low=low,
        high=high,
        cheaper_below=crypto.rail if crypto_at_low else wire.rail,
    )


def _bisect_break_even(
    context: EstimateContext,
    crypto: RailEstimate,
    wire: RailEstimate,
    low: Decimal,
    high: Decimal,
    *,
    crypto_at_low: bool,
) -> Decimal:
    """The sum between ``low`` and ``high`` where the cheaper rail changes, to within 0.1 %."""
    places = decimals(context.request.currency)
    for _ in range(_MAX_BISECTIONS):
        middle = round_up((low + high) / 2, places)
        if _is_crypto_cheaper(context, crypto, wire, middle) == crypto_at_low:
            low = middle
        else:
            high = middle
        if high - low <= high / 1000:
            break
    return high


def _is_crypto_cheaper(
    context: EstimateContext, crypto: RailEstimate, wire: RailEstimate, amount: Decimal
) -> bool | None:
    """Whether the crypto rail is cheaper than the wire for a sum; None if one cannot carry it."""
    request = context.request.model_copy(update={"amount": amount})
    at_amount = EstimateContext(request, context.snapshot, context.reference)
    crypto_result = crypto_rail.estimate_crypto_rail(
        at_amount, crypto.asset or "", crypto.network or ""
    )
    wire_result = wire_rail.estimate_wire_rail(at_amount, wire.rail)
    if not crypto_result.rail.available or not wire_result.rail.available:
        return None
    return _build_rank(crypto_result.rail, request) < _build_rank(wire_result.rail, request)
