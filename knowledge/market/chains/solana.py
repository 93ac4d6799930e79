"""Prioritisation fees that Solana's validators were paid lately."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from knowledge.assets import Network
from knowledge.market.chains.fees import nearest_rank, solana_fee_lamports
from knowledge.market.chains.observations import build_observation
from knowledge.market.chains.rpc import call_rpc
from knowledge.market.failures import build_source_error
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import Observation
from knowledge.market.sources import FigureLookup, UrlLookup

HOST = "https://api.mainnet-beta.solana.com"
MAX_AGE_S = 60
MAX_PRIORITY_FEE = 10**12
UNIT = "micro-lamports per compute unit"
# Compute units that a transfer of a token takes, to a holder and to a new one.
TRANSFER_UNITS, FIRST_TRANSFER_UNITS = 30_000, 60_000
# The fees of transactions that touch the USDC mint.
USDC_MINT = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"


@dataclass(frozen=True)
class SolanaFeeSource:
    """Prioritisation fees of the last 150 slots."""

    http: HttpClient
    base: str = HOST
    name: str = "Solana node"
    network: str = "solana"

    async def fetch_fees(self) -> tuple[Observation, ...]:
        """``solana.priority_fee``: the 75th percentile, in millionths of a lamport per unit."""
        method = "getRecentPrioritizationFees"
        slots, response = await call_rpc(self.http, self.name, self.base, method, [[USDC_MINT]])
        return parse_priority_fee(slots, response)


def parse_priority_fee(slots: Any, response: HttpResponse) -> tuple[Observation, ...]:
    """The fee in an answer to getRecentPrioritizationFees; each entry is its slot's least."""
    if not isinstance(slots, list) or not slots:
        raise build_source_error(response.source, "no_fees")
    try:
        fees = [slot["prioritizationFee"] for slot in slots if isinstance(slot, Mapping)]
    except KeyError:
        raise build_source_error(
            response.source, "missing_field", field="prioritizationFee"
        ) from None
    for fee in fees:
        if not isinstance(fee, int) or not 0 <= fee < MAX_PRIORITY_FEE:
            raise build_source_error(
                response.source, "impossible_fee", value=f"{fee!r:.20}", unit=UNIT
            )
    return (
        build_observation(
            response, "solana.priority_fee", nearest_rank(fees, 75), UNIT, max_age_s=MAX_AGE_S
        ),
    )


def build_fee_source(http: HttpClient, network: Network, url_of: UrlLookup, /) -> SolanaFeeSource:
    """The source of the network's fee figures."""
    return SolanaFeeSource(http, url_of(network.key, HOST))


def compute_transfer_fee(
    find: FigureLookup, _network: str, _asset: str, /, *, new_holder: bool
) -> Decimal:
    """The fee in SOL of a token's transfer; a new holder's account is paid for."""
    units = FIRST_TRANSFER_UNITS if new_holder else TRANSFER_UNITS
    priorities = [int(find("solana.priority_fee"))]
    return Decimal(solana_fee_lamports(units, priorities, new_account=new_holder)).scaleb(-9)
