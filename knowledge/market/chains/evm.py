"""What gas costs on Ethereum and the chains that work alike."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from knowledge.market.chains.fees import median_tip_wei
from knowledge.market.chains.rpc import call_rpc, parse_quantity
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import Observation
from knowledge.market.sources import Fault, SourceError

MAX_AGE_S = 60
# Public nodes; set your own for anything but trying out.
NODE_URLS = {
    "ethereum": "https://ethereum-rpc.publicnode.com",
    "base": "https://base-rpc.publicnode.com",
    "arbitrum": "https://arbitrum-one-rpc.publicnode.com",
    "polygon": "https://polygon-bor-rpc.publicnode.com",
    "bsc": "https://bsc-rpc.publicnode.com",
}
NATIVE_COINS = {"ethereum": "ETH", "base": "ETH", "arbitrum": "ETH", "polygon": "POL", "bsc": "BNB"}
# The predeploy of OP-stack chains that prices the data which goes to Ethereum.
_GAS_PRICE_ORACLE = "0x420000000000000000000000000000000000000F"
# getL1FeeUpperBound(uint256) of a 120-byte transfer.
_L1_FEE_CALL = "0xf1c7a58b" + f"{120:064x}"


@dataclass(frozen=True)
class EvmFeeSource:
    """The next block's base fee and the usual tip, by ``eth_feeHistory``."""

    http: HttpClient
    network: str
    url: str

    @property
    def name(self) -> str:
        """The node's name as it is shown."""
        return f"{self.network.capitalize()} node"

    async def fetch_fees(self) -> tuple[Observation, ...]:
        """``NETWORK.base_fee`` and ``.tip`` in wei; ``base.l1_fee`` in ETH."""
        told = call_rpc(
            self.http, self.name, self.url, "eth_feeHistory", ["0x14", "latest", [10, 50, 90]]
        )
        if self.network != "base":
            return parse_fee_history(self.network, *await told)
        data = {"to": _GAS_PRICE_ORACLE, "data": _L1_FEE_CALL}
        posted = call_rpc(self.http, self.name, self.url, "eth_call", [data, "latest"])
        (said, answer), (fee, received) = await asyncio.gather(told, posted)
        wei = Decimal(parse_quantity(self.name, fee)).scaleb(-18)
        return (
            *parse_fee_history(self.network, said, answer),
            _build_observation(received, "base.l1_fee", wei, "ETH"),
        )


def parse_fee_history(network: str, said: Any, answer: HttpResponse) -> tuple[Observation, ...]:
    """The fees in an answer to ``eth_feeHistory``; its last base fee is the next block's."""
    if not isinstance(said, Mapping) or not said.get("baseFeePerGas"):
        raise SourceError(answer.source, Fault.EMPTY, "has no fee history")
    try:
        base = parse_quantity(answer.source, said["baseFeePerGas"][-1])
        middle = [parse_quantity(answer.source, row[1]) for row in said.get("reward") or ()]
    except (TypeError, IndexError, KeyError):
        raise SourceError(answer.source, Fault.MALFORMED, "sent an odd fee history") from None
    if base > 10**15:
        raise SourceError(answer.source, Fault.ABSURD, f"asks {base} wei for a unit of gas")
    return (
        _build_observation(answer, f"{network}.base_fee", Decimal(base), "wei"),
        _build_observation(answer, f"{network}.tip", Decimal(median_tip_wei(middle)), "wei"),
    )


def _build_observation(answer: HttpResponse, key: str, value: Decimal, unit: str) -> Observation:
    return Observation(
        key=key,
        value=value,
        unit=unit,
        source=answer.source,
        as_of=answer.received_at,
        max_age=MAX_AGE_S,
        receipt=True,
    )
