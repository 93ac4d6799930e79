"""Prices and network fees in words, with their sources."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages import format_date, message
from bot.render.data_notices import render_failures, render_sample_day
from bot.render.failures import failure_text
from bot.render.number_format import format_decimal, format_utc_minute
from knowledge.assets import load_assets
from knowledge.market.consensus import Consensus
from knowledge.market.pricing import Price
from knowledge.settlement.network_fee import ChainTransferFee


def render_price(price: Price, language: str) -> list[str]:
    """A price with its sources, or that there is none."""
    failures = render_failures(price.failures, language)
    if price.value is None:
        none = message("price_none", language, base=price.base, quote=price.quote)
        return [none, failures] if failures else [none]
    blocks = [render_sample_day(price.at.date(), language)] if price.sample else []
    value = format_decimal(price.value, language)
    blocks.append(message("price_line", language, base=price.base, quote=price.quote, value=value))
    basis = _render_consensus(price, price.consensus, language) if price.consensus else []
    if price.rate:
        day = format_date(price.rate.day, language)
        basis.append(message("price_rate", language, source=price.rate.source, day=day))
    if failures:
        basis.append(failures)
    return [*blocks, " ".join(basis)]


def _render_consensus(price: Price, consensus: Consensus, language: str) -> list[str]:
    if not consensus.as_of:
        return []
    count = len(consensus.used)
    names = ", ".join(ticker.source for ticker in consensus.used)
    time = format_utc_minute(consensus.as_of)
    sentences = [message("price_median", language, count=count, names=names, time=time)]
    if price.confidence == "low":
        sentences.append(message("price_low", language, count=count))
    sentences += [
        message(
            "caution_left_out", language, source=failure.source, why=failure_text(failure, language)
        )
        for failure in consensus.rejected
    ]
    return sentences


def render_network_fees(
    fees: Sequence[ChainTransferFee], language: str, *, sample: bool
) -> list[str]:
    """What a network charges for a transfer now."""
    blocks = [_render_fee(fee, language) for fee in fees]
    if sample:
        blocks.insert(0, render_sample_day(fees[0].as_of.date(), language))
    return [*dict.fromkeys(blocks), message("fee_note", language)]


def _render_fee(fee: ChainTransferFee, language: str) -> str:
    network = load_assets().networks[fee.network].title_in(language)
    if fee.amount is None:
        return message("fee_none", language, network=network)
    dollars = fee.dollars
    return message(
        f"fee_{fee.case}",
        language,
        network=network,
        asset=fee.asset,
        amount=f"{format_decimal(fee.amount.normalize(), language)} {fee.coin}",
        worth="" if dollars is None else f" ({format_decimal(dollars, language)} USD)",
        source=fee.source,
        time=format_utc_minute(fee.as_of),
    )
