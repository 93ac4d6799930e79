"""Prices and estimates in a conversation: one question back at a time, then the figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from bot.answers.note_quotes import NoteQuoter
from bot.messages import error_text, message
from bot.messages.language import Language
from bot.payments import manual_rates
from bot.payments.dialogue import COMMON_COUNTRIES, find_missing_slot
from bot.payments.market_data import MarketData
from bot.payments.settlement_request import to_payment_request
from bot.render.estimate import render_estimate, render_request, render_sample_notice
from bot.render.number_format import format_decimal, format_utc_minute
from bot.render.price import render_network_fees, render_price
from bot.replies.figure_reply import FigureReply
from bot.replies.reply import Reply, ReplyKind, clarification, small_talk
from bot.session import Session
from bot.understand.request.draft import PaymentDraft
from knowledge.assets import load_assets
from knowledge.errors import UsageError
from knowledge.library import Library
from knowledge.market.models import OtcQuote, utc_now
from knowledge.market.snapshot import SnapshotRequest
from knowledge.models import Figure
from knowledge.money import is_crypto, is_national
from knowledge.places.jurisdictions import place_name
from knowledge.settlement.context import EstimateContext
from knowledge.settlement.estimate import estimate
from knowledge.settlement.models import Estimate
from knowledge.settlement.network_fee import list_transfer_fees
from knowledge.settlement.reference_data import Reference
from knowledge.settlement.request import PaymentRequest


class PaymentHandler:
    """Answers requests for prices and estimates."""

    def __init__(
        self,
        figures: MarketData,
        library: Library,
        reference: Reference,
        *,
        operator: Callable[[dt.datetime], tuple[OtcQuote, ...]] = lambda _: (),
        clock: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        """Take figures from ``figures`` and the ``operator``'s rates, rules from ``library``."""
        self.figures, self._library, self._reference = figures, library, reference
        self._operator, self._clock = operator, clock

    def estimate(
        self, request: PaymentRequest, session: Session, language: Language
    ) -> FigureReply:
        """The reply with the estimate of a payment, its rules first."""
        networks = tuple(dict.fromkeys(n for a, n in load_assets().rails if request.through(a, n)))
        need = SnapshotRequest(
            payer=request.payer,
            payee=request.payee,
            assets=tuple(dict.fromkeys(a for a, n in load_assets().rails if request.through(a, n))),
            networks=networks,
            # Chains' own fees matter only to those who send from a wallet of their own.
            coins=tuple(dict.fromkeys(load_assets().native_coin(n) for n in networks))
            if request.own_wallet
            else (),
        )
        snapshot = self.figures.fetch_snapshot(need)
        by_hand = (*session.manual_rates, *self._operator(snapshot.taken_at))
        snapshot = snapshot.with_quotes(by_hand) if by_hand else snapshot
        session.snapshot = snapshot
        tariffs = {row.key: row for row in session.tariffs}
        session.estimate = estimate(request, snapshot, self._reference.with_rows(tariffs))
        return self.present(session.estimate, language)

    def present(self, found: Estimate, language: Language) -> FigureReply:
        """The reply that shows an estimate."""
        ends = [c for c in (found.request.from_country, found.request.to_country) if c]
        quoter = NoteQuoter(self._library.generation, language)
        claims, without_rule = quoter.quote_rules(self._reference.rules, ends)
        blocks = [
            render_sample_notice(found, language),
            *render_estimate(found, language),
        ]
        missing_rules = " ".join(
            message("est_rule_none", language, place=place_name(code, language))
            for code in without_rule
        )
        return FigureReply(
            kind=ReplyKind.ESTIMATE,
            language=language,
            opening=render_request(found, language),
            claims=claims,
            citations=quoter.citations,
            body=tuple(block for block in (missing_rules, *blocks) if block),
            estimate=found,
            figures=_figures(found),
            index_generation=self._library.generation.name,
        )

    def price(self, base: str, quote: str, language: Language) -> FigureReply:
        """The reply with a price; UsageError for a code that nobody knows."""
        for code in (base, quote):
            if not is_crypto(code) and not is_national(code):
                raise UsageError(
                    f"{code[:12]!r} is no currency that I know.",
                    fix="Try: BTC, USDT, EUR, TRY.",
                    key="unknown_currency",
                    values={"code": code[:12]},
                )
        found = self.figures.fetch_price(base, quote)
        figures: tuple[Figure, ...] = ()
        if found.value is not None:
            source = found.consensus.used[0].source if found.consensus else ""
            source = source or (found.rate.source if found.rate else "")
            unit = f"{quote} per {base}"
            figures = (
                Figure(value=f"{found.value:f}", unit=unit, source=source, observed_at=found.at),
            )
        return FigureReply(
            kind=ReplyKind.PRICE,
            language=language,
            body=tuple(render_price(found, language)),
            price=found,
            figures=figures,
        )

    def price_of(self, draft: PaymentDraft, language: Language) -> FigureReply:
        """The reply with the price that a message asks for."""
        base = draft.asset or draft.currency or "BTC"
        quote = draft.target_currency or ("USD" if base != "USD" else "EUR")
        return self.price(base, quote, language)

    def network_fee(self, draft: PaymentDraft, language: Language) -> Reply:
        """What the network that was named takes for a transfer now."""
        network = draft.network or ""
        asset = draft.asset if (draft.asset, network) in load_assets().rails else None
        asset = asset or next(a for a, n in load_assets().rails if n == network)
        wanted = PaymentRequest(amount=Decimal(100), payer=asset, payee=asset, own_wallet=True)
        snapshot = self.figures.fetch_snapshot(
            SnapshotRequest(
                payer=asset,
                payee=asset,
                assets=(asset,),
                networks=(network,),
                coins=(load_assets().native_coin(network),),
            )
        )
        fees = list_transfer_fees(
            EstimateContext(wanted, snapshot, self._reference), asset, network
        )
        return Reply(
            kind=ReplyKind.PRICE,
            language=language,
            body=tuple(render_network_fees(fees, language, sample=snapshot.sample)),
            figures=tuple(
                Figure(value=f"{f.amount:f}", unit=f.coin, source=f.source, observed_at=f.as_of)
                for f in fees
                if f.amount is not None
            ),
        )

    def estimate_or_ask(self, draft: PaymentDraft, session: Session, language: Language) -> Reply:
        """The estimate, or the one question that is left to ask."""
        missing = find_missing_slot(draft)
        if missing is not None:
            reply = _ask(missing, draft, language)
            asked = {"pending": missing, "offered": reply.choices}
            session.pending = draft.model_copy(update=asked)
            return reply
        session.draft = draft
        try:
            request = to_payment_request(draft, self._reference)
        except UsageError as error:
            why = error_text(error, language)
            return clarification(message("ask_bad_amount", language, why=why), language)
        return self.estimate(request, session, language)

    def keep_rate(self, text: str, session: Session, language: Language) -> Reply:
        """Keep the rate in "rate 1 USDT = 82.95 RUB" for the conversation."""
        rate = manual_rates.parse_rate(text, self._clock(), "you")
        if rate is None:
            return clarification(message("rate_bad", language), language)
        # Those that hold no longer are dropped: a conversation may go on for days.
        kept = (q for q in session.manual_rates if q.is_fresh(rate.as_of))
        others = (q for q in kept if (q.base, q.quote) != (rate.base, rate.quote))
        session.manual_rates = (rate, *others)
        opening = message(
            "rate_kept", language, base=rate.base, quote=rate.quote, who=rate.said_by,
            price=format_decimal(rate.price, language), time=format_utc_minute(rate.as_of),
            minutes=manual_rates.USER_RATE_MINUTES,
        )  # fmt: skip
        return small_talk(opening, language)

    def keep_tariff(self, text: str, session: Session, language: Language) -> Reply:
        """Keep the figure in "set wire.margin 0.5%" for the conversation."""
        row = manual_rates.parse_tariff(text, self._reference.rows, self._clock())
        if row is None or row.value is None:
            return clarification(message("set_bad", language), language)
        session.tariffs = (row, *(r for r in session.tariffs if r.key != row.key))
        value = format_decimal(row.value, language)
        opening = message("set_kept", language, row=row.key, value=value, unit=row.unit)
        return small_talk(opening, language)


