"""The only place where things are wired: settings in, an assistant out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.assistant import Assistant
from bot.question import Question
from bot.session import Sessions
from bot.settings import Settings
from knowledge.library import Library

if TYPE_CHECKING:
    from bot.audit.log import AuditLog
    from bot.checks.corridor_handler import CorridorHandler
    from bot.checks.screening_handler import ScreeningHandler
    from bot.payments.handler import PaymentHandler
    from bot.payments.market_data import MarketData
    from knowledge.compliance.sanctions.list_set import SanctionsLists
    from knowledge.market.market import Market


def build_assistant(settings: Settings, figures: MarketData | None = None) -> Assistant:
    """An assistant over the index that the settings name; IndexStateError when none will serve.

    ``figures`` stands in for the market that the settings name. Handlers are made at first use.
    """
    library = Library(settings.index_root, settings.home, threads=settings.threads)
    has_market = figures is not None or settings.market != "off"

    @cache
    def source() -> MarketData:
        return figures or build_market_data(settings)

    return Assistant(
        library,
        Sessions(),
        payments=(lambda: _payment_handler(settings, library, source())) if has_market else None,
        screening=lambda: _screening_handler(settings, library),
        corridors=lambda: _corridor_handler(library, source() if has_market else None),
        record=build_recorder(settings) if settings.audit != "off" else None,
        question_limit=settings.question_limit,
    )


def _payment_handler(settings: Settings, library: Library, source: MarketData) -> PaymentHandler:
    from bot.payments.handler import PaymentHandler
    from bot.payments.manual_rates import read_rates
    from knowledge.settlement.reference_data import load_bundled_reference

    return PaymentHandler(
        source,
        library,
        load_bundled_reference(),
        operator=lambda at: read_rates(settings.quotes_file, at),
    )


def _screening_handler(settings: Settings, library: Library) -> ScreeningHandler:
    from bot.checks.screening_handler import ScreeningHandler

    return ScreeningHandler(build_sanctions_lists(settings), library)


def _corridor_handler(library: Library, source: MarketData | None) -> CorridorHandler:
    from bot.checks.corridor_handler import CorridorHandler
    from knowledge.settlement.reference_data import load_bundled_reference

    return CorridorHandler(
        library, load_bundled_reference(), source.fetch_price if source else None
    )


def build_sanctions_lists(settings: Settings) -> SanctionsLists:
    """The compiled sanctions lists that the settings name."""
    from knowledge.compliance.sanctions.list_set import SanctionsLists

    return SanctionsLists(
        settings.lists_root,
        overdue=dt.timedelta(days=settings.lists_days),
        required=settings.lists_required.split(","),
    )


def build_audit_log(settings: Settings) -> AuditLog:
    """The audit log that the settings name."""
    from bot.audit.log import AuditLog

    return AuditLog(settings.audit_root, full=settings.audit == "full", days=settings.audit_days)


def build_recorder(settings: Settings) -> Callable[[Question, dict[str, Any]], None]:
    """What writes a line into the audit log for every reply and thumb."""
    log = build_audit_log(settings)

    def record(question: Question, facts: dict[str, Any]) -> None:
        log.write(dt.datetime.now(dt.UTC), question.user, question.text, facts)

    return record


def build_market_data(settings: Settings) -> MarketData:
    """The live market, or the sample data when the settings say so."""
    from bot.payments.market_data import LiveMarketData, load_sample_data

    if settings.market == "sample":
        return load_sample_data()

    def make() -> Market:
        from knowledge.market.live import build_market

        named = filter(None, map(str.strip, settings.exchanges.lower().split(",")))
        return build_market(
            hosts=settings.hosts, exchanges=tuple(named), timeout_s=settings.market_seconds
        )

    return LiveMarketData(make)
