"""A bank wire, worked out from the official rate and a tariff."""

from __future__ import annotations

from decimal import Decimal

from knowledge.errors import RailError, RailUnavailableError
from knowledge.money import decimals, exact, is_crypto, round_half_up, round_significant
from knowledge.settlement import business_days, wire_costs
from knowledge.settlement.context import EstimateContext, RailResult, to_leg_times, total_duration
from knowledge.settlement.durations import PaymentLeg
from knowledge.settlement.models import Caution, RailEstimate, Step
from knowledge.settlement.wire_costs import ChargeBearer, WireTariff

_CHARGE_BEARERS = {f"wire-{charges.lower()}": charges for charges in ChargeBearer}
WIRE_RAILS = tuple(_CHARGE_BEARERS)


def estimate_wire_rail(context: EstimateContext, name: str) -> RailResult:
    """The wire worked out, or why it cannot be."""
    rail = RailEstimate(rail=name, available=False)
    out = RailResult(rail)
    try:
        _work(context, _CHARGE_BEARERS[name], out)
    except RailError as error:
        out.rail = rail.model_copy(update={"why_not": Caution.from_error(error)})
    return out


def build_tariff(context: EstimateContext) -> WireTariff:
    """The bank's tariff as it is supposed, in the moneys of the payment."""
    row, request = context.reference.row, context.request

    def money(key: str, currency: str) -> Decimal:
        found = row(key)
        own = found.unit if len(found.unit) == 3 else "USD"
        value = context.convert(found.number, own, currency)
        if value is None:
            raise RailUnavailableError("no_rate", payer=currency, payee=own)
        # A tariff is a round figure; more than the minor unit would only pretend to be exact.
        return round_half_up(value, decimals(currency))

    return WireTariff(
        margin=row("wire.margin").number,
        flat=money("wire.sender_fee", request.payer),
        our_flat=money("wire.our_fee", request.payer),
        intermediary=money("wire.intermediary", request.payee),
        beneficiary=money("wire.beneficiary", request.payee),
    )


def _work(context: EstimateContext, charges: ChargeBearer, out: RailResult) -> None:
    request, rate = context.request, context.rate
    if is_crypto(request.payer) or is_crypto(request.payee):
        raise RailUnavailableError("wire_needs_money")
    if rate is None:
        raise RailUnavailableError("no_rate", payer=request.payer, payee=request.payee)
    if not rate.is_fresh(context.moment):
        raise RailUnavailableError("stale_rate", source=rate.source, day=rate.day.isoformat())
    out.inputs["reference"] = rate
    terms = build_tariff(context)
    if request.side == "payee_gets":
        done = wire_costs.quote_for_payee(
            request.payer, request.payee, rate.value, terms, charges, request.amount
        )
    else:
        done = wire_costs.quote_for_budget(
            request.payer, request.payee, rate.value, terms, charges, request.amount
        )
    span = business_days.estimate_wire_duration(
        context.reference, request.from_country, request.to_country, context.moment
    )
    legs = [PaymentLeg("bank", span)]
    cost = {step.name: step.amount for step in done.waterfall.steps}
    row = context.reference.row
    out.note_assumption(row("wire.margin"), cost["fx_margin"])
    out.note_assumption(row("wire.sender_fee"), terms.flat)
    if charges is ChargeBearer.OUR:
        out.note_assumption(row("wire.our_fee"), terms.our_flat)
    else:
        with exact():
            out.note_assumption(row("wire.intermediary"), terms.intermediary * rate.value)
            out.note_assumption(row("wire.beneficiary"), terms.beneficiary * rate.value)
    places = decimals(request.payer)
    special = context.reference.find_corridor(request.from_country, request.to_country)
    said = [Caution(key=special.warning, values={"source": special.source})] if special else []
    with exact():
        effective = round_significant(done.payer_pays / done.payee_gets, 8, places=8)
    out.rail = out.rail.model_copy(
        update={
            "available": True,
            "payer_pays": done.payer_pays,
            "payee_gets": done.payee_gets,
            "all_in_cost": round_half_up(done.waterfall.all_in, places),
            "all_in_pct": round_half_up(done.waterfall.percent, 4),
            "effective_rate": effective,
            "waterfall": tuple(
                Step(name=step.name, amount=step.amount)
                for step in done.waterfall.in_minor_units(places)
            ),
            "legs": to_leg_times(legs),
            "time": total_duration(legs),
            "cautions": tuple(said),
        }
    )
