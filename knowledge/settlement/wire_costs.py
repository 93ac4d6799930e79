"""Quotes a bank wire: the bank's rate, its fees, and who bears those of the other banks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from knowledge.errors import AmountTooSmallError
from knowledge.money import decimals, exact, round_down, round_up
from knowledge.settlement.waterfall import Waterfall, WaterfallStep

ZERO = Decimal(0)
# Banks quote rates to the customer with five significant digits: 1.1463 USD for 1 EUR, 82.951 RUB
# for 1 USD, 29640 VND for 1 EUR. The last digit is at most one basis point of the rate.
RATE_DIGITS = 5


class ChargeBearer(StrEnum):
    """Who bears the charges, by the codes of field 71A of a SWIFT payment."""

    SHA = "SHA"
    OUR = "OUR"
    BEN = "BEN"


@dataclass(frozen=True)
class WireTariff:
    """The fees of the banks of a wire.

    ``margin`` on the rate and ``pct`` of the sum are fractions; ``pct`` is bounded by ``minimum``
    and ``maximum``. These bounds and ``flat`` are in the payer's money. ``intermediary`` and
    ``beneficiary`` are deducted from the sum, in the payee's money; under OUR the sender's bank
    charges ``our_flat`` instead of them, in the payer's.
    """

    margin: Decimal
    pct: Decimal = ZERO
    minimum: Decimal = ZERO
    maximum: Decimal | None = None
    flat: Decimal = ZERO
    our_flat: Decimal = ZERO
    intermediary: Decimal = ZERO
    beneficiary: Decimal = ZERO


@dataclass(frozen=True)
class WireQuote:
    """The amounts of a wire: ``payee_gets`` and ``sent`` in the payee's money, others the payer's.

    ``exchanged`` is the price of ``sent`` at ``bank_rate``; ``fee`` is the sender's bank's.
    """

    payer_pays: Decimal
    payee_gets: Decimal
    sent: Decimal
    bank_rate: Decimal
    exchanged: Decimal
    fee: Decimal
    waterfall: Waterfall


def quote_for_payee(
    payer: str,
    payee: str,
    reference: Decimal,
    tariff: WireTariff,
    charges: ChargeBearer,
    amount: Decimal,
) -> WireQuote:
    """What the payer pays so that the payee gets exactly ``amount``.

    Under SHA and BEN the other banks deduct their fees from the sum, so more is sent. Under BEN the
    sender's bank deducts its fee, too, which costs the payer the same.
    """
    with exact():
        rate = reference if payer == payee else compute_bank_rate(reference, tariff)
        amount = round_up(amount, decimals(payee))
        on_the_way = (
            ZERO if charges is ChargeBearer.OUR else tariff.intermediary + tariff.beneficiary
        )
        sent = round_up(amount + on_the_way, decimals(payee))
        exchanged = sent * rate
        fee = _compute_sender_fee(exchanged, tariff, charges)
        pays = round_up(exchanged + fee, decimals(payer))
        return _build_quote(reference, rate, amount, sent, exchanged, fee, pays)


def quote_for_budget(
    payer: str,
    payee: str,
    reference: Decimal,
    tariff: WireTariff,
    charges: ChargeBearer,
    budget: Decimal,
) -> WireQuote:
    """What the payee gets when the payer spends exactly ``budget``, fees included.

    AmountTooSmallError when the fees leave nothing.
    """
    with exact():
        rate = reference if payer == payee else compute_bank_rate(reference, tariff)
        sent = round_down(_compute_principal(budget, tariff, charges) / rate, decimals(payee))
        on_the_way = (
            ZERO if charges is ChargeBearer.OUR else tariff.intermediary + tariff.beneficiary
        )
        gets = round_down(sent - on_the_way, decimals(payee))
        if gets <= 0:
            raise AmountTooSmallError
        exchanged = sent * rate
        fee = _compute_sender_fee(exchanged, tariff, charges)
        return _build_quote(reference, rate, gets, sent, exchanged, fee, budget)


def compute_bank_rate(reference: Decimal, tariff: WireTariff) -> Decimal:
    """The bank's selling rate: the payer's money for one unit of the payee's, margin included.

    It is rounded against the customer to ``RATE_DIGITS`` significant digits, in the direction in
    which the pair is quoted: units of the smaller money for one of the larger. So the rounding is
    at most one basis point, whatever the units.
    """
    with exact():
        rate = reference * (1 + tariff.margin)
        if rate >= 1:
            return round_up(rate, RATE_DIGITS - 1 - rate.adjusted())
        quoted = 1 / rate
        return 1 / round_down(quoted, RATE_DIGITS - 1 - quoted.adjusted())


def _compute_sender_fee(exchanged: Decimal, tariff: WireTariff, charges: ChargeBearer) -> Decimal:
    """The fee of the sender's bank, in the payer's money."""
    share = max(exchanged * tariff.pct, tariff.minimum)
    if tariff.maximum is not None:
        share = min(share, tariff.maximum)
    return share + tariff.flat + (tariff.our_flat if charges is ChargeBearer.OUR else ZERO)


def _compute_principal(budget: Decimal, tariff: WireTariff, charges: ChargeBearer) -> Decimal:
    """The part of a budget that is exchanged after the sender's bank took its fee.

    AmountTooSmallError when the fee takes all of it.
    """
    fixed = tariff.flat + (tariff.our_flat if charges is ChargeBearer.OUR else ZERO)
    left = budget - fixed
    by_share = left / (1 + tariff.pct)
    low, high = tariff.minimum, tariff.maximum
    principal = by_share
    if by_share * tariff.pct < low:
        principal = left - low
    elif high is not None and by_share * tariff.pct > high:
        principal = left - high
    if principal <= 0:
        raise AmountTooSmallError
    return principal


def _build_quote(
    reference: Decimal,
    rate: Decimal,
    gets: Decimal,
    sent: Decimal,
    exchanged: Decimal,
    fee: Decimal,
    pays: Decimal,
) -> WireQuote:
    """The quote with its waterfall, in which rounding to the minor unit is a step of its own."""
    yardstick = gets * reference
    all_in = pays - yardstick
    steps = (
        WaterfallStep("fx_margin", sent * (rate - reference)).fine(),
        WaterfallStep("banks_on_the_way", (sent - gets) * reference).fine(),
        WaterfallStep("sender_fee", fee).fine(),
    )
    rest = all_in - sum((step.amount for step in steps), ZERO)
    waterfall = Waterfall((*steps, WaterfallStep("rounding", rest)), yardstick, all_in)
    return WireQuote(pays, gets, sent, rate, exchanged, fee, waterfall)
