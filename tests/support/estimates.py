"""Worked examples against the code: reads an example's inputs, gives what the code makes of them.

An example is ``{"id", "kind", "inputs", "expected"}``. Kinds:

- ``crypto_reverse`` and ``crypto_forward``: ``inputs`` has ``amount``, ``rail`` (payer and payee
  currency, asset, network, ``reference_fx.rate``, ``onramp``, ``transfer``, ``offramp``), ``legs``
  (each three quantiles, or ``blocks`` that come ``mean_s`` apart), ``closes_1h``,
  ``vol_floor_per_sqrt_hour``, ``quote_inputs``, ``created_at``, ``drift_tolerance``;
- ``network_fees``: raw answers of chains, prices, and one expectation for each transaction;
- ``wire``: ``payer_ccy``, ``payee_ccy``, ``reference_fx.rate``, ``tariff``, ``charges``,
  ``amount``, ``side``;
- ``aggregation``: ``tickers`` and the moment ``at``;
- ``fx_document``: ``publisher`` and ``document``;
- ``thin_book``: a rail as above that cannot be filled.

Amounts are strings. ``made`` returns every field that an ``expected`` may name; nested ones are
dictionaries again.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from knowledge.errors import InsufficientDepthError
from knowledge.market.chains import fees
from knowledge.market.consensus import compute_consensus
from knowledge.market.http_client import HttpResponse
from knowledge.market.models import Observation, OrderBook, PriceLevel, Ticker
from knowledge.market.official import cbr, ecb, frankfurter, tcmb
from knowledge.money import decimals, round_up
from knowledge.settlement import (
    crypto_route,
    durations,
    quote_validity,
    risk,
    waterfall,
    wire_costs,
)
from knowledge.settlement.crypto_route import AssetTransfer, CryptoRoute, RouteAmounts, RouteVenue
from knowledge.settlement.durations import DurationRange, PaymentLeg

SOURCE = "example"
MOMENT = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


def made(example: Mapping[str, Any]) -> dict[str, Any]:
    """What the code makes of an example's inputs."""
    found = _KINDS[example["kind"]](example)
    found["quote_id"] = quote_validity.build_quote_id(example["inputs"])
    return found


def book(raw: Mapping[str, Any], base: str, quote: str) -> OrderBook:
    """A book of ``[price, size]`` levels."""
    sides = {
        side: tuple(PriceLevel(price=Decimal(p), size=Decimal(s)) for p, s in raw[side])
        for side in ("bids", "asks")
    }
    return OrderBook(source=SOURCE, as_of=MOMENT, base=base, quote=quote, **sides)


def way(rail: Mapping[str, Any]) -> CryptoRoute:
    """The route that a rail describes."""
    on, off, transfer = rail["onramp"], rail["offramp"], rail["transfer"]
    return CryptoRoute(
        payer=rail["payer_ccy"],
        payee=rail["payee_ccy"],
        asset=rail["asset"],
        network=rail["network"],
        transfer=AssetTransfer(
            Decimal(transfer.get("withdraw_fee", "0")),
            Decimal(transfer.get("native_fee", "0")),
            Decimal(transfer.get("native_price", "0")),
        ),
        onramp=RouteVenue(
            book(on["book"], rail["asset"], rail["payer_ccy"]),
            Decimal(on["taker"]),
            Decimal(on["lot"]),
            on["fee_in"],
            Decimal(on["deposit_flat"]),
            Decimal(on["deposit_pct"]),
        ),
        offramp=RouteVenue(
            book(off["book"], rail["asset"], rail["payee_ccy"]),
            Decimal(off["taker"]),
            Decimal(off["lot"]),
            "quote",
            Decimal(off["payout_flat"]),
            Decimal(off["payout_pct"]),
        ),
    )


def _reverse(example: Mapping[str, Any]) -> dict[str, Any]:
    inputs = example["inputs"]
    flow = crypto_route.compute_for_payee(way(inputs["rail"]), Decimal(inputs["amount"]))
    found = _flow(flow, inputs)
    again = crypto_route.compute_for_budget(flow.route, flow.payer_pays)
    return found | {"forward_check_payee_gets": again.payee_gets}


def _forward(example: Mapping[str, Any]) -> dict[str, Any]:
    inputs = example["inputs"]
    return _flow(
        crypto_route.compute_for_budget(way(inputs["rail"]), Decimal(inputs["amount"])), inputs
    )


