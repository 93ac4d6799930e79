"""Estimates a payment in one crypto-asset over one network from a snapshot of the market."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.assets import load_assets
from knowledge.errors import RailError, RailUnavailableError
from knowledge.market.consensus import Confidence, PegState, classify_peg
from knowledge.market.models import Failure
from knowledge.money import decimals, exact, round_half_up, round_up
from knowledge.settlement import crypto_route, durations, risk, venues, waterfall
from knowledge.settlement.context import EstimateContext, RailResult, total_duration
from knowledge.settlement.crypto_route import AssetTransfer, CryptoRoute, RouteAmounts
from knowledge.settlement.durations import PaymentLeg
from knowledge.settlement.models import Caution, Exposure, RailEstimate
from knowledge.settlement.network_fee import compute_native_fee
from knowledge.settlement.order_book import Fill
from knowledge.settlement.venues import VenueChoice

# How far the crypto cross may be from the official rate, in percent, before it is shown, warned of,
# or taken for an error of unit.
SHOW_CROSS_PCT, WARN_CROSS_PCT, MAX_CROSS_PCT = 1, 3, 10
# The mean time between Bitcoin blocks where the network's own pace is not known.
_DEFAULT_BLOCK_S = 600.0


@dataclass(frozen=True)
class _RouteEnds:
    """The exchange at each end; None where the party holds or wants the asset itself.

    ``size`` is roughly how much of the asset is sent.
    """

    buying: VenueChoice | None
    selling: VenueChoice | None
    size: Decimal


def estimate_crypto_rail(context: EstimateContext, asset: str, network: str) -> RailResult:
    """The estimate of one asset over one network; ``why_not`` says why there is none."""
    rail = RailEstimate(
        rail=f"{asset.lower()}-{network}", asset=asset, network=network, available=False
    )
    out = RailResult(rail)
    try:
        _compute_rail(context, asset, network, out)
    except RailError as error:
        why = Caution.from_error(error)
    except ArithmeticError:
        # Figures that are possible each and not together, such as a rate by hand and a large sum.
        why = Caution.from_error(RailUnavailableError("impossible_figures"))
    else:
        return out
    out.rail = rail.model_copy(update={"why_not": why})
    return out


def _compute_rail(context: EstimateContext, asset: str, network: str, out: RailResult) -> None:
    """Fill in the result; RailError when the rail cannot carry the payment."""
    request = context.request
    cautions = _check_price(context, asset, out)
    ends = _choose_venues(context, asset)
    route = CryptoRoute(
        payer=request.payer,
        payee=request.payee,
        asset=asset,
        network=network,
        transfer=_build_transfer(context, asset, network, ends.size, out),
        onramp=ends.buying.venue if ends.buying else None,
        offramp=ends.selling.venue if ends.selling else None,
    )
    if request.side == "payee_gets":
        flow = crypto_route.compute_for_payee(route, request.amount)
    else:
        flow = crypto_route.compute_for_budget(route, request.amount)
    yardstick = _choose_yardstick(context, route, cautions)
    costs = waterfall.build_crypto_waterfall(flow, yardstick)
    cautions += _note_order_books(out, ends, flow)
    legs = _build_legs(context, network, ends)
    _note_assumptions(context, out, costs, ends)
    places = decimals(request.payer, network)
    exposure = _compute_exposure(context, out, flow.payer_fiat, legs, places)
    out.set_costs(flow.payer_pays, flow.payee_gets, costs, places)
    out.set_legs(legs)
    out.rail = out.rail.model_copy(
        update={
            "forbidden_by": context.find_forbidding_countries(),
            "exposure": exposure,
            "venues": tuple(x.book.source for x in (route.onramp, route.offramp) if x),
            "cautions": tuple(cautions),
        }
    )


def _choose_venues(context: EstimateContext, asset: str) -> _RouteEnds:
    """The best exchange at each end; RailUnavailableError where no market trades the asset."""
    request = context.request
    on = None if request.payer == asset else venues.list_venues(context, asset, request.payer)
    off = None if request.payee == asset else venues.list_venues(context, asset, request.payee)
    size = _estimate_size(context, on, off)
    return _RouteEnds(
        buying=venues.choose_buying_venue(on, size) if on else None,
        selling=venues.choose_selling_venue(off, size) if off else None,
        size=size,
    )


def _check_price(context: EstimateContext, asset: str, out: RailResult) -> list[Caution]:
    """Cautions on the asset's price.

    RailUnavailableError when no source prices it or a stablecoin has lost its peg. Without a
    consensus price, rates entered by hand for both ends will do.
    """
    price = context.coin_price(asset)
    ends = {context.request.payer, context.request.payee} - {asset}
    quoted = {quote.quote for quote in context.snapshot.otc if quote.base == asset}
    if price is None or price.confidence is Confidence.NONE or price.price is None:
        if ends <= quoted:
            return [Caution(key="no_check", values={"asset": asset})]
        raise RailUnavailableError("no_quorum", asset=asset)
    cautions = []
    if not price.is_quotable:
        out.low_confidence = True
        key = "low_confidence" if price.confidence is Confidence.LOW else "too_scattered"
        cautions.append(Caution(key=key, values={"asset": asset, "count": str(len(price.used))}))
    elif price.is_scattered:
        values = {"asset": asset, "bps": f"{price.dispersion_bps:.0f}"}
        cautions.append(Caution(key="scattered", values=values))
    cautions += [_describe_rejection(failure) for failure in price.rejected]
    if asset != "BTC":
        cautions += _check_peg(asset, price.price)
    return cautions


def _describe_rejection(failure: Failure) -> Caution:
    """The caution that a source was left out of the price, and why."""
    values = {"source": failure.source, "why": failure.sentence}
    if failure.key:
        values |= {"why_key": failure.key, **{f"why_{k}": v for k, v in failure.values.items()}}
    return Caution(key="left_out", values=values)


def _check_peg(asset: str, price: Decimal) -> list[Caution]:
    """The caution on a stablecoin off its peg, if it is; RailUnavailableError when it is lost."""
    state = classify_peg(price)
    values = {"asset": asset, "price": f"{round_half_up(price, 4)}"}
    if state is PegState.BLOCK:
        raise RailUnavailableError("depeg", **values)
    return [] if state is PegState.OK else [Caution(key=f"peg_{state}", values=values)]


def _estimate_size(
    context: EstimateContext, on: Sequence[VenueChoice] | None, off: Sequence[VenueChoice] | None
) -> Decimal:
    """Roughly how much of the asset is sent: the amount at mid, before fees."""
    amount = context.request.amount
    choices = off if context.request.side == "payee_gets" else on
    with exact():
        return amount / choices[0].venue.book.mid if choices else amount


def _choose_yardstick(
    context: EstimateContext, route: CryptoRoute, cautions: list[Caution]
) -> Decimal:
    """The official rate, or the crypto cross itself where there is none.

    Cautions on the rate are added to ``cautions``. RailUnavailableError when the cross is further
    than ``MAX_CROSS_PCT`` from the official rate.
    """
    if context.rate is None:
        cautions.append(Caution(key="no_yardstick"))
        return route.cross
    with exact():
        deviation_pct = (route.cross / context.rate.value - 1) * 100
    values = {"percent": f"{deviation_pct:+.1f}"}
    if abs(deviation_pct) > MAX_CROSS_PCT:
        raise RailUnavailableError("cross_far", **values)
    if abs(deviation_pct) > SHOW_CROSS_PCT:
        key = "cross_warn" if abs(deviation_pct) > WARN_CROSS_PCT else "cross_show"
        cautions.append(Caution(key=key, values=values))
    return context.rate.value


def _build_transfer(
    context: EstimateContext, asset: str, network: str, size: Decimal, out: RailResult
) -> AssetTransfer:
    """The transfer's fees: the exchange's flat fee, or the network's where the payer sends.

    A payer who buys first and then sends from their own wallet pays both: two transfers.
    RailUnavailableError when a fee cannot be priced or Lightning does not carry the sum.
    """
    row = context.reference.row(f"withdraw.{asset}.{network}")
    own_wallet = context.request.own_wallet
    flat = Decimal(0) if context.request.payer == asset and own_wallet else row.number
    if network == "lightning":
        limit = context.reference.row("lightning.limit").number
        value = context.convert(size, asset, "USD")
        if value is None or value > limit:
            raise RailUnavailableError("too_large_for_lightning", limit=f"{limit:f}")
        share = context.reference.row("lightning.share")
        with exact():
            flat += round_up(size * share.number, 8)
        return AssetTransfer(flat)
    if not own_wallet:
        return AssetTransfer(flat)
    coin = load_assets().native_coin(network)
    price = context.convert(Decimal(1), coin, context.request.payer)
    if price is None:
        raise RailUnavailableError("no_coin_price", coin=coin)
    return AssetTransfer(flat, compute_native_fee(context, asset, network, out), price)


def _build_legs(context: EstimateContext, network: str, ends: _RouteEnds) -> list[PaymentLeg]:
    """The legs in order of time.

    The price matters where an exchange is at either end; the payout itself is never exposed.
    """
    row = context.reference.row
    exposed = bool(ends.buying or ends.selling)
    legs = [PaymentLeg("review", row("review.exchange").seconds, exposed)]
    if context.request.own_wallet:
        legs.append(PaymentLeg("own_wallet", row("review.own_wallet").seconds, exposed))
    legs.append(_build_confirmation_leg(context, network, exposed=exposed))
    if ends.selling:
        legs.append(PaymentLeg("credit", row("credit.exchange").seconds, exposed))
        payout = row(f"payout.{context.request.payee}", "payout.default")
        legs.append(PaymentLeg("payout", payout.seconds))
    return legs


def _build_confirmation_leg(context: EstimateContext, network: str, *, exposed: bool) -> PaymentLeg:
    """The wait for the network's confirmations; on Bitcoin by its present pace of blocks."""
    confirm = context.reference.row(f"confirm.{network}")
    if network != "bitcoin":
        return PaymentLeg("confirm", confirm.seconds, exposed)
    pace = context.snapshot.find_fee("bitcoin.block_seconds")
    block_s = float(pace.value) if pace else _DEFAULT_BLOCK_S
    # The fee aims at the third block, so two may pass before the first confirmation.
    blocks = (confirm.blocks or 3) + 2
    return durations.build_block_leg("confirm", blocks, block_s, exposed=exposed)


