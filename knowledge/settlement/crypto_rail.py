"""A payment in a crypto-asset over one network, worked out from a snapshot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.market.chains import fees
from knowledge.market.consensus import Confidence, PegState, classify_peg
from knowledge.money import decimals, exact, shown, significant, up
from knowledge.settlement import crypto_route, durations, risk, venues, waterfall
from knowledge.settlement.context import Desk, Unavailable, Worked, leg_times, whole
from knowledge.settlement.crypto_route import CannotSettle, Flow, Route, Transfer
from knowledge.settlement.durations import Leg
from knowledge.settlement.models import Caution, Exposure, RailEstimate, Step
from knowledge.settlement.order_book import Fill, InsufficientDepth
from knowledge.settlement.venues import Choice

CRYPTO = (
    ("USDT", "tron"), ("USDT", "ethereum"), ("USDT", "bsc"), ("USDT", "solana"),
    ("USDC", "ethereum"), ("USDC", "solana"), ("USDC", "base"), ("USDC", "arbitrum"),
    ("USDC", "polygon"), ("BTC", "bitcoin"), ("BTC", "lightning"),
)  # fmt: skip
COIN = {
    "bitcoin": "BTC", "lightning": "BTC", "tron": "TRX", "ethereum": "ETH", "base": "ETH",
    "arbitrum": "ETH", "bsc": "BNB", "polygon": "POL", "solana": "SOL",
}  # fmt: skip
# A crypto cross this far from the official rate (in percent) is shown, warned of, or taken
# for an error of unit.
SHOW, WARN, BLOCK = 1, 3, 10
# Units of each chain's own resource that a transfer of a token takes.
GAS = {"USDT": 65_000, "USDC": 62_000}
ENERGY, FIRST_ENERGY, TRON_BYTES = 64_285, 130_285, 345
COMPUTE, FIRST_COMPUTE = 30_000, 60_000


def work(desk: Desk, asset: str, network: str) -> Worked:
    """The rail worked out, or why it cannot be."""
    rail = RailEstimate(
        rail=f"{asset.lower()}-{network}", asset=asset, network=network, available=False
    )
    out = Worked(rail)
    try:
        _work(desk, asset, network, out)
    except Unavailable as error:
        why = error.caution
    except InsufficientDepth as error:
        book = error.book
        why = Caution(
            key="thin_book",
            values={
                "venue": book.source, "pair": f"{book.base}/{book.quote}", "base": book.base,
                "largest": f"{error.largest.normalize():f}",
            },
        )  # fmt: skip
    except CannotSettle:
        why = Caution(key="too_small")
    else:
        return out
    out.rail = rail.model_copy(update={"why_not": why})
    return out


def _work(desk: Desk, asset: str, network: str, out: Worked) -> None:
    request = desk.request
    cautions = _trust(desk, asset, out)
    on = None if request.payer == asset else venues.all_for(desk, asset, request.payer)
    off = None if request.payee == asset else venues.all_for(desk, asset, request.payee)
    size = _rough_size(desk, on, off)
    buying = venues.to_buy(on, size) if on else None
    selling = venues.to_sell(off, size) if off else None
    transfer = _transfer(desk, asset, network, size, out)
    way = Route(
        request.payer, request.payee, asset, network, transfer,
        buying.venue if buying else None, selling.venue if selling else None,
    )  # fmt: skip
    backwards = request.side == "payee_gets"
    flow = (crypto_route.backwards if backwards else crypto_route.forwards)(way, request.amount)
    yardstick = _yardstick(desk, way, cautions)
    costs = waterfall.of_crypto(flow, yardstick)
    for name, choice, fill in (("on", buying, flow.buying), ("off", selling, flow.selling)):
        if choice and fill:
            out.used[f"{name}_book"] = choice.venue.book
            if fill.heavy:
                cautions.append(_heavy(fill, choice))
    legs = _legs(desk, network, exposed=bool(buying or selling), selling=bool(selling))
    _weigh(desk, out, costs, buying, selling, network)
    _state(desk, out, flow, costs, legs, cautions)


def _trust(desk: Desk, asset: str, out: Worked) -> list[Caution]:
    """Cautions on the asset's price; Unavailable when nobody prices it or its peg is gone."""
    price = desk.coin(asset)
    ends = {desk.request.payer, desk.request.payee} - {asset}
    quoted = {q.quote for q in desk.snapshot.otc if q.base == asset}
    if price is None or price.confidence is Confidence.NONE or price.price is None:
        if ends <= quoted:
            return [Caution(key="no_check", values={"asset": asset})]
        raise Unavailable("no_quorum", asset=asset)
    said = []
    if not price.is_quotable:
        out.weak = True
        key = "low_confidence" if price.confidence is Confidence.LOW else "too_scattered"
        said.append(Caution(key=key, values={"asset": asset, "count": str(len(price.used))}))
    elif price.is_scattered:
        values = {"asset": asset, "bps": f"{price.dispersion_bps:.0f}"}
        said.append(Caution(key="scattered", values=values))
    for failure in price.rejected:
        values = {"source": failure.source, "why": failure.sentence}
        said.append(Caution(key="left_out", values=values))
    if asset != "BTC":
        state = classify_peg(price.price)
        values = {"asset": asset, "price": f"{shown(price.price, 4)}"}
        if state is PegState.BLOCK:
            raise Unavailable("depeg", **values)
        if state is not PegState.OK:
            said.append(Caution(key=f"peg_{state}", values=values))
    return said


