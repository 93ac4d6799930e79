"""Corridor briefs in a conversation: what both ends of a payment ask, and who reaches in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from bot.answers.citations import Quoting
from bot.messages import error_text, message
from bot.messages.language import Language
from bot.render import corridor_brief as words
from bot.render.number_format import format_decimal
from bot.replies.check_reply import CheckReply
from bot.replies.reply import Reply, ReplyKind
from bot.understand.request.corridor_request import Wanted, read, stranger
from knowledge.compliance import obligations
from knowledge.compliance.corridor_brief import CorridorBrief, build_brief
from knowledge.compliance.thresholds import PaymentSum, ThresholdComparison
from knowledge.errors import UsageError
from knowledge.library import Library
from knowledge.market.pricing import Price
from knowledge.settlement.reference_data import Reference

# Who reaches into a corridor from outside: the two whose sanctions do, and what holds everywhere.
OUTSIDE = ("ISSUERS", "EU", "US", "INT")


class Corridors:
    """Writes the brief of a corridor; knows no channel."""

    def __init__(
        self,
        library: Library,
        reference: Reference,
        price: Callable[[str, str], Price] | None,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        """Quote ``library``; compare sums with thresholds at the rates of ``price``."""
        self._library, self._reference = library, reference
        self._price, self._clock = price, clock

    def asked(self, text: str, language: Language) -> Reply | None:
        """The brief that a message in free words asks for; None when it names no corridor."""
        wanted = read(text)
        return self.brief(wanted, language) if wanted else None

    def command(self, rest: str, language: Language) -> Reply:
        """The reply to ``/corridor DE TR 40000 EUR USDT``."""
        wanted = read(rest)
        if wanted is None:
            unknown = stranger(rest)
            if unknown:
                return _back(message("corridor_stranger", language, code=unknown), language)
            return _back(message("corridor_usage", language), language)
        return self.brief(wanted, language)

    def brief(self, wanted: Wanted, language: Language) -> Reply:
        """The brief of a corridor; a clarification when it is none."""
        if wanted.choices:
            opening = message("ask_confirm_amount", language)
            return _back(opening, language).model_copy(update={"choices": wanted.choices})
        if wanted.stray:
            return _back(message("corridor_asset", language, code=wanted.stray), language)
        if wanted.unread:
            return _back(message("corridor_amount", language), language)
        if wanted.amount is not None and wanted.currency is None:
            return _back(
                message(
                    "corridor_currency", language, amount=format_decimal(wanted.amount, language)
                ),
                language,
            )
        try:
            made = self._brief(wanted)
        except UsageError as error:
            return _back(error_text(error, language), language)
        quoting = Quoting(self._library.generation, language)
        told = words.render_brief(made, quoting, language)
        return CheckReply(
            kind=ReplyKind.CORRIDOR,
            language=language,
            opening=told.title,
            body=told.blocks,
            claims=told.claims,
            citations=quoting.citations,
            index_generation=self._library.generation.name,
            brief=made,
        )

    def _brief(self, wanted: Wanted) -> CorridorBrief:
        money = None
        if wanted.amount is not None and wanted.currency:
            money = PaymentSum(amount=wanted.amount, currency=wanted.currency)
        rules = self._reference.rules
        return build_brief(
            (wanted.payer, wanted.payee),
            obligations.obligations_of,
            {code: rule.payment for code, rule in rules.items()},
            self._rate,
            self._clock().date(),
            wanted=money,
            asset=wanted.asset,
            regions=wanted.regions,
            outside=OUTSIDE,
        )

    def _rate(self, base: str, quote: str) -> ThresholdComparison | None:
        if base == quote:
            day = self._clock().date()
            one = Decimal(1)
            return ThresholdComparison(amount=one, currency=quote, rate=one, source="", day=day)
        if self._price is None:
            return None
        found = self._price(base, quote)
        if found.value is None:
            return None
        rate, consensus = found.rate, found.consensus
        source = rate.source if rate else (consensus.used[0].source if consensus else "")
        day = (rate.day if rate else None) or found.at.date()
        return ThresholdComparison(
            amount=found.value, currency=quote, rate=found.value, source=source, day=day
        )


def _back(opening: str, language: Language) -> Reply:
    return Reply(kind=ReplyKind.CLARIFICATION, language=language, opening=opening)
