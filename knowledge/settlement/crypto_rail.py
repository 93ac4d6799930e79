"""A payment in a crypto-asset over one network, worked out from a snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from knowledge.assets import load_assets
from knowledge.errors import RailError, RailUnavailableError
from knowledge.market.consensus import Confidence, PegState, classify_peg
from knowledge.money import decimals, exact, round_half_up, round_significant, round_up
from knowledge.settlement import crypto_route, durations, risk, venues, waterfall
from knowledge.settlement.context import EstimateContext, RailResult, to_leg_times, total_duration
from knowledge.settlement.crypto_route import AssetTransfer, CryptoRoute, RouteAmounts
from knowledge.settlement.durations import PaymentLeg
from knowledge.settlement.models import Caution, Exposure, RailEstimate, Step
from knowledge.settlement.network_fee import compute_native_fee
from knowledge.settlement.order_book import Fill
from knowledge.settlement.venues import VenueChoice

# A crypto cross this far from the official rate (in percent) is shown, warned of, or taken
# for an error of unit.
SHOW_CROSS_PCT, WARN_CROSS_PCT, MAX_CROSS_PCT = 1, 3, 10


def estimate_crypto_rail(context: EstimateContext, asset: str, network: str) -> RailResult:
    """The rail worked out, or why it cannot be."""
    rail = RailEstimate(
        rail=f"{asset.lower()}-{network}", asset=asset, network=network, available=False
    )
    out = RailResult(rail)
    try:
        _work(context, asset, network, out)
    except RailError as error:
        why = Caution.from_error(error)
    else:
        return out
    out.rail = rail.model_copy(update={"why_not": why})
    return out


def _work(context: EstimateContext, asset: str, network: str, out: RailResult) -> None:
    request = context.request
    cautions = _check_price(context, asset, out)
    on = None if request.payer == asset else venues.list_venues(context, asset, request.payer)
    off = None if request.payee == asset else venues.list_venues(context, asset, request.payee)
    size = _estimate_size(context, on, off)
    buying = venues.choose_buying_venue(on, size) if on else None
    selling = venues.choose_selling_venue(off, size) if off else None
    transfer = _build_transfer(context, asset, network, size, out)
    way = CryptoRoute(
        request.payer, request.payee, asset, network, transfer,
        buying.venue if buying else None, selling.venue if selling else None,
    )  # fmt: skip
    backwards = request.side == "payee_gets"
    flow = (crypto_route.compute_for_payee if backwards else crypto_route.compute_for_budget)(
        way, request.amount
    )
    yardstick = _choose_yardstick(context, way, cautions)
    costs = waterfall.build_crypto_waterfall(flow, yardstick)
    for name, choice, fill in (("on", buying, flow.buying), ("off", selling, flow.selling)):
        if choice and fill:
            out.inputs[f"{name}_book"] = choice.venue.book
            if fill.heavy:
                cautions.append(_warn_of_heavy_order(fill, choice))
    legs = _build_legs(context, network, exposed=bool(buying or selling), selling=bool(selling))
    _note_assumptions(context, out, costs, buying, selling, network)
    _state(context, out, flow, costs, legs, cautions)


def _check_price(context: EstimateContext, asset: str, out: RailResult) -> list[Caution]:
    """Cautions on the asset's price.

    RailUnavailableError when no source prices it or its peg is lost.
    """
    price = context.coin_price(asset)
    ends = {context.request.payer, context.request.payee} - {asset}
    quoted = {q.quote for q in context.snapshot.otc if q.base == asset}
    if price is None or price.confidence is Confidence.NONE or price.price is None:
        if ends <= quoted:
            return [Caution(key="no_check", values={"asset": asset})]
        raise RailUnavailableError("no_quorum", asset=asset)
    said = []
    if not price.is_quotable:
        out.low_confidence = True
        key = "low_confidence" if price.confidence is Confidence.LOW else "too_scattered"
        said.append(Caution(key=key, values={"asset": asset, "count": str(len(price.used))}))
    elif price.is_scattered:
        values = {"asset": asset, "bps": f"{price.dispersion_bps:.0f}"}
        said.append(Caution(key="scattered", values=values))
    for failure in price.rejected:
        values = {"source": failure.source, "why": failure.sentence}
        if failure.key:
            values |= {"why_key": failure.key, **{f"why_{k}": v for k, v in failure.values.items()}}
        said.append(Caution(key="left_out", values=values))
    if asset != "BTC":
        state = classify_peg(price.price)
        values = {"asset": asset, "price": f"{round_half_up(price.price, 4)}"}
        if state is PegState.BLOCK:
            raise RailUnavailableError("depeg", **values)
        if state is not PegState.OK:
            said.append(Caution(key=f"peg_{state}", values=values))
    return said


def _estimate_size(
    context: EstimateContext, on: Sequence[VenueChoice] | None, off: Sequence[VenueChoice] | None
) -> Decimal:
    """About how much of the asset travels."""
    amount, backwards = context.request.amount, context.request.side == "payee_gets"
    end = off if backwards else on
    with exact():
        return amount / end[0].venue.book.mid if end else amount


def _choose_yardstick(
    context: EstimateContext, way: CryptoRoute, cautions: list[Caution]
) -> Decimal:
    """The official rate, or the crypto cross itself where there is none."""
    if context.rate is None:
        cautions.append(Caution(key="no_yardstick"))
        return way.cross
    with exact():
        off = (way.cross / context.rate.value - 1) * 100
    values = {"percent": f"{off:+.1f}"}
    if abs(off) > MAX_CROSS_PCT:
        raise RailUnavailableError("cross_far", **values)
    if abs(off) > SHOW_CROSS_PCT:
        cautions.append(
            Caution(key="cross_warn" if abs(off) > WARN_CROSS_PCT else "cross_show", values=values)
        )
    return context.rate.value


def _build_transfer(
    context: EstimateContext, asset: str, network: str, size: Decimal, out: RailResult
) -> AssetTransfer:
    """The exchange's flat fee; the chain's own instead where the payer sends from their wallet.

    A payer who buys first and sends from a wallet of their own pays both: two transfers.
    """
    row = context.reference.row(f"withdraw.{asset}.{network}")
    held = context.request.payer == asset
    own = context.request.own_wallet
    flat = Decimal(0) if held and own else row.number
    if network == "lightning":
        limit = context.reference.row("lightning.limit").number
        value = context.convert(size, asset, "USD")
        if value is None or value > limit:
            raise RailUnavailableError("too_large_for_lightning", limit=f"{limit:f}")
        share = context.reference.row("lightning.share")
        with exact():
            flat += round_up(size * share.number, 8)
        return AssetTransfer(flat)
    if not own:
        return AssetTransfer(flat)
    coin = load_assets().native_coin(network)
    price = context.convert(Decimal(1), coin, context.request.payer)
    if price is None:
        raise RailUnavailableError("no_coin_price", coin=coin)
    return AssetTransfer(flat, compute_native_fee(context, asset, network, out), price)


def _build_legs(
    context: EstimateContext, network: str, *, exposed: bool, selling: bool
) -> list[PaymentLeg]:
    """The steps in time; only between buying and selling does the price matter."""
    row = context.reference.row
    legs = [PaymentLeg("review", row("review.exchange").seconds, exposed)]
    if context.request.own_wallet:
        legs.append(PaymentLeg("own_wallet", row("review.own_wallet").seconds, exposed))
    confirm = row(f"confirm.{network}")
    if network == "bitcoin":
        pace = context.snapshot.find_fee("bitcoin.block_seconds")
        mean = float(pace.value) if pace else 600.0
        # The fee aims at the third block, so two may pass before the first confirmation.
        legs.append(
            durations.build_block_leg("confirm", (confirm.blocks or 3) + 2, mean, exposed=exposed)
        )
    else:
        legs.append(PaymentLeg("confirm", confirm.seconds, exposed))
    if selling:
        legs.append(PaymentLeg("credit", row("credit.exchange").seconds, exposed))
        payout = row(f"payout.{context.request.payee}", "payout.default")
        legs.append(PaymentLeg("payout", payout.seconds))
    return legs


def _warn_of_heavy_order(fill: Fill, choice: VenueChoice) -> Caution:
    values = {
        "venue": choice.venue.book.source,
        "bps": f"{fill.slippage_bps:.0f}",
        "share": f"{fill.share * 100:.0f}",
    }
    return Caution(key="heavy_order", values=values)


def _note_assumptions(
    context: EstimateContext,
    out: RailResult,
    costs: waterfall.Waterfall,
    buying: VenueChoice | None,
    selling: VenueChoice | None,
    network: str,
) -> None:
    """Note what rests on suppositions, and how much of the cost each is."""
    cost = {step.name: step.amount for step in costs.steps}
    row = context.reference.row
    out.note_assumption(row(f"withdraw.{out.rail.asset}.{network}"), cost["withdraw_fee_and_dust"])
    out.note_assumption(buying.taker if buying else None, cost["on_taker"])
    out.note_assumption(selling.taker if selling else None, cost["off_taker"])
    out.note_assumption(selling.payout if selling else None, cost["payout_fee"])
    out.note_assumption(row(f"confirm.{network}"), Decimal(0))


def _state(
    context: EstimateContext,
    out: RailResult,
    flow: RouteAmounts,
    costs: waterfall.Waterfall,
    legs: Sequence[PaymentLeg],
    cautions: Sequence[Caution],
) -> None:
    """Put the result into the rail."""
    request, asset = context.request, out.rail.asset or ""
    places = decimals(request.payer, out.rail.network)
    floor = float(context.reference.row(f"sigma.{asset}").number)
    closes = context.snapshot.find_closes(asset, request.payer)
    if closes is not None:
        out.inputs["closes"] = closes
    out.sigma = risk.estimate_volatility(closes.prices, floor) if closes else floor
    exposed = total_duration([leg for leg in legs if leg.exposed])
    exposure = None
    if exposed:
        loss = risk.compute_price_risk(flow.payer_fiat, out.sigma, exposed.p90, places)
        exposure = Exposure(
            time=exposed,
            loss_1_in_10=loss.loss_1_in_10,
            loss_1_in_20=loss.loss_1_in_20,
            buffer_pct=Decimal(f"{loss.buffer_pct:.4f}"),
        )
    with exact():
        effective = round_significant(flow.payer_pays / flow.payee_gets, 8, places=8)
    chosen = (flow.route.onramp, flow.route.offramp)
    out.rail = out.rail.model_copy(
        update={
            "available": True,
            "forbidden_by": context.find_forbidding_countries(),
            "payer_pays": flow.payer_pays,
            "payee_gets": flow.payee_gets,
            "all_in_cost": round_half_up(costs.all_in, places),
            "all_in_pct": round_half_up(costs.percent, 4),
            "effective_rate": effective,
            "waterfall": tuple(
                Step(name=step.name, amount=step.amount) for step in costs.in_minor_units(places)
            ),
            "legs": to_leg_times(legs),
            "time": total_duration(legs),
            "exposure": exposure,
            "venues": tuple(venue.book.source for venue in chosen if venue),
            "cautions": tuple(cautions),
        }
    )
