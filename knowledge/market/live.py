"""Builds the live market: every exchange, central bank and chain. Imported when first needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from knowledge.market.chains.bitcoin import Bitcoin
from knowledge.market.chains.evm import HOSTS, Evm
from knowledge.market.chains.solana import Solana
from knowledge.market.chains.tron import Tron
from knowledge.market.exchanges import registry
from knowledge.market.http_client import Http
from knowledge.market.market import Market
from knowledge.market.official.cbr import BankOfRussia
from knowledge.market.official.ecb import EuropeanCentralBank
from knowledge.market.official.frankfurter import Frankfurter
from knowledge.market.official.tcmb import CentralBankOfTurkiye
from knowledge.market.sources import FeeSource, PriceSource, RateSource


def build_market(
    *, hosts: Mapping[str, str], exchanges: Sequence[str] = (), timeout_s: float = 3.0
) -> Market:
    """The market over all sources that are read by default, and further ``exchanges`` by ccxt name.

    ``hosts`` gives other addresses of sources, by name. ``timeout_s`` is one source's, in seconds.
    """
    http = Http(seconds=timeout_s)
    # Now, before an event loop runs that would have to wait for it.
    http.open()

    def at(name: str, default: str) -> str:
        return hosts.get(name, default)

    rates: tuple[RateSource, ...] = (
        BankOfRussia(http, at("cbr", BankOfRussia.base)),
        EuropeanCentralBank(http, at("ecb", EuropeanCentralBank.base)),
        CentralBankOfTurkiye(http, at("tcmb", CentralBankOfTurkiye.base)),
        Frankfurter(http, at("frankfurter", Frankfurter.base)),
    )
    fees: tuple[FeeSource, ...] = (
        Bitcoin(http, at("mempool", Bitcoin.base), at("esplora", Bitcoin.second)),
        Tron(http, at("tron", Tron.base)),
        Solana(http, at("solana", Solana.base)),
        *(Evm(http, network, at(network, url)) for network, url in HOSTS.items()),
    )
    prices: tuple[PriceSource, ...] = registry.sources(http, hosts)
    if exchanges:
        from knowledge.market.exchanges import ccxt_adapter

        prices += tuple(ccxt_adapter.source(name, http, at(name, "")) for name in exchanges)
    return Market(http, prices, rates, fees, budget=timeout_s + 2)