def _ask(missing: str, draft: PaymentDraft, language: Language) -> Reply:
    """One question back, with choices where there are some."""
    amount = format_decimal(draft.amount, language) if draft.amount is not None else ""
    if draft.currency:
        amount = f"{amount} {draft.currency}"
    choices = draft.choices
    if missing in ("from", "to"):
        taken = {draft.from_country, draft.to_country}
        others = (code for code in COMMON_COUNTRIES if code not in taken)
        choices = tuple(place_name(code, language) for code in others)
    return clarification(message(f"ask_{missing}", language, amount=amount), language, choices)


def _figures(found: Estimate) -> tuple[Figure, ...]:
    """Every rail's result and every input, as figures with a source and a moment."""
    made = "estimate" + (f" {found.quote_id}" if found.quote_id else "")
    out = []
    for rail in found.rails:
        pairs: tuple[tuple[Decimal | None, str], ...] = (
            (rail.payer_pays, found.request.payer),
            (rail.payee_gets, found.request.payee),
        )
        out += [
            Figure(
                value=f"{value:f}", unit=f"{money}, {rail.rail}", source=made,
                observed_at=found.created_at,
            )
            for value, money in pairs
            if value is not None
        ]  # fmt: skip
    out += [
        Figure(value=i.value, unit=i.unit, source=i.source, observed_at=i.as_of)
        for i in found.inputs
    ]
    return tuple(out)
