"""What energy and bandwidth cost on Tron. They were voted down twice: never suppose them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from knowledge.market.http_client import Http, Received
from knowledge.market.models import Datum
from knowledge.market.sources import Fault, SourceError

HOST = "https://api.trongrid.io"
MAX_AGE = 86400
_WANTED = {"getEnergyFee": "tron.energy_price", "getTransactionFee": "tron.bandwidth_price"}


@dataclass(frozen=True)
class Tron:
    """The chain's parameters as a full node gives them."""

    http: Http
    base: str = HOST
    name: str = "TronGrid"
    network: str = "tron"

    async def fees(self) -> tuple[Datum, ...]:
        """``tron.energy_price`` and ``tron.bandwidth_price``, in sun."""
        url = f"{self.base}/wallet/getchainparameters"
        return parameters(await self.http.post(self.name, url, {}))


def parameters(answer: Received) -> tuple[Datum, ...]:
    """The two prices in an answer to getchainparameters; other keys may lack a value."""
    said = answer.json()
    rows = said.get("chainParameter") if isinstance(said, Mapping) else None
    if not isinstance(rows, list) or not rows:
        raise SourceError(answer.source, Fault.EMPTY, "has no chain parameters")
    found = {
        row["key"]: row["value"]
        for row in rows
        if isinstance(row, Mapping) and row.get("key") in _WANTED and "value" in row
    }
    if len(found) < len(_WANTED):
        raise SourceError(answer.source, Fault.MALFORMED, "left out the price of energy")
    if not all(isinstance(value, int) and 0 < value < 10**6 for value in found.values()):
        raise SourceError(answer.source, Fault.ABSURD, "gave an absurd price of energy")
    return tuple(
        Datum(
            key=_WANTED[name], value=Decimal(value), unit="sun", source=answer.source,
            as_of=answer.at, max_age=MAX_AGE, receipt=True,
        )
        for name, value in sorted(found.items())
    )  # fmt: skip
