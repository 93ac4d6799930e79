"""What a place in one of Bitcoin's next blocks costs, and how fast blocks come."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import Observation
from knowledge.market.sources import Fault, SourceError

MEMPOOL, ESPLORA = "https://mempool.space/api", "https://blockstream.info/api"
MAX_AGE_S = 60
# A rate beyond this was never seen outside of errors of unit.
MAX_SAT_PER_VBYTE = Decimal(10_000)


@dataclass(frozen=True)
class BitcoinFeeSource:
    """Fee rates from mempool.space (precise, else whole numbers), else from Blockstream."""

    http: HttpClient
    base: str = MEMPOOL
    second: str = ESPLORA
    name: str = "mempool.space"
    network: str = "bitcoin"

    async def fetch_fees(self) -> tuple[Observation, ...]:
        """``bitcoin.fee_rate`` (about three blocks), ``.next`` (one), ``bitcoin.block_seconds``."""
        rates, pace = await asyncio.gather(self._rates(), self._pace())
        return (*rates, *pace)

    async def _rates(self) -> tuple[Observation, ...]:
        """The fee rates, from the first of three places that has them."""
        failed: SourceError | None = None
        for source, url, read in (
            (self.name, f"{self.base}/v1/fees/precise", parse_recommended),
            (self.name, f"{self.base}/v1/fees/recommended", parse_recommended),
            ("Blockstream", f"{self.second}/fee-estimates", parse_estimates),
        ):
            try:
                return read(await self.http.get(source, url))
            except SourceError as error:
                failed = failed or error
        assert failed is not None
        raise failed

    async def _pace(self) -> tuple[Observation, ...]:
        """The time between blocks; without it, Bitcoin's design of ten minutes stands in."""
        try:
            url = f"{self.base}/v1/difficulty-adjustment"
            return (parse_block_seconds(await self.http.get(self.name, url)),)
        except SourceError:
            return ()


def parse_recommended(answer: HttpResponse) -> tuple[Observation, ...]:
    """The rates in an answer of fees/precise or fees/recommended, in satoshis per virtual byte."""
    said = answer.json()
    return (
        _parse_fee_rate(answer, "bitcoin.fee_rate", said, "halfHourFee"),
        _parse_fee_rate(answer, "bitcoin.fee_rate.next", said, "fastestFee"),
    )


def parse_estimates(answer: HttpResponse) -> tuple[Observation, ...]:
    """The rates in an answer of Esplora's fee-estimates, by number of blocks."""
    said = answer.json()
    return (
        _parse_fee_rate(answer, "bitcoin.fee_rate", said, "3"),
        _parse_fee_rate(answer, "bitcoin.fee_rate.next", said, "2"),
    )


def parse_block_seconds(answer: HttpResponse) -> Observation:
    """The mean time between blocks of the present difficulty period."""
    mean = _parse_number(answer, answer.json(), "timeAvg") / 1000
    if not 60 <= mean <= 6000:
        raise SourceError(answer.source, Fault.ABSURD, f"says that blocks come every {mean} s")
    return _build_observation(answer, "bitcoin.block_seconds", mean, "s", 3600)


def _parse_fee_rate(answer: HttpResponse, key: str, said: Any, field: str) -> Observation:
    value = _parse_number(answer, said, field)
    if not 0 < value <= MAX_SAT_PER_VBYTE:
        raise SourceError(answer.source, Fault.ABSURD, f"asks {value} satoshis per byte")
    return _build_observation(answer, key, value, "sat/vB", MAX_AGE_S)


def _parse_number(answer: HttpResponse, said: Any, field: str) -> Decimal:
    if not isinstance(said, Mapping) or field not in said:
        raise SourceError(answer.source, Fault.MALFORMED, f"left out {field}")
    try:
        value = Decimal(said[field])
    except (TypeError, ValueError, InvalidOperation):
        raise SourceError(answer.source, Fault.MALFORMED, f"gave no number for {field}") from None
    if not value.is_finite():
        raise SourceError(answer.source, Fault.ABSURD, f"gave {value} for {field}")
    return value


def _build_observation(
    answer: HttpResponse, key: str, value: Decimal, unit: str, max_age: int
) -> Observation:
    return Observation(
        key=key,
        value=value,
        unit=unit,
        source=answer.source,
        as_of=answer.received_at,
        max_age=max_age,
        receipt=True,
    )
