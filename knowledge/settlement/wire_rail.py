"""A bank wire, worked out from the official rate and a tariff."""

from __future__ import annotations

from decimal import Decimal

from knowledge.money import decimals, exact, is_crypto, shown, significant
from knowledge.settlement import business_days, wire_costs
from knowledge.settlement.context import Desk, Unavailable, Worked, leg_times, whole
from knowledge.settlement.crypto_route import CannotSettle
from knowledge.settlement.durations import Leg
from knowledge.settlement.models import Caution, RailEstimate, Step
from knowledge.settlement.wire_costs import Charges, Tariff

_KINDS = {f"wire-{charges.lower()}": charges for charges in Charges}
NAMES = tuple(_KINDS)


def work(desk: Desk, name: str) -> Worked:
    """The wire worked out, or why it cannot be."""
    rail = RailEstimate(rail=name, available=False)
    out = Worked(rail)
    try:
        _work(desk, _KINDS[name], out)
    except Unavailable as error:
        out.rail = rail.model_copy(update={"why_not": error.caution})
    except CannotSettle:
        out.rail = rail.model_copy(update={"why_not": Caution(key="too_small")})
    return out


def tariff(desk: Desk) -> Tariff:
    """The bank's tariff as it is supposed, in the moneys of the payment."""
    row, request = desk.reference.row, desk.request

    def money(key: str, currency: str) -> Decimal:
        found = row(key)
        own = found.unit if len(found.unit) == 3 else "USD"
        value = desk.convert(found.number, own, currency)
        if value is None:
            raise Unavailable("no_rate", payer=currency, payee=own)
        # A tariff is a round figure; more than the minor unit would only pretend to be exact.
        return shown(value, decimals(currency))

    return Tariff(
        margin=row("wire.margin").number,
        flat=money("wire.sender_fee", request.payer),
        our_flat=money("wire.our_fee", request.payer),
        intermediary=money("wire.intermediary", request.payee),
        beneficiary=money("wire.beneficiary", request.payee),
    )


def _work(desk: Desk, charges: Charges, out: Worked) -> None:
    request, rate = desk.request, desk.rate
    if is_crypto(request.payer) or is_crypto(request.payee):
        raise Unavailable("wire_needs_money")
    if rate is None:
        raise Unavailable("no_rate", payer=request.payer, payee=request.payee)
    if not rate.is_fresh(desk.at):
        raise Unavailable("stale_rate", source=rate.source, day=rate.day.isoformat())
    out.used["reference"] = rate
    terms = tariff(desk)
    if request.side == "payee_gets":
        done = wire_costs.backwards(
            request.payer, request.payee, rate.value, terms, charges, request.amount
        )
    else:
        done = wire_costs.forwards(request.payee, rate.value, terms, charges, request.amount)
    span = business_days.wire(desk.reference, request.from_country, request.to_country, desk.at)
    legs = [Leg("bank", span)]
    cost = {step.name: step.amount for step in done.waterfall.steps}
    row = desk.reference.row
    out.suppose(row("wire.margin"), cost["fx_margin"])
    out.suppose(row("wire.sender_fee"), terms.flat)
    if charges is Charges.OUR:
        out.suppose(row("wire.our_fee"), terms.our_flat)
    else:
        with exact():
            out.suppose(row("wire.intermediary"), terms.intermediary * rate.value)
            out.suppose(row("wire.beneficiary"), terms.beneficiary * rate.value)
    places = decimals(request.payer)
    special = desk.reference.corridor(request.from_country, request.to_country)
    said = [Caution(key=special.warning, values={"source": special.source})] if special else []
    with exact():
        effective = significant(done.payer_pays / done.payee_gets, 8, places=8)
    out.rail = out.rail.model_copy(
        update={
            "available": True,
            "payer_pays": done.payer_pays,
            "payee_gets": done.payee_gets,
            "all_in_cost": shown(done.waterfall.all_in, places),
            "all_in_pct": shown(done.waterfall.percent, 4),
            "effective_rate": effective,
            "waterfall": tuple(
                Step(name=step.name, amount=step.amount)
                for step in done.waterfall.in_minor_units(places)
            ),
            "legs": leg_times(legs),
            "time": whole(legs),
            "cautions": tuple(said),
        }
    )
