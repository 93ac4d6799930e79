"""Corridor briefs in a conversation: what both ends of a payment ask, and who reaches in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from bot.answers.note_quotes import NoteQuoter
from bot.messages import error_text, message
from bot.messages.language import Language
from bot.render.corridor_brief import render_brief
from bot.render.corridor_lines import QuotedLine
from bot.render.number_format import format_decimal
from bot.replies.check_reply import CheckReply
from bot.replies.reply import Reply, ReplyKind, Role, clarification
from bot.understand.request.corridor_request import CorridorRequest, find_unknown_country
from knowledge.compliance import obligations
from knowledge.compliance.corridor_brief import CorridorBrief, build_brief
from knowledge.compliance.listings import load_listings, venues_at
from knowledge.compliance.thresholds import PaymentSum, ThresholdComparison
from knowledge.errors import UsageError
from knowledge.library import Library
from knowledge.market.pricing import Price
from knowledge.settlement.reference_data import Reference

# Who reaches into a corridor from outside: the two whose sanctions do, and what holds everywhere.
OUTSIDE = ("ISSUERS", "EU", "US", "INT")


class CorridorHandler:
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

    def reply(self, request: CorridorRequest | None, text: str, language: Language) -> Reply:
        """The reply to ``/corridor DE TR 40000 EUR USDT``; ``request`` is what it asks for."""
        if request is not None:
            return self.brief(request, language)
        unknown = find_unknown_country(text)
        if unknown:
            return clarification(message("corridor_stranger", language, code=unknown), language)
        return clarification(message("corridor_usage", language), language)

    def brief(self, request: CorridorRequest, language: Language) -> Reply:
        """The brief of a corridor; a clarification when it is none."""
        question = _question_back(request, language)
        if question:
            return question
        try:
            made = self._brief(request)
        except UsageError as error:
            return clarification(error_text(error, language), language)
        quoter = NoteQuoter(self._library.generation, language)
        quoted = _quote_lines(made, quoter)
        listed = {
            end: venues_at(load_listings(), {end}, made.day) for end in (made.payer, made.payee)
        }
        rendered = render_brief(made, quoted, language, listed)
        return CheckReply(
            kind=ReplyKind.CORRIDOR,
            language=language,
            opening=rendered.title,
            body=rendered.blocks,
            claims=tuple(dict.fromkeys(each.claim for each in quoted)),
            citations=quoter.citations,
            index_generation=self._library.generation.name,
            brief=made,
        )

    def _brief(self, request: CorridorRequest) -> CorridorBrief:
        money = None
        if request.amount is not None and request.currency:
            money = PaymentSum(amount=request.amount, currency=request.currency)
        rules = self._reference.rules
        return build_brief(
            (request.payer, request.payee),
            obligations.obligations_of,
            {code: rule.payment for code, rule in rules.items()},
            self._rate,
            self._clock().date(),
            wanted=money,
            asset=request.asset,
            regions=request.regions,
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


def _question_back(request: CorridorRequest, language: Language) -> Reply | None:
    """What must be asked before a brief can be written; None when nothing must."""
    if request.choices:
        return clarification(message("ask_confirm_amount", language), language, request.choices)
    if request.stray:
        return clarification(message("corridor_asset", language, code=request.stray), language)
    if request.unread:
        return clarification(message("corridor_amount", language), language)
    if request.amount is not None and request.currency is None:
        amount = format_decimal(request.amount, language)
        return clarification(message("corridor_currency", language, amount=amount), language)
    return None


def _quote_lines(brief: CorridorBrief, quoter: NoteQuoter) -> list[QuotedLine]:
    """The lines whose sentences the index holds, those at the head of the brief first."""
    return [
        QuotedLine(line, claim)
        for line in sorted(brief.lines, key=lambda line: line.part != "lead")
        if (claim := quoter.quote(
            line.duty.note, Role.RULE, line.duty.starts, line.duty.starts_ru
        ))
    ]  # fmt: skip
