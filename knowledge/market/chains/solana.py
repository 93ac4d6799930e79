"""What Solana's validators were lately paid for going first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from knowledge.market.chains.fees import nearest_rank
from knowledge.market.chains.rpc import call_rpc
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import Observation
from knowledge.market.sources import Fault, SourceError

HOST = "https://api.mainnet-beta.solana.com"
MAX_AGE_S = 60
# Fees are asked for transactions that touch the USDC mint.
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
        said, answer = await call_rpc(
            self.http, self.name, self.base, "getRecentPrioritizationFees", [[USDC_MINT]]
        )
        return parse_priority_fee(said, answer)


def parse_priority_fee(said: Any, answer: HttpResponse) -> tuple[Observation, ...]:
    """The fee in an answer to getRecentPrioritizationFees; each entry is its slot's least."""
    if not isinstance(said, list) or not said:
        raise SourceError(answer.source, Fault.EMPTY, "has no recent fees")
    try:
        paid = [row["prioritizationFee"] for row in said if isinstance(row, Mapping)]
    except KeyError:
        raise SourceError(answer.source, Fault.MALFORMED, "left out the fees") from None
    if not all(isinstance(fee, int) and 0 <= fee < 10**12 for fee in paid):
        raise SourceError(answer.source, Fault.ABSURD, "gave an absurd fee")
    return (
        Observation(
            key="solana.priority_fee",
            value=Decimal(nearest_rank(paid, 75)),
            source=answer.source,
            unit="micro-lamports per compute unit",
            as_of=answer.received_at,
            max_age=MAX_AGE_S,
            receipt=True,
        ),
    )