def _rough_size(desk: Desk, on: Sequence[Choice] | None, off: Sequence[Choice] | None) -> Decimal:
    """About how much of the asset travels."""
    amount, backwards = desk.request.amount, desk.request.side == "payee_gets"
    end = off if backwards else on
    with exact():
        return amount / end[0].venue.book.mid if end else amount


def _yardstick(desk: Desk, way: Route, cautions: list[Caution]) -> Decimal:
    """The official rate, or the crypto cross itself where there is none."""
    if desk.rate is None:
        cautions.append(Caution(key="no_yardstick"))
        return way.cross
    with exact():
        off = (way.cross / desk.rate.value - 1) * 100
    values = {"percent": f"{off:+.1f}"}
    if abs(off) > BLOCK:
        raise Unavailable("cross_far", **values)
    if abs(off) > SHOW:
        cautions.append(
            Caution(key="cross_warn" if abs(off) > WARN else "cross_show", values=values)
        )
    return desk.rate.value


def _transfer(desk: Desk, asset: str, network: str, size: Decimal, out: Worked) -> Transfer:
    """The exchange's flat fee; the chain's own instead where the payer sends from their wallet.

    A payer who buys first and sends from a wallet of their own pays both: two transfers.
    """
    row = desk.reference.row(f"withdraw.{asset}.{network}")
    held = desk.request.payer == asset
    own = desk.request.own_wallet
    flat = Decimal(0) if held and own else row.number
    if network == "lightning":
        limit = desk.reference.row("lightning.limit").number
        value = desk.convert(size, asset, "USD")
        if value is None or value > limit:
            raise Unavailable("too_large_for_lightning", limit=f"{limit:f}")
        share = desk.reference.row("lightning.share")
        with exact():
            flat += up(size * share.number, 8)
        return Transfer(flat)
    if not own:
        return Transfer(flat)
    price = desk.convert(Decimal(1), COIN[network], desk.request.payer)
    if price is None:
        raise Unavailable("no_coin_price", coin=COIN[network])
    return Transfer(flat, native_fee(desk, asset, network, out), price)


def native_fee(desk: Desk, asset: str, network: str, out: Worked) -> Decimal:
    """What the chain takes for the transfer, in its own coin; Unavailable without its figures."""

    def figure(key: str) -> Decimal:
        datum = desk.snapshot.find_fee(key)
        if datum is None or not datum.is_fresh(desk.at):
            raise Unavailable("no_chain_fee", network=network)
        out.used[key] = datum
        return datum.value

    new = desk.request.new_holder
    if network == "lightning":
        raise Unavailable("no_chain_fee", network=network)
    if network == "bitcoin":
        size = fees.bitcoin_vbytes(["p2wpkh"], ["p2wpkh", "p2wpkh"])
        return Decimal(fees.bitcoin_fee_sat(size, figure("bitcoin.fee_rate"))).scaleb(-8)
    if network == "tron":
        energy = FIRST_ENERGY if new else ENERGY
        price, band = int(figure("tron.energy_price")), int(figure("tron.bandwidth_price"))
        return fees.tron_fee_trx(energy, 0, price, TRON_BYTES, 0, band)
    if network == "solana":
        units = FIRST_COMPUTE if new else COMPUTE
        paid = [int(figure("solana.priority_fee"))]
        return Decimal(fees.solana_fee_lamports(units, paid, new_account=new)).scaleb(-9)
    base, tip = int(figure(f"{network}.base_fee")), int(figure(f"{network}.tip"))
    extra = figure("base.l1_fee") if network == "base" else Decimal(0)
    return fees.evm_gas_fee(GAS[asset], base, tip, extra).expected


@dataclass(frozen=True)
class TransferFee:
    """What a chain takes for one transfer now; ``amount`` is None where nobody says.

    ``case`` is ``holder`` or ``new`` (the payee's address never held the token), ``dollars`` the
    fee in dollars.
    """

    network: str
    asset: str
    case: str
    coin: str
    amount: Decimal | None
    dollars: Decimal | None
    source: str
    as_of: dt.datetime


