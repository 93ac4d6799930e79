"""The protocols of sources, and that every default source keeps to one."""

from __future__ import annotations

import inspect

import pytest

from knowledge.market.chains.bitcoin import BitcoinFeeSource
from knowledge.market.chains.evm import EvmFeeSource
from knowledge.market.chains.solana import SolanaFeeSource
from knowledge.market.chains.tron import TronFeeSource
from knowledge.market.exchanges.registry import build_sources
from knowledge.market.http_client import HttpClient
from knowledge.market.official.cbr import BankOfRussia
from knowledge.market.official.ecb import EuropeanCentralBank
from knowledge.market.official.frankfurter import Frankfurter
from knowledge.market.official.tcmb import CentralBankOfTurkiye
from knowledge.market.sources import FeeSource, PriceSource, RateSource

HTTP = HttpClient()
BANKS = [BankOfRussia, EuropeanCentralBank, CentralBankOfTurkiye, Frankfurter]
CHAINS = [BitcoinFeeSource(HTTP), SolanaFeeSource(HTTP), TronFeeSource(HTTP),
          EvmFeeSource(HTTP, "base", "")]  # fmt: skip
SOURCES = [
    *((source, PriceSource) for source in build_sources(HTTP)),
    *((bank(HTTP), RateSource) for bank in BANKS),
    *((chain, FeeSource) for chain in CHAINS),
]


@pytest.mark.parametrize(("source", "protocol"), SOURCES)
def test_a_source_has_all_that_its_protocol_names(source: object, protocol: type) -> None:
    for name, member in inspect.getmembers(protocol):
        if name.startswith("fetch_"):
            method = getattr(source, name)
            assert inspect.iscoroutinefunction(method)
            expected = list(inspect.signature(member).parameters)[1:]
            assert list(inspect.signature(method).parameters) == expected
        elif not name.startswith("_"):
            assert isinstance(getattr(source, name), str)
