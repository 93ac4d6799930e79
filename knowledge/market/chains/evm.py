"""Gas prices of Ethereum and the chains that work alike."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from knowledge.assets import Network
from knowledge.market.chains.fees import evm_gas_fee, median_tip_wei
from knowledge.market.chains.observations import build_observation
from knowledge.market.chains.rpc import call_rpc, parse_quantity
from knowledge.market.failures import build_source_error
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import Observation
from knowledge.market.sources import FigureLookup, UrlLookup

MAX_AGE_S = 60
# A hundred times what was ever paid; for the base fee and the tip each, and for Base's share.
MAX_FEE_WEI = 10**15
MAX_L1_FEE_ETH = Decimal(1)
# Gas that a transfer of a token takes.
TRANSFER_GAS = {"USDT": 65_000, "USDC": 62_000}
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
        parameters = ["0x14", "latest", [10, 50, 90]]
        history_call = call_rpc(self.http, self.name, self.url, "eth_feeHistory", parameters)
        if self.network != "base":
            return parse_fee_history(self.network, *await history_call)
        data = {"to": _GAS_PRICE_ORACLE, "data": _L1_FEE_CALL}
        l1_fee_call = call_rpc(self.http, self.name, self.url, "eth_call", [data, "latest"])
        (history, response), (l1_fee, l1_response) = await asyncio.gather(history_call, l1_fee_call)
        l1_fee_eth = Decimal(parse_quantity(self.name, l1_fee)).scaleb(-18)
        if l1_fee_eth > MAX_L1_FEE_ETH:
            raise build_source_error(self.name, "impossible_fee", value=l1_fee_eth, unit="ETH")
        return (
            *parse_fee_history(self.network, history, response),
            build_observation(l1_response, "base.l1_fee", l1_fee_eth, "ETH", max_age_s=MAX_AGE_S),
        )


def parse_fee_history(
    network: str, history: Any, response: HttpResponse
) -> tuple[Observation, ...]:
    """The fees in an answer to ``eth_feeHistory``; its last base fee is the next block's."""
    if not isinstance(history, Mapping) or not history.get("baseFeePerGas"):
        raise build_source_error(response.source, "no_fees")
    try:
        base_fee = parse_quantity(response.source, history["baseFeePerGas"][-1])
        tips = [parse_quantity(response.source, row[1]) for row in history.get("reward") or ()]
    except (TypeError, IndexError, KeyError):
        raise build_source_error(response.source, "other_shape") from None
    for fee in (base_fee, *tips):
        if fee > MAX_FEE_WEI:
            raise build_source_error(response.source, "impossible_fee", value=fee, unit="wei")
    return tuple(
        build_observation(response, f"{network}.{what}", value, "wei", max_age_s=MAX_AGE_S)
        for what, value in (("base_fee", base_fee), ("tip", median_tip_wei(tips)))
    )


def build_fee_source(http: HttpClient, network: Network, url_of: UrlLookup, /) -> EvmFeeSource:
    """The source of the network's fee figures."""
    return EvmFeeSource(http, network.key, url_of(network.key, network.node))


def compute_transfer_fee(
    find: FigureLookup, network: str, asset: str, /, *, new_holder: bool
) -> Decimal:
    """The fee of a token's transfer in the network's coin; on Base that of Ethereum's data too."""
    del new_holder  # Every address costs about the same.
    base, tip = int(find(f"{network}.base_fee")), int(find(f"{network}.tip"))
    extra = find("base.l1_fee") if network == "base" else Decimal(0)
    return evm_gas_fee(TRANSFER_GAS[asset], base, tip, extra).expected
