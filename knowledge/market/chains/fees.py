"""Formulas for what a chain charges for one transfer, from the figures that chains publish."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from knowledge.money import exact

WEI_PER_COIN = Decimal(10) ** 18
LAMPORTS_PER_SOL = Decimal(10) ** 9
SUN_PER_TRX = Decimal(10) ** 6
# Virtual bytes of each kind of input and output, by Bitcoin Optech's transaction size calculator.
_OVERHEAD_VBYTES = Decimal("10.5")
_INPUT_VBYTES = {
    "p2pkh": Decimal(148),
    "p2sh-p2wpkh": Decimal(91),
    "p2wpkh": Decimal(68),
    "p2tr": Decimal("57.5"),
}
_OUTPUT_VBYTES = {
    "p2pkh": Decimal(34),
    "p2sh": Decimal(32),
    "p2wpkh": Decimal(31),
    "p2wsh": Decimal(43),
    "p2tr": Decimal(43),
}
# The fee of a signature on Solana, and the rent deposit of a new token account.
SIGNATURE_LAMPORTS, TOKEN_ACCOUNT_LAMPORTS = 5000, 2_039_280


def bitcoin_vbytes(inputs: Sequence[str], outputs: Sequence[str]) -> int:
    """Virtual bytes of a transaction with these kinds of inputs and outputs."""
    total = (
        _OVERHEAD_VBYTES
        + sum(_INPUT_VBYTES[x] for x in inputs)
        + sum(_OUTPUT_VBYTES[x] for x in outputs)
    )
    return math.ceil(total)


def bitcoin_fee_sat(vbytes: int, rate: Decimal) -> int:
    """The fee in satoshis; ``rate`` is in satoshis per virtual byte."""
    return math.ceil(vbytes * rate)


@dataclass(frozen=True)
class GasFee:
    """The expected fee of a transfer on an EVM chain and the most that its fee cap allows."""

    expected: Decimal
    maximum: Decimal


def evm_gas_fee(gas: int, base: int, tip: int, extra: Decimal = Decimal(0)) -> GasFee:
    """The fee in the chain's coin; ``base`` and ``tip`` in wei, ``extra`` (L1 data) in the coin."""
    with exact():
        return GasFee(
            Decimal(gas * (base + tip)) / WEI_PER_COIN + extra,
            Decimal(gas * (2 * base + tip)) / WEI_PER_COIN + extra,
        )


def median_tip_wei(rewards: Sequence[int]) -> int:
    """The median tip of recent blocks, without the empty ones, which report a tip of zero."""
    paid = [reward for reward in rewards if reward > 0]
    return int(median(paid)) if paid else 0


def tron_fee_trx(
    energy: int,
    own_energy: int,
    energy_price: int,
    size: int,
    free_bandwidth: int,
    bandwidth_price: int,
) -> Decimal:
    """The TRX burnt: energy beyond ``own_energy``, and bandwidth unless all of it is free.

    Prices are in sun. Free bandwidth that does not cover the whole ``size`` counts for nothing.
    """
    burnt = max(energy - own_energy, 0) * energy_price
    burnt += 0 if free_bandwidth >= size else size * bandwidth_price
    return Decimal(burnt) / SUN_PER_TRX


def solana_fee_lamports(compute_units: int, priorities: Sequence[int], *, new_account: bool) -> int:
    """The fee of one signature, the 75th percentile of ``priorities``, and the rent of an account.

    ``priorities`` are in millionths of a lamport per compute unit.
    """
    priority = math.ceil(Decimal(compute_units) * nearest_rank(priorities, 75) / 10**6)
    return SIGNATURE_LAMPORTS + priority + (TOKEN_ACCOUNT_LAMPORTS if new_account else 0)


def nearest_rank(values: Sequence[int], percent: int) -> int:
    """The percentile by nearest rank; 0 of an empty sequence."""
    if not values:
        return 0
    return sorted(values)[max(math.ceil(len(values) * percent / 100) - 1, 0)]


def lightning_fee_msat(amount_msat: int, hops: Sequence[tuple[int, int]]) -> int:
    """The fees along a path of hops (base fee in msat, parts per million), payer first.

    Each hop charges for what it forwards, so the sum is built up from the payee.
    """
    forwarded = amount_msat
    for base, ppm in reversed(hops):
        forwarded += base + forwarded * ppm // 10**6
    return forwarded - amount_msat
