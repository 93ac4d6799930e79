"""Every rail for a payment side by side: the best first, and from which sum another is better."""

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
from knowledge.settlement import crypto_rail, quote_validity, wire_rail
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
from knowledge.settlement.quote_validity import Status
from knowledge.settlement.reference_data import Reference
from knowledge.settlement.request import PaymentRequest

# How far the price may drift before a quote has to be renewed.
DRIFT_TOLERANCE = 0.0025
MAX_SHOWN_ASSUMPTIONS = 3
_BREAK_EVEN_FACTORS = (Decimal("0.01"), Decimal(100))
_MAX_BISECTIONS = 24


def estimate(request: PaymentRequest, snapshot: Snapshot, reference: Reference) -> Estimate:
    """The payment over every rail. Pure: the same three give the same estimate and quote id."""
    context = EstimateContext(request, snapshot, reference)
    worked = _estimate_rails(context)
    ranked = sorted(worked, key=lambda each: _build_rank(each.rail, request))
    rails = tuple(each.rail for each in ranked)
    usable = [each for each in ranked if each.rail.usable]
    best = usable[0] if usable else None
    valid = _find_validity(context, best)
    status, cautions = valid.status, []
    if snapshot.skewed:
        status = Status.REFRESH
        cautions.append(Caution(key="clock"))
    if best and best.low_confidence and status is Status.OK:
        status = Status.LOW_CONFIDENCE
    overdue = [
        row.key
        for each in usable
        for row, _ in each.assumptions.values()
        if row.overdue(context.moment.date())
    ]
    if overdue:
        names = ", ".join(dict.fromkeys(overdue))
        cautions.append(Caution(key="overdue", values={"rows": names}))
    firm = best is not None and status in (Status.OK, Status.INDICATIVE)
    fastest = min(
        usable, key=lambda each: each.rail.time.p90 if each.rail.time else 0, default=None
    )
    return Estimate(
        quote_id=_build_quote_id(context) if firm else None,
        created_at=context.moment,
        valid_until=valid.valid_until,
        valid_seconds=valid.seconds,
        limited_by=valid.limited_by,
        status=status,
        sample=snapshot.sample,
        request=request,
        reference=_describe_yardstick(context),
        rails=rails,
        cheapest=best.rail.rail if best else None,
        fastest=fastest.rail.rail if fastest else None,
        breakeven=_find_break_even(context, usable),
        inputs=_list_inputs(usable, context.moment.date()),
        assumptions=_list_assumptions(best),
        failures=snapshot.failures,
        cautions=tuple(cautions),
    )


def _estimate_rails(context: EstimateContext) -> list[RailResult]:
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
    """Usable before barred before unknown; then by cost, time and risk."""
    if not rail.available or rail.payer_pays is None or rail.payee_gets is None:
        return (2, Decimal(0), 0, Decimal(0))
    cost = rail.payer_pays if request.side == "payee_gets" else -rail.payee_gets
    time = rail.time.p90 if rail.time else 0
    risked = rail.exposure.loss_1_in_20 if rail.exposure else Decimal(0)
    return (1 if rail.forbidden_by else 0, cost, time, risked)


def _find_validity(
    context: EstimateContext, best: RailResult | None
) -> quote_validity.QuoteValidity:
    if best is None:
        return quote_validity.QuoteValidity(Status.NO_RAIL, context.moment, 0, 0, "no_rail")
    inputs: dict[str, SourcedFigure] = dict(best.inputs)
    if context.rate is not None:
        inputs["reference"] = context.rate
    return quote_validity.compute_validity(context.moment, DRIFT_TOLERANCE, best.sigma, inputs)


def _describe_yardstick(context: EstimateContext) -> Yardstick | None:
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


def _build_quote_id(context: EstimateContext) -> str:
    """The id: by the request, every figure of the snapshot, and the reference rows."""
    snapshot = hashlib.sha256(context.snapshot.model_dump_json().encode()).hexdigest()
    rows = hashlib.sha256(context.reference.model_dump_json().encode()).hexdigest()
    request = context.request.model_dump(mode="json")
    return quote_validity.build_quote_id(
        {"request": request, "snapshot": snapshot, "reference": rows}
    )


