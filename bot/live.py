"""Every outside source of figures, wired as the settings say. Imported when first needed."""

from __future__ import annotations

from bot.settings import Settings
from knowledge.market.chains.bitcoin import Bitcoin
from knowledge.market.chains.evm import HOSTS, Evm
from knowledge.market.chains.solana import Solana
from knowledge.market.chains.tron import Tron
from knowledge.market.exchanges import catalogue
from knowledge.market.http import Http
from knowledge.market.market import Market
from knowledge.market.official.cbr import BankOfRussia
from knowledge.market.official.ecb import EuropeanCentralBank
from knowledge.market.official.frankfurter import Frankfurter
from knowledge.market.official.tcmb import CentralBankOfTurkiye
from knowledge.market.ports import FeeSource, PriceSource, RateSource


def market(settings: Settings) -> Market:
    """Exchanges, central banks and chains; ``settings.hosts`` points any of them elsewhere."""
    http = Http(seconds=settings.market_seconds)
    # Now, before an event loop runs that would have to wait for it.
    http.open()
    hosts = settings.hosts

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
    exchanges: tuple[PriceSource, ...] = catalogue.sources(http, hosts)
    if settings.exchanges:
        from knowledge.market.exchanges import other

        named = filter(None, map(str.strip, settings.exchanges.lower().split(",")))
        exchanges += tuple(other.source(name, http, at(name, "")) for name in named)
    return Market(http, exchanges, rates, fees, budget=settings.market_seconds + 2)
