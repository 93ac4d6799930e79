"""Builds the live market from every exchange, central bank and chain.

Imported when figures are first needed, since it loads an HTTP library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from knowledge.market.chains.registry import build_fee_sources
from knowledge.market.exchanges import registry
from knowledge.market.http_client import HttpClient, load_tls_context
from knowledge.market.market import Market
from knowledge.market.official.cbr import BankOfRussia
from knowledge.market.official.ecb import EuropeanCentralBank
from knowledge.market.official.frankfurter import Frankfurter
from knowledge.market.official.tcmb import CentralBankOfTurkiye
from knowledge.market.sources import PriceSource, RateSource


def build_market(
    *, hosts: Mapping[str, str], exchanges: Sequence[str] = (), timeout_s: float = 3.0
) -> Market:
    """The market over the default sources and over ``exchanges``, which are ccxt names.

    ``hosts`` gives other addresses of sources, by name. ``timeout_s`` is the limit of one source.
    """
    http = HttpClient(timeout_s=timeout_s)
    # Done here, before an event loop runs that it would block.
    load_tls_context()

    def at(name: str, default: str) -> str:
        return hosts.get(name, default)

    rates: tuple[RateSource, ...] = (
        BankOfRussia(http, at("cbr", BankOfRussia.base)),
        EuropeanCentralBank(http, at("ecb", EuropeanCentralBank.base)),
        CentralBankOfTurkiye(http, at("tcmb", CentralBankOfTurkiye.base)),
        Frankfurter(http, at("frankfurter", Frankfurter.base)),
    )
    fees = build_fee_sources(http, at)
    prices: tuple[PriceSource, ...] = registry.build_sources(http, hosts)
    if exchanges:
        from knowledge.market.exchanges import ccxt_adapter

        prices += tuple(ccxt_adapter.build_source(name, http, at(name, "")) for name in exchanges)
    return Market(http, prices, rates, fees, timeout_s=timeout_s + 2)