def _flow(flow: RouteAmounts, inputs: Mapping[str, Any]) -> dict[str, Any]:
    rate = Decimal(inputs["rail"]["reference_fx"]["rate"])
    costs = waterfall.build_crypto_waterfall(flow, rate)
    buying, selling = flow.buying, flow.selling
    assert buying is not None
    assert selling is not None
    legs = [_leg(raw) for raw in inputs["legs"]]
    whole, exposed = durations.sum_legs(legs), durations.sum_legs([x for x in legs if x.exposed])
    assert whole is not None
    assert exposed is not None
    floor = float(inputs["vol_floor_per_sqrt_hour"])
    sigma = risk.estimate_volatility([Decimal(close) for close in inputs["closes_1h"]], floor)
    at_risk = risk.compute_price_risk(flow.payer_fiat, sigma, round(exposed.p90))
    created = dt.datetime.fromtimestamp(inputs["created_at"], dt.UTC)
    stands = quote_validity.compute_validity(
        created,
        float(inputs["drift_tolerance"]),
        sigma,
        {raw["name"]: _input(raw) for raw in inputs["quote_inputs"]},
    )
    return {
        "payee_gets": flow.payee_gets,
        "gross_fiat": flow.gross,
        "quote_needed": flow.quote_needed,
        "asset_sold": flow.sold,
        "quote_from_sale": flow.proceeds,
        "off_worst": selling.worst,
        "off_levels": selling.levels,
        "asset_leaving_exchange": flow.leaving,
        "asset_bought": flow.bought,
        "buy_cost": flow.buy_cost,
        "on_worst": buying.worst,
        "on_levels": buying.levels,
        "buy_total": flow.buy_total,
        "exchange_deposit": round_up(flow.buy_total, decimals(flow.route.payer)),
        "payer_fiat": flow.payer_fiat,
        "own_network_fee": flow.own_network_fee,
        "payer_pays": flow.payer_pays,
        "reference_value": costs.reference,
        "all_in_cost": costs.all_in,
        "all_in_pct": costs.percent,
        "effective_rate": flow.payer_pays / flow.payee_gets,
        "mid_on": flow.route.mid_on,
        "mid_off": flow.route.mid_off,
        "implied_fx": flow.route.cross,
        "waterfall": {step.name: step.amount for step in costs.steps},
        "waterfall_sum": sum((step.amount for step in costs.steps), Decimal(0)),
        "on_vwap": buying.average,
        "off_vwap": selling.average,
        "on_slippage_bps": buying.slippage_bps,
        "off_slippage_bps": selling.slippage_bps,
        "time": {"to_payee": _quantiles(whole), "price_exposed": _quantiles(exposed)},
        "price_risk": {
            "sigma_per_sqrt_hour": at_risk.sigma_hour,
            "sigma_window": at_risk.sigma_window,
            "loss_1_in_10": at_risk.loss_1_in_10,
            "loss_1_in_20": at_risk.loss_1_in_20,
            "buffer_pct_1_in_20": at_risk.buffer_pct,
        },
        "validity": {
            "drift_seconds": stands.drift_seconds,
            "valid_for_s": stands.seconds,
            "valid_until": int(stands.valid_until.timestamp()),
            "limited_by": stands.limited_by,
            "status": stands.status.value,
        },
    }


def _leg(raw: Mapping[str, Any]) -> PaymentLeg:
    exposed = bool(raw.get("price_exposed"))
    if "blocks" in raw:
        return durations.build_block_leg(
            raw["name"], raw["blocks"], float(raw["mean_s"]), exposed=exposed
        )
    span = DurationRange(*(float(raw[name]) for name in ("p10", "p50", "p90")))
    return PaymentLeg(raw["name"], span, exposed)


def _input(raw: Mapping[str, Any]) -> Observation:
    ends = raw.get("hard_expiry")
    return Observation(
        key=raw["name"],
        value=Decimal(1),
        source=SOURCE,
        as_of=dt.datetime.fromtimestamp(raw["as_of"], dt.UTC),
        max_age=raw["max_age"],
        expires=dt.datetime.fromtimestamp(ends, dt.UTC) if ends else None,
    )


