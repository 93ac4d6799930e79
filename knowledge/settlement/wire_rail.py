"""Estimates a bank wire from the official rate and the reference tariff."""

from __future__ import annotations

from decimal import Decimal

from knowledge.errors import RailError, RailUnavailableError
from knowledge.market.models import Rate
from knowledge.money import decimals, exact, is_crypto, round_half_up
from knowledge.settlement import business_days, wire_costs
from knowledge.settlement.context import EstimateContext, RailResult
from knowledge.settlement.durations import PaymentLeg
from knowledge.settlement.models import Caution, RailEstimate
from knowledge.settlement.reference_data import Reference
from knowledge.settlement.request import PaymentRequest
from knowledge.settlement.wire_costs import ChargeBearer, WireQuote, WireTariff

_CHARGE_BEARERS = {f"wire-{charges.lower()}": charges for charges in ChargeBearer}
WIRE_RAILS = tuple(_CHARGE_BEARERS)


def estimate_wire_rail(context: EstimateContext, name: str) -> RailResult:
    """The estimate of a wire; ``why_not`` says why there is none. ``name`` is in ``WIRE_RAILS``."""
    rail = RailEstimate(rail=name, available=False)
    out = RailResult(rail)
    try:
        _compute_rail(context, _CHARGE_BEARERS[name], out)
    except RailError as error:
        out.rail = rail.model_copy(update={"why_not": Caution.from_error(error)})
    except ArithmeticError:
        why = Caution.from_error(RailUnavailableError("impossible_figures"))
        out.rail = rail.model_copy(update={"why_not": why})
    return out


def build_tariff(context: EstimateContext) -> WireTariff:
    """The reference tariff of banks, converted to the currencies of the payment.

    RailUnavailableError when a fee's currency has no rate.
    """
    row, request = context.reference.row, context.request

    def convert_fee(key: str, currency: str) -> Decimal:
        fee = row(key)
        fee_currency = fee.unit if len(fee.unit) == 3 else "USD"
        value = context.convert(fee.number, fee_currency, currency)
        if value is None:
            raise RailUnavailableError("no_rate", payer=currency, payee=fee_currency)
        # A tariff is a round figure; digits beyond the minor unit would only pretend precision.
        return round_half_up(value, decimals(currency))

    return WireTariff(
        margin=row("wire.margin").number,
        flat=convert_fee("wire.sender_fee", request.payer),
        our_flat=convert_fee("wire.our_fee", request.payer),
        intermediary=convert_fee("wire.intermediary", request.payee),
        beneficiary=convert_fee("wire.beneficiary", request.payee),
    )


def _compute_rail(context: EstimateContext, charges: ChargeBearer, out: RailResult) -> None:
    """Fill in the result; RailError when a wire cannot carry the payment."""
    request = context.request
    rate = _find_fresh_rate(context)
    out.inputs["reference"] = rate
    tariff = build_tariff(context)
    quote = _compute_quote(request, rate.value, tariff, charges)
    span = business_days.estimate_wire_duration(
        context.reference, request.from_country, request.to_country, context.moment
    )
    _note_assumptions(out, context.reference, quote, tariff, charges, rate.value)
    out.set_costs(quote.payer_pays, quote.payee_gets, quote.waterfall, decimals(request.payer))
    out.set_legs([PaymentLeg("bank", span)])
    out.rail = out.rail.model_copy(update={"cautions": _list_corridor_cautions(context)})


def _find_fresh_rate(context: EstimateContext) -> Rate:
    """The official rate; RailUnavailableError for crypto-assets, without a rate or a stale one."""
    request, rate = context.request, context.rate
    if is_crypto(request.payer) or is_crypto(request.payee):
        raise RailUnavailableError("wire_needs_money")
    if rate is None:
        raise RailUnavailableError("no_rate", payer=request.payer, payee=request.payee)
    if not rate.is_fresh(context.moment):
        raise RailUnavailableError("stale_rate", source=rate.source, day=rate.day.isoformat())
    return rate


def _compute_quote(
    request: PaymentRequest, rate: Decimal, tariff: WireTariff, charges: ChargeBearer
) -> WireQuote:
    payer, payee, amount = request.payer, request.payee, request.amount
    if request.side == "payee_gets":
        return wire_costs.quote_for_payee(payer, payee, rate, tariff, charges, amount)
    return wire_costs.quote_for_budget(payer, payee, rate, tariff, charges, amount)


def _note_assumptions(
    out: RailResult,
    reference: Reference,
    quote: WireQuote,
    tariff: WireTariff,
    charges: ChargeBearer,
    rate: Decimal,
) -> None:
    """Record the assumptions behind the costs, and how much of the cost rests on each."""
    cost = {step.name: step.amount for step in quote.waterfall.steps}
    row = reference.row
    out.note_assumption(row("wire.margin"), cost["fx_margin"])
    out.note_assumption(row("wire.sender_fee"), tariff.flat)
    if charges is ChargeBearer.OUR:
        out.note_assumption(row("wire.our_fee"), tariff.our_flat)
    else:
        with exact():
            out.note_assumption(row("wire.intermediary"), tariff.intermediary * rate)
            out.note_assumption(row("wire.beneficiary"), tariff.beneficiary * rate)


def _list_corridor_cautions(context: EstimateContext) -> tuple[Caution, ...]:
    """The caution on a corridor where banks delay or return wires, if it is one."""
    request = context.request
    corridor = context.reference.find_corridor(request.from_country, request.to_country)
    if corridor is None:
        return ()
    return (Caution(key=corridor.warning, values={"source": corridor.source}),)
