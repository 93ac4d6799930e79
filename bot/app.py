"""The only place where things are wired: settings in, an assistant out."""

from __future__ import annotations

from bot import quotes
from bot.assistant import Assistant
from bot.estimator import Estimator
from bot.figures import Figures, Live, sample
from bot.session import Sessions
from bot.settings import Settings
from knowledge.library import Library
from knowledge.market.chains.bitcoin import Bitcoin
from knowledge.market.chains.evm import HOSTS, Evm
from knowledge.market.chains.solana import Solana
from knowledge.market.chains.tron import Tron
from knowledge.market.exchanges import catalogue
from knowledge.market.official.cbr import BankOfRussia
from knowledge.market.official.ecb import EuropeanCentralBank
from knowledge.market.official.frankfurter import Frankfurter
from knowledge.market.official.tcmb import CentralBankOfTurkiye
from knowledge.market.ports import FeeSource, RateSource
from knowledge.settlement.reference import bundled


def assistant(settings: Settings, figures: Figures | None = None) -> Assistant:
    """An assistant over the index that the settings name; IndexFault when none will serve.

    ``figures`` stands in for the market that the settings name.
    """
    library = Library(settings.index_root, settings.home, threads=settings.threads)
    estimator = None
    if figures or settings.market != "off":
        estimator = Estimator(
            figures or market(settings),
            library,
            bundled(),
            operator=lambda at: quotes.from_file(settings.quotes_file, at),
        )
    return Assistant(
        library, Sessions(), estimator=estimator, question_limit=settings.question_limit
    )


def market(settings: Settings) -> Figures:
    """The live market, or the sample data when the settings say so."""
    if settings.market == "sample":
        return sample()
    from knowledge.market.http import Http
    from knowledge.market.market import Market

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
    return Live(
        Market(
            http, catalogue.sources(http, hosts), rates, fees, budget=settings.market_seconds + 2
        )
    )
