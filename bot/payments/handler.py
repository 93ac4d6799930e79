"""Prices and estimates in a conversation: one question back at a time, then the figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from bot.answers import country_rules
from bot.messages import error_text, message
from bot.messages.language import Language
from bot.payments import manual_rates
from bot.payments.dialogue import COMMON, Draft, answered, followed, missing, request, start
from bot.payments.market_data import MarketData
from bot.render import estimate as words
from bot.render.number_format import format_decimal, format_utc_minute
from bot.replies.figure_reply import FigureReply
from bot.replies.reply import Reply, ReplyKind
from bot.session import Session
from bot.understand.request.figure_intent import looks_like_request
from knowledge.errors import UsageError
from knowledge.library import Library
from knowledge.market.models import OtcQuote, utc_now
from knowledge.market.snapshot import SnapshotRequest
from knowledge.models import Figure
from knowledge.money import is_crypto, is_national
from knowledge.places.jurisdictions import place_name
from knowledge.settlement.context import EstimateContext
from knowledge.settlement.crypto_rail import CRYPTO_RAILS, NATIVE_COINS, list_transfer_fees
from knowledge.settlement.estimate import estimate
from knowledge.settlement.models import Estimate
from knowledge.settlement.reference_data import Reference
from knowledge.settlement.request import PaymentRequest


class Estimator:
    """Answers requests for prices and estimates; None for any other message."""

    def __init__(
        self,
        figures: MarketData,
        library: Library,
        reference: Reference,
        *,
        operator: Callable[[dt.datetime], tuple[OtcQuote, ...]] = lambda _: (),
        clock: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        """Take figures from ``figures`` and ``operator``'s quotes, rules from ``library``."""
        self.figures, self._library, self._reference = figures, library, reference
        self._operator, self._clock = operator, clock

    def reply(self, text: str, session: Session, language: Language) -> Reply | None:
        """The reply to a message about a price or a payment's cost; None when it is about neither.

        What was asked back last is tried first: a country alone answers "from where?".
        """
        if manual_rates.attempted(text):
            return self._keep_rate(text, session, language)
        if manual_rates.setting(text):
            return self._keep_row(text, session, language)
        pending, session.pending = session.pending, None
        if pending is not None:
            filled = answered(pending, text, language)
            if filled is not None:
                return self.proceed(filled, session, language)
        if looks_like_request(text):
            draft = start(text, language)
            if draft.direction == "price":
                return self._price(draft, language)
            if draft.amount is None and draft.ask == "fee" and draft.network:
                return self._network_fee(draft, language)
            return self.proceed(draft, session, language)
        last = session.reply.kind if session.reply else None
        if session.draft is not None and last is ReplyKind.ESTIMATE:
            again = followed(session.draft, text, language)
            if again is not None:
                return self.proceed(again, session, language)
        return None

    def estimated(
        self, wanted: PaymentRequest, session: Session, language: Language
    ) -> FigureReply:
        """The reply with the estimate of a payment, its rules first."""
        networks = tuple(dict.fromkeys(n for a, n in CRYPTO_RAILS if wanted.through(a, n)))
        need = SnapshotRequest(
            payer=wanted.payer,
            payee=wanted.payee,
            assets=tuple(dict.fromkeys(a for a, n in CRYPTO_RAILS if wanted.through(a, n))),
            networks=networks,
            # Chains' own fees matter only to those who send from a wallet of their own.
            coins=tuple(dict.fromkeys(NATIVE_COINS[n] for n in networks))
            if wanted.own_wallet
            else (),
        )
        snapshot = self.figures.fetch_snapshot(need)
        own = (*session.quotes, *self._operator(snapshot.taken_at))
        snapshot = snapshot.with_quotes(own) if own else snapshot
        session.snapshot = snapshot
        own_rows = {row.key: row for row in session.rows}
        found = estimate(wanted, snapshot, self._reference.with_rows(own_rows))
        session.estimate = found
        return self.told(found, language)

    def told(self, found: Estimate, language: Language) -> FigureReply:
        """The reply that tells an estimate."""
        ends = [c for c in (found.request.from_country, found.request.to_country) if c]
        claims, citations, unknown = country_rules.rules(
            self._library.generation, self._reference, ends, language
        )
        said = [
            words.render_sample_notice(found, language),
            *words.render_estimate(found, language),
        ]
        missing_rules = " ".join(
            message("est_rule_none", language, place=place_name(code, language)) for code in unknown
        )
        return FigureReply(
            kind=ReplyKind.ESTIMATE,
            language=language,
            opening=words.render_request(found, language),
            claims=claims,
            citations=citations,
            body=tuple(block for block in (missing_rules, *said) if block),
            estimate=found,
            figures=_figures(found),
            index_generation=self._library.generation.name,
        )

    def priced(self, base: str, quote: str, language: Language) -> FigureReply:
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
            body=tuple(words.render_price(found, language)),
            price=found,
            figures=figures,
        )

    def _price(self, draft: Draft, language: Language) -> Reply:
        base = draft.asset or draft.currency or "BTC"
        quote = draft.target_currency or ("USD" if base != "USD" else "EUR")
        return self.priced(base, quote, language)

    def _network_fee(self, draft: Draft, language: Language) -> Reply:
        """What the network that was named takes for a transfer now."""
        network = draft.network or ""
        asset = draft.asset if (draft.asset, network) in CRYPTO_RAILS else None
        asset = asset or next(a for a, n in CRYPTO_RAILS if n == network)
        wanted = PaymentRequest(amount=Decimal(100), payer=asset, payee=asset, own_wallet=True)
        snapshot = self.figures.fetch_snapshot(
            SnapshotRequest(
                payer=asset,
                payee=asset,
                assets=(asset,),
                networks=(network,),
                coins=(NATIVE_COINS[network],),
            )
        )
        fees = list_transfer_fees(
            EstimateContext(wanted, snapshot, self._reference), asset, network
        )
        return Reply(
            kind=ReplyKind.PRICE,
            language=language,
            body=tuple(words.render_network_fees(fees, language, sample=snapshot.sample)),
            figures=tuple(
                Figure(value=f"{f.amount:f}", unit=f.coin, source=f.source, observed_at=f.as_of)
                for f in fees
                if f.amount is not None
            ),
        )

    def proceed(self, draft: Draft, session: Session, language: Language) -> Reply:
        """The estimate, or the one question that is left to ask."""
        asked = missing(draft)
        if asked is not None:
            reply = _ask(asked, draft, language)
            offered = {"pending": asked, "offered": reply.choices}
            session.pending = draft.model_copy(update=offered)
            return reply
        session.draft = draft
        try:
            wanted = request(draft, self._reference)
        except UsageError as error:
            opening = message("ask_bad_amount", language, why=error_text(error, language))
            return Reply(kind=ReplyKind.CLARIFICATION, language=language, opening=opening)
        return self.estimated(wanted, session, language)

    def _keep_rate(self, text: str, session: Session, language: Language) -> Reply:
        quote = manual_rates.said(text, self._clock(), "you")
        if quote is None:
            opening = message("rate_bad", language)
            return Reply(kind=ReplyKind.CLARIFICATION, language=language, opening=opening)
        kept = [q for q in session.quotes if (q.base, q.quote) != (quote.base, quote.quote)]
        session.quotes = (quote, *kept)
        opening = message(
            "rate_kept", language, base=quote.base, quote=quote.quote, who=quote.said_by,
            price=format_decimal(quote.price, language), time=format_utc_minute(quote.as_of),
            minutes=manual_rates.USER_MINUTES,
        )  # fmt: skip
        return Reply(kind=ReplyKind.SMALL_TALK, language=language, opening=opening)

    def _keep_row(self, text: str, session: Session, language: Language) -> Reply:
        row = manual_rates.tariff(text, self._reference.rows, self._clock())
        if row is None or row.value is None:
            opening = message("set_bad", language)
            return Reply(kind=ReplyKind.CLARIFICATION, language=language, opening=opening)
        session.rows = (row, *(r for r in session.rows if r.key != row.key))
        value = format_decimal(row.value, language)
        opening = message("set_kept", language, row=row.key, value=value, unit=row.unit)
        return Reply(kind=ReplyKind.SMALL_TALK, language=language, opening=opening)


def _ask(asked: str, draft: Draft, language: Language) -> Reply:
    """One question back, with choices where there are some."""
    amount = format_decimal(draft.amount, language) if draft.amount is not None else ""
    if draft.currency:
        amount = f"{amount} {draft.currency}"
    choices = draft.choices
    if asked in ("from", "to"):
        taken = {draft.from_country, draft.to_country}
        choices = tuple(place_name(code, language) for code in COMMON if code not in taken)
    return Reply(
        kind=ReplyKind.CLARIFICATION,
        language=language,
        opening=message(f"ask_{asked}", language, amount=amount),
        choices=choices,
    )


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