def _list_inputs(worked: Sequence[RailResult], today: dt.date) -> tuple[Input, ...]:
    """Every figure and supposition that a usable rail rests on, each once."""
    found: dict[tuple[str, str], Input] = {}
    for each in worked:
        for name, figure in each.inputs.items():
            key = _key(name, figure)
            found[key, figure.source] = Input(
                key=key,
                value=_value(figure),
                unit=_unit(figure),
                basis=figure.basis,
                source=figure.source,
                as_of=figure.as_of,
                note="time of receipt" if figure.receipt else figure.note,
            )
        for row, _ in each.assumptions.values():
            found[row.key, row.source] = Input(
                key=row.key,
                value=_row_value(row.value, row.span),
                unit=row.unit,
                basis=row.basis,
                source=row.source,
                as_of=dt.datetime.combine(row.as_of, dt.time(0), dt.UTC),
                overdue=row.overdue(today),
            )
    return tuple(found.values())


def _key(name: str, figure: SourcedFigure) -> str:
    if isinstance(figure, OrderBook):
        return f"book.{figure.base}/{figure.quote}"
    if isinstance(figure, Rate):
        return f"rate.{figure.base}/{figure.quote}"
    return f"closes.{figure.base}/{figure.quote}" if isinstance(figure, HourlyCloses) else name


def _value(figure: SourcedFigure) -> str:
    if isinstance(figure, OrderBook):
        return f"{figure.bids[0].price:f} / {figure.asks[0].price:f}"
    if isinstance(figure, (Rate, Observation)):
        return f"{figure.value:.10g}"
    return f"{len(figure.prices)} closes" if isinstance(figure, HourlyCloses) else ""


def _unit(figure: SourcedFigure) -> str:
    if isinstance(figure, Observation):
        return figure.unit
    return figure.quote if isinstance(figure, (OrderBook, Rate, HourlyCloses)) else ""


def _row_value(value: Decimal | None, span: tuple[float, float, float] | None) -> str:
    return f"{value:f}" if value is not None else "/".join(f"{x:g}" for x in span or ())


def _list_assumptions(best: RailResult | None) -> tuple[Assumption, ...]:
    """The suppositions that weigh most in the cheapest rail."""
    rows = best.assumptions.values() if best else ()
    moving = [each for each in rows if each[1]]
    heaviest = sorted(moving, key=lambda each: -each[1])[:MAX_SHOWN_ASSUMPTIONS]
    return tuple(
        Assumption(
            key=row.key,
            value=_row_value(row.value, row.span),
            unit=row.unit,
            source=row.source,
            weight=round_up(weight, 2),
            low=row.low,
            high=row.high,
        )
        for row, weight in heaviest
    )


def _find_break_even(context: EstimateContext, usable: Sequence[RailResult]) -> BreakEven | None:
    """From which sum on the cheapest crypto rail and the cheapest wire change places."""
    coins = [each.rail for each in usable if each.rail.asset]
    wires = [each.rail for each in usable if not each.rail.asset]
    if not coins or not wires:
        return None
    coin, bank = coins[0], wires[0]
    amount, places = context.request.amount, decimals(context.request.currency)
    low, high = (round_up(amount * factor, places) for factor in _BREAK_EVEN_FACTORS)
    at_low, at_high = (
        _is_crypto_cheaper(context, coin, bank, low),
        _is_crypto_cheaper(context, coin, bank, high),
    )
    while at_high is None and high > amount * 2:
        # Thin books end the range earlier.
        high = round_up(high / 2, places)
        at_high = _is_crypto_cheaper(context, coin, bank, high)
    if at_low is None or at_high is None:
        return None
    if at_low == at_high:
        return BreakEven(
            rail=coin.rail, against=bank.rail, amount=None, low=low, high=high,
            cheaper_below=coin.rail if at_low else bank.rail,
        )  # fmt: skip
    first, left, right = at_low, low, high
    for _ in range(_MAX_BISECTIONS):
        middle = round_up((left + right) / 2, places)
        if _is_crypto_cheaper(context, coin, bank, middle) == first:
            left = middle
        else:
            right = middle
        if right - left <= right / 1000:
            break
    return BreakEven(
        rail=coin.rail, against=bank.rail, amount=right, low=low, high=high,
        cheaper_below=coin.rail if first else bank.rail,
    )  # fmt: skip


def _is_crypto_cheaper(
    context: EstimateContext, coin: RailEstimate, bank: RailEstimate, amount: Decimal
) -> bool | None:
    """Whether the coin's rail is cheaper than the wire at a sum; None when one cannot carry it."""
    request = context.request.model_copy(update={"amount": amount})
    there = EstimateContext(request, context.snapshot, context.reference)
    one = crypto_rail.estimate_crypto_rail(there, coin.asset or "", coin.network or "").rail
    other = wire_rail.estimate_wire_rail(there, bank.rail).rail
    if not one.available or not other.available:
        return None
    return _build_rank(one, request) < _build_rank(other, request)
