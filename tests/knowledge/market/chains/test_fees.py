"""What chains charge for a transfer, on figures worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.market.chains import fees


def test_a_bitcoin_transaction_is_as_large_as_its_parts() -> None:
    # 10.5 + 68 + 31 + 31: one input and two outputs of native segwit.
    assert fees.bitcoin_vbytes(["p2wpkh"], ["p2wpkh", "p2wpkh"]) == 141
    # 10.5 + 148 + 34.
    assert fees.bitcoin_vbytes(["p2pkh"], ["p2pkh"]) == 193


def test_a_bitcoin_fee_is_rounded_up_to_a_satoshi() -> None:
    assert fees.bitcoin_fee_sat(141, Decimal("2.023")) == 286
    assert fees.bitcoin_fee_sat(100, Decimal(2)) == 200


def test_gas_costs_base_fee_and_tip_and_at_most_twice_the_base_fee() -> None:
    found = fees.evm_gas_fee(21_000, 10**9, 10**8)
    assert found.expected == Decimal("0.0000231")
    assert found.maximum == Decimal("0.0000441")


def test_what_data_cost_on_ethereum_is_added_to_both() -> None:
    found = fees.evm_gas_fee(21_000, 10**9, 10**8, Decimal("0.0000004"))
    assert found.expected == Decimal("0.0000235")
    assert found.maximum == Decimal("0.0000445")


@pytest.mark.parametrize(
    ("rewards", "tip"), [([], 0), ([0, 0], 0), ([0, 3], 3), ([1, 2, 9], 2), ([1, 2], 1)]
)
def test_the_tip_is_the_median_of_blocks_that_had_one(rewards: list[int], tip: int) -> None:
    assert fees.median_tip_wei(rewards) == tip


@pytest.mark.parametrize(
    ("own_energy", "free_bandwidth", "fee"),
    [
        (0, 0, "6.7735"), (64_285, 0, "0.345"), (100_000, 345, "0"), (0, 345, "6.4285"),
        # Bandwidth that does not suffice is not used at all.
        (64_285, 344, "0.345"),
    ],
)  # fmt: skip
def test_tron_burns_what_was_not_staked_for(own_energy: int, free_bandwidth: int, fee: str) -> None:
    assert fees.tron_fee_trx(64_285, own_energy, 100, 345, free_bandwidth, 1000) == Decimal(fee)


def test_solana_takes_a_signature_a_priority_and_the_rent_of_a_new_account() -> None:
    # A unit at 8000 millionths of a lamport: 200,000 units are 1600 lamports.
    priorities = [0, 300, 8000, 15000]
    assert fees.solana_fee_lamports(200_000, priorities, new_account=False) == 6600
    assert fees.solana_fee_lamports(200_000, priorities, new_account=True) == 2_045_880
    assert fees.solana_fee_lamports(200_000, [], new_account=False) == 5000


@pytest.mark.parametrize(
    ("values", "percent", "found"),
    [([], 75, 0), ([5], 75, 5), ([4, 1, 3, 2], 75, 3), ([4, 1, 3, 2], 76, 4), ([1, 2], 0, 1)],
)
def test_a_percentile_is_one_of_the_values(values: list[int], percent: int, found: int) -> None:
    assert fees.nearest_rank(values, percent) == found


def test_lightning_hops_charge_for_what_they_forward() -> None:
    assert fees.lightning_fee_msat(1_000_000, []) == 0
    # The last hop takes 1000 + 100 of a million; the first 1000 + 100 of 1,001,100.
    assert fees.lightning_fee_msat(1_000_000, [(1000, 100), (1000, 100)]) == 2200