def _quantiles(span: DurationRange) -> dict[str, float]:
    return {"p10": round(span.p10), "p50": round(span.p50), "p90": round(span.p90)}


def _wire(example: Mapping[str, Any]) -> dict[str, Any]:
    inputs = example["inputs"]
    raw = {name: Decimal(value) for name, value in inputs["tariff"].items()}
    terms = wire_costs.WireTariff(**raw)
    rate, charges = (
        Decimal(inputs["reference_fx"]["rate"]),
        wire_costs.ChargeBearer(inputs["charges"]),
    )
    amount, payee = Decimal(inputs["amount"]), inputs["payee_ccy"]
    if inputs["side"] == "payee_gets":
        done = wire_costs.quote_for_payee(inputs["payer_ccy"], payee, rate, terms, charges, amount)
    else:
        done = wire_costs.quote_for_budget(inputs["payer_ccy"], payee, rate, terms, charges, amount)
    return {
        "payer_pays": done.payer_pays,
        "payee_gets": done.payee_gets,
        "sent": done.sent,
        "bank_rate": done.bank_rate,
        "fee": done.fee,
        "all_in_cost": done.waterfall.all_in,
        "waterfall": {step.name: step.amount for step in done.waterfall.steps},
    }


def _aggregation(example: Mapping[str, Any]) -> dict[str, Any]:
    inputs = example["inputs"]
    at = dt.datetime.fromtimestamp(inputs["at"], dt.UTC)
    tickers = [
        Ticker(
            source=raw["source"], base="BTC", quote="USD", bid=raw["bid"], ask=raw["ask"],
            as_of=dt.datetime.fromtimestamp(raw["as_of"], dt.UTC),
        )
        for raw in inputs["tickers"]
    ]  # fmt: skip
    found = compute_consensus("BTC", "USD", tickers, at)
    return {
        "price": found.price,
        "confidence": found.confidence.value,
        "used": [ticker.source for ticker in found.used],
        "rejected": [failure.source for failure in found.rejected],
        "dispersion_bps": found.dispersion_bps,
        "quotable": found.is_quotable,
    }


def _document(example: Mapping[str, Any]) -> dict[str, Any]:
    inputs = example["inputs"]
    body = inputs["document"].encode(inputs.get("encoding", "utf-8"))
    if inputs["publisher"] == "frankfurter":
        rates = frankfurter.parse_rates(HttpResponse(body, MOMENT, None, SOURCE).json())
    else:
        rates = {"cbr": cbr.parse_rates, "ecb": ecb.parse_rates, "tcmb": tcmb.parse_rates}[
            inputs["publisher"]
        ](body)
    return {
        "rates": {f"{r.base}/{r.quote}/{r.side}": r.value for r in rates},
        "day": rates[0].day.isoformat(),
    }


def _thin(example: Mapping[str, Any]) -> dict[str, Any]:
    inputs = example["inputs"]
    try:
        crypto_route.compute_for_payee(way(inputs["rail"]), Decimal(inputs["amount"]))
    except InsufficientDepthError as error:
        pair = error.values["pair"]
        return {"status": "insufficient_depth", "pair": pair, "largest": error.largest}
    return {"status": "ok"}


def _fees(example: Mapping[str, Any]) -> dict[str, Any]:
    inputs, expected = example["inputs"], example["expected"]
    prices = {coin: Decimal(price) for coin, price in inputs["prices_usd"].items()}
    return {name: _fee(name, raw, inputs, prices) for name, raw in expected.items()}


