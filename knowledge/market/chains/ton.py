"""TON's prices of gas and messages, and what a transfer of USDT takes of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from knowledge.assets import Network
from knowledge.market.chains.observations import build_observation
from knowledge.market.failures import build_source_error
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import Observation
from knowledge.market.sources import FigureLookup, UrlLookup

HOST = "https://tonapi.io"
MAX_AGE_S = 86400
UNIT = "nanoton"
MAX_PRICE_NANOTON = 10**9
# Prices other than the lump are kept in 2^-16 of a nanoton.
_FRACTION = 2**16
# Where the chain's configuration has each price: the parameters 21 and 25 are for the workchain
# that wallets live on.
_FIELDS = {
    "ton.gas_price": ("21", "gas_limits_prices", "gas_price", _FRACTION),
    "ton.lump_price": ("25", "msg_forward_prices", "lump_price", 1),
    "ton.bit_price": ("25", "msg_forward_prices", "bit_price", _FRACTION),
    "ton.cell_price": ("25", "msg_forward_prices", "cell_price", _FRACTION),
}
# A transfer of USDT: the payer's wallet (about 3,300 gas; supposed), and the two token wallets with
# 9,255 and 10,355 gas as the stablecoin contract states them.
TRANSFER_GAS = 3_300 + 9_255 + 10_355
# It is four messages: into the chain, to the token wallet, on to the payee's, the change back.
# Their size is supposed; wallets attach about 0.05 TON and get back what is left.
MESSAGES, MESSAGE_BITS, MESSAGE_CELLS = 4, 4_000, 8
# What a token wallet that is new keeps for its rent (supposed, about five years of it).
NEW_WALLET_NANOTON = 10_000_000


@dataclass(frozen=True)
class TonFeeSource:
    """The chain's configuration as TonAPI gives it."""

    http: HttpClient
    base: str = HOST
    name: str = "TonAPI"
    network: str = "ton"

    async def fetch_fees(self) -> tuple[Observation, ...]:
        """``ton.gas_price``, ``.lump_price``, ``.bit_price`` and ``.cell_price``, in nanoton."""
        return parse_config(await self.http.get(self.name, f"{self.base}/v2/blockchain/config"))


def parse_config(response: HttpResponse) -> tuple[Observation, ...]:
    """The four prices in an answer of ``/v2/blockchain/config``."""
    answer = response.json()
    if not isinstance(answer, Mapping) or not answer:
        raise build_source_error(response.source, "no_fees")
    return tuple(_parse_price(response, answer, key) for key in _FIELDS)


def _parse_price(response: HttpResponse, answer: Mapping[str, Any], key: str) -> Observation:
    parameter, table, field, fraction = _FIELDS[key]
    outer = answer.get(parameter)
    prices = outer.get(table) if isinstance(outer, Mapping) else None
    price = prices.get(field) if isinstance(prices, Mapping) else None
    if price is None:
        raise build_source_error(response.source, "missing_field", field=field)
    if not isinstance(price, int) or not 0 < price < MAX_PRICE_NANOTON * fraction:
        raise build_source_error(
            response.source, "impossible_fee", value=f"{price!r:.20}", unit=UNIT
        )
    value = Decimal(price) / fraction
    return build_observation(response, key, value, UNIT, max_age_s=MAX_AGE_S)


def build_fee_source(http: HttpClient, network: Network, url_of: UrlLookup, /) -> TonFeeSource:
    """The source of the network's fee figures."""
    return TonFeeSource(http, url_of(network.key, HOST))


def compute_transfer_fee(
    find: FigureLookup, _network: str, _asset: str, /, *, new_holder: bool
) -> Decimal:
    """The fee in TON of a token's transfer; a new holder's wallet keeps its rent as well."""
    nanoton = (
        TRANSFER_GAS * find("ton.gas_price")
        + MESSAGES * find("ton.lump_price")
        + MESSAGE_BITS * find("ton.bit_price")
        + MESSAGE_CELLS * find("ton.cell_price")
        + (NEW_WALLET_NANOTON if new_holder else 0)
    )
    return Decimal(math.ceil(nanoton)).scaleb(-9)
