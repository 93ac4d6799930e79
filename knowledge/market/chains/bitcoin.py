"""Bitcoin: the fee rates for its next blocks and the time between blocks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from knowledge.assets import Network
from knowledge.decimals import parse_decimal
from knowledge.errors import SourceError
from knowledge.market.chains.fees import bitcoin_fee_sat, bitcoin_vbytes
from knowledge.market.chains.observations import build_observation
from knowledge.market.failures import build_source_error
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import Observation
from knowledge.market.sources import FigureLookup, UrlLookup

MEMPOOL, ESPLORA = "https://mempool.space/api", "https://blockstream.info/api"
MAX_AGE_S, BLOCK_TIME_MAX_AGE_S = 60, 3600
# Higher rates were never seen, except where a unit was mistaken.
MAX_SAT_PER_VBYTE = Decimal(10_000)
MIN_BLOCK_S, MAX_BLOCK_S = 60, 6000


@dataclass(frozen=True)
class BitcoinFeeSource:
    """Fee rates from mempool.space (with decimals, else whole numbers), else from Blockstream."""

    http: HttpClient
    base: str = MEMPOOL
    second: str = ESPLORA
    name: str = "mempool.space"
    network: str = "bitcoin"

    async def fetch_fees(self) -> tuple[Observation, ...]:
        """``bitcoin.fee_rate`` (about three blocks), ``.next`` (one), ``bitcoin.block_seconds``."""
        rates, pace = await asyncio.gather(self._fetch_fee_rates(), self._fetch_block_time())
        return (*rates, *pace)

    async def _fetch_fee_rates(self) -> tuple[Observation, ...]:
        """The fee rates of the first of three addresses that has them."""
        first_error: SourceError | None = None
        for source, url, parse in (
            (self.name, f"{self.base}/v1/fees/precise", parse_recommended),
            (self.name, f"{self.base}/v1/fees/recommended", parse_recommended),
            ("Blockstream", f"{self.second}/fee-estimates", parse_estimates),
        ):
            try:
                return parse(await self.http.get(source, url))
            except SourceError as error:
                first_error = first_error or error
        assert first_error is not None
        raise first_error

    async def _fetch_block_time(self) -> tuple[Observation, ...]:
        """The time between blocks; nothing on failure, and Bitcoin's ten minutes are assumed."""
        try:
            url = f"{self.base}/v1/difficulty-adjustment"
            return (parse_block_seconds(await self.http.get(self.name, url)),)
        except SourceError:
            return ()


def parse_recommended(response: HttpResponse) -> tuple[Observation, ...]:
    """The rates in an answer of fees/precise or fees/recommended, in satoshis per virtual byte."""
    return _parse_fee_rates(response, "halfHourFee", "fastestFee")


def parse_estimates(response: HttpResponse) -> tuple[Observation, ...]:
    """The rates in an answer of Esplora's fee-estimates, whose fields are numbers of blocks."""
    return _parse_fee_rates(response, "3", "2")


def parse_block_seconds(response: HttpResponse) -> Observation:
    """The mean time between blocks in the present difficulty period."""
    mean_s = _parse_number(response, response.json(), "timeAvg") / 1000
    if not MIN_BLOCK_S <= mean_s <= MAX_BLOCK_S:
        raise build_source_error(
            response.source, "impossible_number", field="timeAvg", value=mean_s
        )
    key = "bitcoin.block_seconds"
    return build_observation(response, key, mean_s, "s", max_age_s=BLOCK_TIME_MAX_AGE_S)


def _parse_fee_rates(response: HttpResponse, usual: str, fast: str) -> tuple[Observation, ...]:
    answer = response.json()
    return (
        _parse_fee_rate(response, "bitcoin.fee_rate", answer, usual),
        _parse_fee_rate(response, "bitcoin.fee_rate.next", answer, fast),
    )


def _parse_fee_rate(response: HttpResponse, key: str, answer: Any, field: str) -> Observation:
    rate = _parse_number(response, answer, field)
    if not 0 < rate <= MAX_SAT_PER_VBYTE:
        raise build_source_error(response.source, "impossible_fee", value=rate, unit="sat/vB")
    return build_observation(response, key, rate, "sat/vB", max_age_s=MAX_AGE_S)


def _parse_number(response: HttpResponse, answer: Any, field: str) -> Decimal:
    if not isinstance(answer, Mapping) or field not in answer:
        raise build_source_error(response.source, "missing_field", field=field)
    raw = answer[field]
    try:
        number = parse_decimal(raw)
    except ValueError:
        raise build_source_error(
            response.source, "unreadable_number", field=field, value=f"{raw!r:.20}"
        ) from None
    if not number.is_finite():
        raise build_source_error(response.source, "impossible_number", field=field, value=number)
    return number


def build_fee_source(http: HttpClient, _network: Network, url_of: UrlLookup, /) -> BitcoinFeeSource:
    """The source of the network's fee figures."""
    return BitcoinFeeSource(http, url_of("mempool", MEMPOOL), url_of("esplora", ESPLORA))


def compute_transfer_fee(
    find: FigureLookup, _network: str, _asset: str, /, *, new_holder: bool
) -> Decimal:
    """The fee in BTC of a payment with one input, its output and the change."""
    del new_holder  # Every address costs the same.
    size = bitcoin_vbytes(["p2wpkh"], ["p2wpkh", "p2wpkh"])
    return Decimal(bitcoin_fee_sat(size, find("bitcoin.fee_rate"))).scaleb(-8)
