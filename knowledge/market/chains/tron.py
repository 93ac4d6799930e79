"""What energy and bandwidth cost on Tron. They were voted down twice: never suppose them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import Observation
from knowledge.market.sources import Fault, SourceError

HOST = "https://api.trongrid.io"
MAX_AGE_S = 86400
_KEYS = {"getEnergyFee": "tron.energy_price", "getTransactionFee": "tron.bandwidth_price"}


@dataclass(frozen=True)
class TronFeeSource:
    """The chain's parameters as a full node gives them."""

    http: HttpClient
    base: str = HOST
    name: str = "TronGrid"
    network: str = "tron"

    async def fetch_fees(self) -> tuple[Observation, ...]:
        """``tron.energy_price`` and ``tron.bandwidth_price``, in sun."""
        url = f"{self.base}/wallet/getchainparameters"
        return parse_chain_parameters(await self.http.post(self.name, url, {}))


def parse_chain_parameters(answer: HttpResponse) -> tuple[Observation, ...]:
    """The two prices in an answer to getchainparameters; other keys may lack a value."""
    said = answer.json()
    rows = said.get("chainParameter") if isinstance(said, Mapping) else None
    if not isinstance(rows, list) or not rows:
        raise SourceError(answer.source, Fault.EMPTY, "has no chain parameters")
    found = {
        row["key"]: row["value"]
        for row in rows
        if isinstance(row, Mapping) and row.get("key") in _KEYS and "value" in row
    }
    if len(found) < len(_KEYS):
        raise SourceError(answer.source, Fault.MALFORMED, "left out the price of energy")
    if not all(isinstance(value, int) and 0 < value < 10**6 for value in found.values()):
        raise SourceError(answer.source, Fault.ABSURD, "gave an absurd price of energy")
    return tuple(
        Observation(
            key=_KEYS[name], value=Decimal(value), unit="sun", source=answer.source,
            as_of=answer.received_at, max_age=MAX_AGE_S, receipt=True,
        )
        for name, value in sorted(found.items())
    )  # fmt: skip