def _note_order_books(out: RailResult, ends: _RouteEnds, flow: RouteAmounts) -> list[Caution]:
    """Cautions on heavy orders; the books that were used are added to the inputs of ``out``."""
    orders = (("on_book", ends.buying, flow.buying), ("off_book", ends.selling, flow.selling))
    cautions = []
    for name, choice, fill in orders:
        if choice and fill:
            out.inputs[name] = choice.venue.book
            if fill.heavy:
                cautions.append(_warn_of_heavy_order(fill, choice))
    return cautions


def _warn_of_heavy_order(fill: Fill, choice: VenueChoice) -> Caution:
    """The caution that an order moves the market of its exchange."""
    values = {
        "venue": choice.venue.book.source,
        "bps": f"{fill.slippage_bps:.0f}",
        "share": f"{fill.share * 100:.0f}",
    }
    return Caution(key="heavy_order", values=values)


def _note_assumptions(
    context: EstimateContext, out: RailResult, costs: waterfall.Waterfall, ends: _RouteEnds
) -> None:
    """Record the assumptions behind the costs, and how much of the cost rests on each."""
    cost = {step.name: step.amount for step in costs.steps}
    row, rail = context.reference.row, out.rail
    buying, selling = ends.buying, ends.selling
    out.note_assumption(row(f"withdraw.{rail.asset}.{rail.network}"), cost["withdraw_fee_and_dust"])
    out.note_assumption(buying.taker if buying else None, cost["on_taker"])
    out.note_assumption(selling.taker if selling else None, cost["off_taker"])
    out.note_assumption(selling.payout if selling else None, cost["payout_fee"])
    out.note_assumption(row(f"confirm.{rail.network}"), Decimal(0))


def _compute_exposure(
    context: EstimateContext,
    out: RailResult,
    payer_fiat: Decimal,
    legs: Sequence[PaymentLeg],
    places: int,
) -> Exposure | None:
    """What the payer may lose while the price can move; None when it cannot.

    The volatility is set in ``out``, and the closes that it comes from are added to its inputs.
    """
    asset = out.rail.asset or ""
    floor = float(context.reference.row(f"sigma.{asset}").number)
    closes = context.snapshot.find_closes(asset, context.request.payer)
    if closes is not None:
        out.inputs["closes"] = closes
    out.sigma = risk.estimate_volatility(closes.prices, floor) if closes else floor
    exposed = total_duration([leg for leg in legs if leg.exposed])
    if not exposed:
        return None
    loss = risk.compute_price_risk(payer_fiat, out.sigma, exposed.p90, places)
    return Exposure(
        time=exposed,
        loss_1_in_10=loss.loss_1_in_10,
        loss_1_in_20=loss.loss_1_in_20,
        buffer_pct=Decimal(f"{loss.buffer_pct:.4f}"),
    )
