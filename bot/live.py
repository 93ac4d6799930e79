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
from knowledge.market.ports import FeeSource, RateSource


def market(settings: Settings) -> Market:
    """Exchanges, central banks and chains; ``settings.hosts`` points any of them elsewhere."""
    http = Http(seconds=settings.market_seconds)
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
    exchanges = catalogue.sources(http, hosts)
    return Market(http, exchanges, rates, fees, budget=settings.market_seconds + 2)
