"""The only place where things are wired: settings in, an assistant out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.assistant import Assistant
from bot.session import Sessions
from bot.settings import Settings
from knowledge.library import Library

if TYPE_CHECKING:
    from bot.estimator import Estimator
    from bot.figures import Figures
    from knowledge.market.market import Market


def assistant(settings: Settings, figures: Figures | None = None) -> Assistant:
    """An assistant over the index that the settings name; IndexFault when none will serve.

    ``figures`` stands in for the market that the settings name.
    """
    library = Library(settings.index_root, settings.home, threads=settings.threads)

    def estimator() -> Estimator:
        from bot import quotes
        from bot.estimator import Estimator
        from knowledge.settlement.reference import bundled

        return Estimator(
            figures or market(settings),
            library,
            bundled(),
            operator=lambda at: quotes.from_file(settings.quotes_file, at),
        )

    return Assistant(
        library,
        Sessions(),
        estimator=estimator if figures or settings.market != "off" else None,
        question_limit=settings.question_limit,
    )


def market(settings: Settings) -> Figures:
    """The live market, or the sample data when the settings say so."""
    from bot.figures import Live, sample

    if settings.market == "sample":
        return sample()

    def make() -> Market:
        from bot import live

        return live.market(settings)

    return Live(make)