def _fee(
    name: str, raw: Mapping[str, Any], inputs: Mapping[str, Any], prices: Mapping[str, Decimal]
) -> dict[str, Any]:
    """One transaction's fee; ``raw`` holds its parameters beside what is expected."""
    if name.startswith("btc"):
        size = fees.bitcoin_vbytes(raw["inputs"], raw["outputs"])
        fee = fees.bitcoin_fee_sat(size, Decimal(raw["sat_per_vb"]))
        usd = Decimal(fee).scaleb(-8) * prices["BTC"]
        return {"vbytes": size, "fee_sat": fee, "fee_usd": usd}
    if name.startswith("eth"):
        history = inputs["eth_feeHistory"]
        base = int(history["baseFeePerGas"][-1], 16)
        tip = fees.median_tip_wei([int(row[1], 16) for row in history["reward"]])
        gas = fees.evm_gas_fee(raw["gas"], base, tip)
        return {
            "base_fee_wei": base, "tip_wei": tip, "expected_fee_eth": gas.expected,
            "max_fee_eth": gas.maximum, "expected_usd": gas.expected * prices["ETH"],
            "max_usd": gas.maximum * prices["ETH"],
        }  # fmt: skip
    if name.startswith("tron"):
        trx = fees.tron_fee_trx(
            raw["energy"], raw["own_energy"], raw["energy_price_sun"], raw["bandwidth"],
            raw["free_bandwidth"], raw["bandwidth_price_sun"],
        )  # fmt: skip
        return {"fee_trx": trx, "usd": trx * prices["TRX"]}
    if name.startswith("solana"):
        paid = raw["priority_fees_micro_lamports"]
        fee = fees.solana_fee_lamports(
            raw["compute_units"], paid, new_account=raw["rent_lamports"] > 0
        )
        usd = Decimal(fee).scaleb(-9) * prices["SOL"]
        p75 = fees.nearest_rank(paid, 75)
        return {"p75_nearest_rank": p75, "fee_lamports": fee, "usd": usd}
    if name.startswith("base"):
        gwei = int(Decimal(raw["gas_price_gwei"]).scaleb(9))
        eth = fees.evm_gas_fee(raw["gas"], gwei, 0, Decimal(raw["l1_fee_eth"])).expected
        return {"fee_eth": eth, "usd": eth * prices["ETH"]}
    hops = [(base, ppm) for base, ppm in raw["hops_base_msat_ppm"]]
    msat = fees.lightning_fee_msat(raw["amount_sat"] * 1000, hops)
    usd = Decimal(msat).scaleb(-11) * prices["BTC"]
    share = Decimal(msat) / (raw["amount_sat"] * 1000) * 100
    return {"fee_msat": msat, "fee_usd": usd, "fee_pct": share}


_KINDS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "crypto_reverse": _reverse,
    "crypto_forward": _forward,
    "network_fees": _fees,
    "wire": _wire,
    "aggregation": _aggregation,
    "fx_document": _document,
    "thin_book": _thin,
}


def differences(expected: Mapping[str, Any], found: Mapping[str, Any], path: str = "") -> list[str]:
    """Every field that differs by more than the tolerances that the examples name.

    Money exactly; an expected value is compared at its own number of decimals, half up; times
    within 2 %; other floating figures within 1e-6 of themselves, or at the decimals shown.
    Parameters of an example that ``found`` does not repeat are no expectations.
    """
    out: list[str] = []
    for name, wanted in expected.items():
        where = f"{path}{name}"
        if name not in found:
            if not _is_parameter(path, name):
                out.append(f"{where}: nothing to compare with {wanted!r}")
        elif isinstance(wanted, Mapping):
            out += differences(wanted, found[name], f"{where}.")
        elif not _same(wanted, found[name], where):
            out.append(f"{where}: expected {wanted}, found {found[name]}")
    return out


_PARAMETERS = frozenset(
    {
        "inputs", "outputs", "sat_per_vb", "gas", "energy", "own_energy", "bandwidth",
        "free_bandwidth", "energy_price_sun", "bandwidth_price_sun", "compute_units",
        "priority_fees_micro_lamports", "rent_lamports", "gas_price_gwei", "l1_fee_eth",
        "amount_sat", "hops_base_msat_ppm",
    }
)  # fmt: skip


def _is_parameter(path: str, name: str) -> bool:
    return bool(path) and name in _PARAMETERS


def _same(wanted: Any, found: Any, where: str) -> bool:
    if where.startswith("time."):
        return abs(found - wanted) <= max(1.0, 0.02 * wanted)
    if isinstance(wanted, (list, bool)) or wanted is None:
        return bool(wanted == found)
    if isinstance(found, float):
        places = -int(Decimal(str(wanted)).as_tuple().exponent)
        return round(found, places) == float(wanted) or abs(found - wanted) <= 1e-6 * abs(wanted)
    if isinstance(found, str):
        return str(wanted) == found
    target = Decimal(str(wanted))
    value = Decimal(found)
    if target == value:
        return True
    # A figure shown with fewer decimals than it has, such as a rate with eight.
    shown = json.dumps(wanted).strip('"')
    places = len(shown.partition(".")[2])
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == target
