from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given

from knowledge.errors import AmountTooSmallError, InsufficientDepthError
from knowledge.settlement import crypto_route
from knowledge.settlement.crypto_route import CryptoRoute
from tests.support.settlement import amounts, routes


@given(routes(), amounts("50", "400000"))
def test_forwards_undoes_backwards_within_a_lot(way: CryptoRoute, amount: Decimal) -> None:
    try:
        flow = crypto_route.compute_for_payee(way, amount)
        again = crypto_route.compute_for_budget(way, flow.payer_pays)
    except (InsufficientDepthError, AmountTooSmallError):
        assume(False)
    assert way.offramp is not None
    assert again.payee_gets >= amount - Decimal("0.01")
    # Rounding up at four places leaves less than a few lots and cents to spare.
    worth = 3 * Decimal("0.01") * way.offramp.book.bids[0].price + Decimal("0.05")
    spare = Decimal("0.05") / way.cross
    assert again.payee_gets <= amount + worth + spare


@given(routes(), amounts("50", "200000"))
def test_a_dearer_fee_never_makes_a_payment_cheaper(way: CryptoRoute, amount: Decimal) -> None:
    assert way.onramp is not None
    dearer = replace(way, onramp=replace(way.onramp, taker=way.onramp.taker + Decimal("0.01")))
    more = replace(way, transfer=replace(way.transfer, withdraw_fee=Decimal(20)))
    try:
        plain = crypto_route.compute_for_payee(way, amount).payer_pays
        assert crypto_route.compute_for_payee(dearer, amount).payer_pays >= plain
        assert crypto_route.compute_for_payee(more, amount).payer_pays >= plain
    except InsufficientDepthError:
        assume(False)


@given(routes(), amounts("50", "100000"), amounts("0.01", "5000"))
def test_a_larger_payment_never_costs_less(
    way: CryptoRoute, amount: Decimal, more: Decimal
) -> None:
    try:
        assert (
            crypto_route.compute_for_payee(way, amount + more).payer_pays
            >= crypto_route.compute_for_payee(way, amount).payer_pays
        )
    except InsufficientDepthError:
        assume(False)
