from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from knowledge.assets import load_assets
from knowledge.errors import RailUnavailableError
from knowledge.market.snapshot import Snapshot
from knowledge.settlement.context import EstimateContext, RailResult
from knowledge.settlement.models import RailEstimate
from knowledge.settlement.network_fee import compute_native_fee, list_transfer_fees
from knowledge.settlement.reference_data import REFERENCE_FOLDER, load_bundled_reference
from knowledge.settlement.request import build_payment_request

SAMPLE = Snapshot.load(REFERENCE_FOLDER / "sample_snapshot.json")


def context_of(snapshot: Snapshot = SAMPLE, **more: Any) -> EstimateContext:
    request = build_payment_request(amount="100", payer="USDT", payee="USDT", **more)
    return EstimateContext(request, snapshot, load_bundled_reference())


def fee_of(asset: str, network: str, snapshot: Snapshot = SAMPLE, **more: Any) -> Decimal:
    out = RailResult(RailEstimate(rail=network, available=False))
    return compute_native_fee(context_of(snapshot, **more), asset, network, out)


@pytest.mark.parametrize(
    ("asset", "network", "fee"),
    [
        # 141 virtual bytes at 2.023 satoshis.
        ("BTC", "bitcoin", "0.00000286"),
        # 64,285 energy at 100 sun and 345 bytes at 1000 sun.
        ("USDT", "tron", "6.7735"),
        # 5000 lamports and 30,000 units at 0.008 lamports.
        ("USDT", "solana", "0.00000524"),
        # 65,000 gas at 1.05 and 0.175 gwei.
        ("USDT", "ethereum", "0.000079625"),
        # 62,000 gas at 0.0061 gwei, and Ethereum's data.
        ("USDC", "base", "7.782E-7"),
    ],
)
def test_the_fee_of_each_kind_of_network(asset: str, network: str, fee: str) -> None:
    assert fee_of(asset, network) == Decimal(fee)


def test_the_figures_that_were_used_are_recorded() -> None:
    out = RailResult(RailEstimate(rail="tron", available=False))
    compute_native_fee(context_of(), "USDT", "tron", out)
    assert set(out.inputs) == {"tron.energy_price", "tron.bandwidth_price"}


def test_a_network_without_published_fees_or_with_stale_ones_has_none() -> None:
    stale = SAMPLE.model_copy(update={"taken_at": SAMPLE.taken_at + dt.timedelta(days=2)})
    for network, snapshot in (("lightning", SAMPLE), ("tron", stale)):
        with pytest.raises(RailUnavailableError) as caught:
            fee_of("USDT", network, snapshot)
        assert (caught.value.key, caught.value.values) == ("no_chain_fee", {"network": network})


def test_a_new_holder_costs_more_where_the_registry_says_so() -> None:
    for asset, network in load_assets().rails:
        if network == "lightning":
            continue
        dearer = fee_of(asset, network, new_holder=True) > fee_of(asset, network)
        assert dearer is load_assets().networks[network].new_holder_fee


def test_fees_are_listed_for_a_holder_and_a_new_address_in_dollars_too() -> None:
    holder, new = list_transfer_fees(context_of(), "USDT", "tron")
    assert (holder.case, new.case) == ("holder", "new")
    # 6.7735 TRX at 0.285 dollars.
    assert holder.dollars == Decimal("1.9304")
    assert holder.coin == "TRX"
    assert holder.source == "SAMPLE DATA: chain"
    assert holder.as_of == SAMPLE.fees[0].as_of
    assert [fee.case for fee in list_transfer_fees(context_of(), "USDT", "bsc")] == ["holder"]


def test_without_figures_the_fee_is_unknown_and_dated_by_the_snapshot() -> None:
    bare = SAMPLE.model_copy(update={"fees": ()})
    (fee,) = list_transfer_fees(context_of(bare), "USDC", "base")
    assert (fee.amount, fee.dollars, fee.source) == (None, None, "")
    assert fee.as_of == SAMPLE.taken_at
    unpriced = context_of(SAMPLE.model_copy(update={"prices": ()}))
    (fee,) = list_transfer_fees(unpriced, "USDC", "base")
    assert fee.amount is not None
    assert fee.dollars is None
