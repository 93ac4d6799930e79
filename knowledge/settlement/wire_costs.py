"""A bank wire: the bank's rate, its fees, and who bears those of the banks between."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from knowledge.money import decimals, down, exact, up
from knowledge.settlement.crypto_route import CannotSettle
from knowledge.settlement.waterfall import Cost, Waterfall

NOTHING = Decimal(0)
# Banks quote rates to the customer with five significant digits: 1.1463 USD for 1 EUR, 82.951 RUB
# for 1 USD, 29640 VND for 1 EUR. The last digit is at most one basis point of the rate.
RATE_DIGITS = 5


class Charges(StrEnum):
    """Who bears the charges, as field 71A of a SWIFT payment says it."""

    SHA = "SHA"
    OUR = "OUR"
    BEN = "BEN"


@dataclass(frozen=True)
class Tariff:
    """What banks take. Shares are fractions; ``min``, ``max`` and ``flat`` in the payer's money.

    ``intermediary`` and ``beneficiary`` are taken from the sum on its way, in the payee's money;
    ``our_flat`` is what the sender's bank takes instead of them under OUR.
    """

    margin: Decimal
    pct: Decimal = NOTHING
    minimum: Decimal = NOTHING
    maximum: Decimal | None = None
    flat: Decimal = NOTHING
    our_flat: Decimal = NOTHING
    intermediary: Decimal = NOTHING
    beneficiary: Decimal = NOTHING


@dataclass(frozen=True)
class Wire:
    """A wire worked out: the sum sent is in the payee's money, the fee in the payer's."""

    payer_pays: Decimal
    payee_gets: Decimal
    sent: Decimal
    bank_rate: Decimal
    exchanged: Decimal
    fee: Decimal
    waterfall: Waterfall


def backwards(
    payer: str, payee: str, reference: Decimal, tariff: Tariff, charges: Charges, amount: Decimal
) -> Wire:
    """What the payer pays so that the payee gets exactly ``amount``.

    Under SHA and BEN the banks on the way take their part out of the sum, so more is sent; BEN
    takes the sender's bank's fee out of it, too.
    """
    with exact():
        rate = bank_rate(reference, tariff)
        amount = up(amount, decimals(payee))
        on_the_way = NOTHING if charges is Charges.OUR else tariff.intermediary + tariff.beneficiary
        sent = up(amount + on_the_way, decimals(payee))
        exchanged = sent * rate
        fee = _fee(exchanged, tariff, charges)
        pays = up(exchanged + fee, decimals(payer))
        return _wire(reference, rate, amount, sent, exchanged, fee, pays)


def forwards(
    payee: str, reference: Decimal, tariff: Tariff, charges: Charges, budget: Decimal
) -> Wire:
    """What the payee gets when the payer spends exactly ``budget``, fees included."""
    with exact():
        rate = bank_rate(reference, tariff)
        sent = down(_principal(budget, tariff, charges) / rate, decimals(payee))
        on_the_way = NOTHING if charges is Charges.OUR else tariff.intermediary + tariff.beneficiary
        gets = down(sent - on_the_way, decimals(payee))
        if gets <= 0:
            raise CannotSettle("the fees are more than the sum")
        exchanged = sent * rate
        fee = _fee(exchanged, tariff, charges)
        return _wire(reference, rate, gets, sent, exchanged, fee, budget)


def bank_rate(reference: Decimal, tariff: Tariff) -> Decimal:
    """The bank's selling rate: the payer's money for one unit of the payee's, margin included.

    It is rounded against the customer to ``RATE_DIGITS`` significant digits, in the direction in
    which the pair is quoted: units of the smaller money for one of the larger. So the rounding is
    at most one basis point, whatever the units. Where both moneys are one, there is none to buy.
    """
    with exact():
        if reference == 1:
            return reference
        rate = reference * (1 + tariff.margin)
        if rate >= 1:
            return up(rate, RATE_DIGITS - 1 - rate.adjusted())
        quoted = 1 / rate
        return 1 / down(quoted, RATE_DIGITS - 1 - quoted.adjusted())


def _fee(exchanged: Decimal, tariff: Tariff, charges: Charges) -> Decimal:
    share = max(exchanged * tariff.pct, tariff.minimum)
    if tariff.maximum is not None:
        share = min(share, tariff.maximum)
    return share + tariff.flat + (tariff.our_flat if charges is Charges.OUR else NOTHING)


def _principal(budget: Decimal, tariff: Tariff, charges: Charges) -> Decimal:
    """The part of a budget that is left to exchange once the bank took its fee."""
    fixed = tariff.flat + (tariff.our_flat if charges is Charges.OUR else NOTHING)
    left = budget - fixed
    by_share = left / (1 + tariff.pct)
    low, high = tariff.minimum, tariff.maximum
    principal = by_share
    if by_share * tariff.pct < low:
        principal = left - low
    elif high is not None and by_share * tariff.pct > high:
        principal = left - high
    if principal <= 0:
        raise CannotSettle("the fees are more than the sum")
    return principal


def _wire(
    reference: Decimal,
    rate: Decimal,
    gets: Decimal,
    sent: Decimal,
    exchanged: Decimal,
    fee: Decimal,
    pays: Decimal,
) -> Wire:
    """The wire with its waterfall; rounding to the minor unit is a step of its own."""
    yardstick = gets * reference
    all_in = pays - yardstick
    steps = (
        Cost("fx_margin", sent * (rate - reference)).fine(),
        Cost("banks_on_the_way", (sent - gets) * reference).fine(),
        Cost("sender_fee", fee).fine(),
    )
    rest = all_in - sum((step.amount for step in steps), NOTHING)
    waterfall = Waterfall((*steps, Cost("rounding", rest)), yardstick, all_in)
    return Wire(pays, gets, sent, rate, exchanged, fee, waterfall)