def chain_transfer(desk: Desk, asset: str, network: str) -> list[TransferFee]:
    """The chain's fee for sending the asset, to a holder and to an address that is new to it."""
    out = []
    for new in (False, True) if network in ("tron", "solana") else (False,):
        request = desk.request.model_copy(update={"new_holder": new})
        there = Desk(request, desk.snapshot, desk.reference)
        used = Worked(RailEstimate(rail=network, available=False))
        try:
            amount: Decimal | None = native_fee(there, asset, network, used)
        except Unavailable:
            amount = None
        price = desk.coin(COIN[network])
        worth = price.price * amount if price and price.price and amount is not None else None
        figures = list(used.used.values())
        out.append(
            TransferFee(
                network, asset, "new" if new else "holder", COIN[network], amount,
                significant(worth, 2, places=4) if worth is not None else None,
                figures[0].source if figures else "", figures[0].as_of if figures else desk.at,
            )
        )  # fmt: skip
    return out


def _legs(desk: Desk, network: str, *, exposed: bool, selling: bool) -> list[Leg]:
    """The steps in time; only between buying and selling does the price matter."""
    row = desk.reference.row
    legs = [Leg("review", row("review.exchange").seconds, exposed)]
    if desk.request.own_wallet:
        legs.append(Leg("own_wallet", row("review.own_wallet").seconds, exposed))
    confirm = row(f"confirm.{network}")
    if network == "bitcoin":
        pace = desk.snapshot.find_fee("bitcoin.block_seconds")
        mean = float(pace.value) if pace else 600.0
        # The fee aims at the third block, so two may pass before the first confirmation.
        legs.append(durations.blocks("confirm", (confirm.blocks or 3) + 2, mean, exposed=exposed))
    else:
        legs.append(Leg("confirm", confirm.seconds, exposed))
    if selling:
        legs.append(Leg("credit", row("credit.exchange").seconds, exposed))
        payout = row(f"payout.{desk.request.payee}", "payout.default")
        legs.append(Leg("payout", payout.seconds))
    return legs


def _heavy(fill: Fill, choice: Choice) -> Caution:
    values = {
        "venue": choice.venue.book.source,
        "bps": f"{fill.slippage_bps:.0f}",
        "share": f"{fill.share * 100:.0f}",
    }
    return Caution(key="heavy_order", values=values)


def _weigh(
    desk: Desk,
    out: Worked,
    costs: waterfall.Waterfall,
    buying: Choice | None,
    selling: Choice | None,
    network: str,
) -> None:
    """Note what rests on suppositions, and how much of the cost each is."""
    cost = {step.name: step.amount for step in costs.steps}
    row = desk.reference.row
    out.suppose(row(f"withdraw.{out.rail.asset}.{network}"), cost["withdraw_fee_and_dust"])
    out.suppose(buying.taker if buying else None, cost["on_taker"])
    out.suppose(selling.taker if selling else None, cost["off_taker"])
    out.suppose(selling.payout if selling else None, cost["payout_fee"])
    out.suppose(row(f"confirm.{network}"), Decimal(0))


def _state(
    desk: Desk,
    out: Worked,
    flow: Flow,
    costs: waterfall.Waterfall,
    legs: Sequence[Leg],
    cautions: Sequence[Caution],
) -> None:
    """Put the result into the rail."""
    request, asset = desk.request, out.rail.asset or ""
    places = decimals(request.payer, out.rail.network)
    floor = float(desk.reference.row(f"sigma.{asset}").number)
    closes = desk.snapshot.find_closes(asset, request.payer)
    if closes is not None:
        out.used["closes"] = closes
    out.sigma = risk.sigma(closes.prices, floor) if closes else floor
    exposed = whole([leg for leg in legs if leg.exposed])
    exposure = None
    if exposed:
        loss = risk.price_risk(flow.payer_fiat, out.sigma, exposed.p90, places)
        exposure = Exposure(
            time=exposed,
            loss_1_in_10=loss.loss_1_in_10,
            loss_1_in_20=loss.loss_1_in_20,
            buffer_pct=Decimal(f"{loss.buffer_pct:.4f}"),
        )
    with exact():
        effective = significant(flow.payer_pays / flow.payee_gets, 8, places=8)
    chosen = (flow.route.onramp, flow.route.offramp)
    out.rail = out.rail.model_copy(
        update={
            "available": True,
            "forbidden_by": desk.forbidden(),
            "payer_pays": flow.payer_pays,
            "payee_gets": flow.payee_gets,
            "all_in_cost": shown(costs.all_in, places),
            "all_in_pct": shown(costs.percent, 4),
            "effective_rate": effective,
            "waterfall": tuple(
                Step(name=step.name, amount=step.amount) for step in costs.in_minor_units(places)
            ),
            "legs": leg_times(legs),
            "time": whole(legs),
            "exposure": exposure,
            "venues": tuple(venue.book.source for venue in chosen if venue),
            "cautions": tuple(cautions),
        }
    )
