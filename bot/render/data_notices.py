"""Notices about the market data behind a figure: which sources failed, and that it is a sample."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.messages import format_date, message
from bot.render.failures import failure_text
from knowledge.market.models import Failure


def render_failures(failures: Sequence[Failure], language: str) -> str:
    """The sources that failed, those with the same reason together; empty if none did."""
    if not failures:
        return ""
    sources_of: dict[str, list[str]] = {}
    for failure in failures:
        sources_of.setdefault(failure_text(failure, language), []).append(failure.source)
    sources = "; ".join(f"{', '.join(names)} ({reason})" for reason, names in sources_of.items())
    return message("est_failed", language, sources=sources)


def render_sample_day(day: dt.date, language: str) -> str:
    """The notice that figures are sample data of a day."""
    return message("est_sample", language, day=format_date(day, language))
