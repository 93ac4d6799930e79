"""Prices of energy and bandwidth on Tron.

The chain voted them down twice, so there is no default to assume.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from knowledge.assets import Network
from knowledge.market.chains.fees import tron_fee_trx
from knowledge.market.chains.observations import build_observation
from knowledge.market.failures import build_source_error
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import Observation
from knowledge.market.sources import FigureLookup, UrlLookup

HOST = "https://api.trongrid.io"
MAX_AGE_S = 86400
MAX_PRICE_SUN = 10**6
# Energy and bytes that a transfer of a token takes, to a holder and to a new one.
TRANSFER_ENERGY, FIRST_TRANSFER_ENERGY, TRANSFER_BYTES = 64_285, 130_285, 345
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


def parse_chain_parameters(response: HttpResponse) -> tuple[Observation, ...]:
    """The two prices in an answer to getchainparameters; other keys may lack a value."""
    answer = response.json()
    rows = answer.get("chainParameter") if isinstance(answer, Mapping) else None
    if not isinstance(rows, list) or not rows:
        raise build_source_error(response.source, "no_fees")
    prices = {
        row["key"]: row["value"]
        for row in rows
        if isinstance(row, Mapping) and row.get("key") in tuple(_KEYS) and "value" in row
    }
    for name in _KEYS:
        if name not in prices:
            raise build_source_error(response.source, "missing_field", field=name)
    for price in prices.values():
        if not isinstance(price, int) or not 0 < price < MAX_PRICE_SUN:
            raise build_source_error(
                response.source, "impossible_fee", value=f"{price!r:.20}", unit="sun"
            )
    return tuple(
        build_observation(response, _KEYS[name], price, "sun", max_age_s=MAX_AGE_S)
        for name, price in sorted(prices.items())
    )


def build_fee_source(http: HttpClient, network: Network, url_of: UrlLookup, /) -> TronFeeSource:
    """The source of the network's fee figures."""
    return TronFeeSource(http, url_of(network.key, HOST))


def compute_transfer_fee(
    find: FigureLookup, _network: str, _asset: str, /, *, new_holder: bool
) -> Decimal:
    """The fee in TRX of a token's transfer by an account that has staked nothing."""
    energy = FIRST_TRANSFER_ENERGY if new_holder else TRANSFER_ENERGY
    energy_price = int(find("tron.energy_price"))
    bandwidth_price = int(find("tron.bandwidth_price"))
    return tron_fee_trx(energy, 0, energy_price, TRANSFER_BYTES, 0, bandwidth_price)
