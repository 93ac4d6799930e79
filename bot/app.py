"""The only place where things are wired: settings in, an assistant out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import quotes
from bot.assistant import Assistant
from bot.estimator import Estimator
from bot.figures import Figures, Live, sample
from bot.session import Sessions
from bot.settings import Settings
from knowledge.library import Library
from knowledge.settlement.reference import bundled

if TYPE_CHECKING:
    from knowledge.market.market import Market


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

    def make() -> Market:
        from bot import live

        return live.market(settings)

    return Live(make)
