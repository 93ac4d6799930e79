"""Official rates between two currencies: whose they are and what they went through."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from knowledge.market.models import Rate, RateNote
from knowledge.market.official import cbr, ecb, frankfurter, pegs, tcmb
from knowledge.market.official_rate import find_official_rate
from tests.support.bank_documents import all_rates

AT = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


def find(rates: list[Rate], payer: str, payee: str) -> Rate:
    found = find_official_rate(rates, payer, payee, AT)
    assert found is not None
    return found


def published(source: str, base: str, quote: str, value: str, note: str = "") -> Rate:
    return Rate(
        source=source, as_of=AT, base=base, quote=quote, value=Decimal(value), day=AT.date(),
        note=note,
    )  # fmt: skip


def test_a_currencys_own_bank_is_asked_first() -> None:
    assert find(all_rates(), "RUB", "USD").source == cbr.NAME
    assert find(all_rates(), "TRY", "USD").value == Decimal("44.14")
    assert find(all_rates(), "EUR", "USD").source == ecb.NAME


def test_there_and_back_is_one() -> None:
    there, back = find(all_rates(), "RUB", "USD"), find(all_rates(), "USD", "RUB")
    assert abs(there.value * back.value - 1) < Decimal("1e-12")


def test_the_rate_is_the_payers_money_for_one_unit_of_the_payees() -> None:
    found = find([published(ecb.NAME, "EUR", "USD", "1.25")], "USD", "EUR")
    assert (found.base, found.quote, found.value) == ("EUR", "USD", Decimal("1.25"))
    assert find([published(ecb.NAME, "EUR", "USD", "1.25")], "EUR", "USD").value == Decimal("0.8")


def test_dirhams_go_through_their_peg_and_say_so() -> None:
    found = find(all_rates(), "RUB", "AED")
    assert abs(found.value * pegs.AED_PER_USD - Decimal("82.4015")) < Decimal("0.0001")
    assert found.note == "through USD; peg"
    assert [note.key for note in found.notes] == ["through", "peg"]


def test_a_crossed_rate_is_as_old_as_its_oldest_step() -> None:
    old = published(frankfurter.NAME, "EUR", "USD", "1.25").model_copy(
        update={"as_of": AT - dt.timedelta(days=1), "max_age": 7}
    )
    found = find([old, published(frankfurter.NAME, "EUR", "GBP", "0.85")], "USD", "GBP")
    assert (found.as_of, found.max_age) == (old.as_of, 7)
    assert found.note == "through EUR"


def test_another_publisher_steps_in_for_a_missing_bank_and_is_named() -> None:
    found = find([published(ecb.NAME, "RUB", "TRY", "0.5")], "RUB", "TRY")
    assert found.source == ecb.NAME
    assert found.note == "not from the bank of RUB, TRY"
    assert found.notes == (RateNote(key="other_bank", values={"currencies": "RUB, TRY"}),)


def test_a_publisher_that_is_no_bank_of_ours_serves_without_a_remark() -> None:
    assert find([published("Elsewhere", "RUB", "TRY", "0.5")], "RUB", "TRY").note == ""


def test_the_notes_of_the_steps_are_kept_each_once() -> None:
    rates = [
        published(frankfurter.NAME, "USD", "BRL", "5", "median of bcb, ecb"),
        published(frankfurter.NAME, "USD", "KZT", "500", "median of bcb, ecb"),
    ]
    found = find(rates, "KZT", "BRL")
    assert found.note == "through USD; median of bcb, ecb"
    assert [note.key for note in found.notes] == ["through", "median"]


def test_only_the_middle_of_two_sides_is_used() -> None:
    sides = [
        published(tcmb.NAME, "USD", "TRY", value).model_copy(update={"side": side})
        for side, value in (("buying", "44"), ("selling", "46"), ("mid", "45"))
    ]
    assert find(sides, "TRY", "USD").value == 45
    assert find_official_rate(sides[:2], "TRY", "USD", AT) is None


def test_a_path_of_more_than_three_steps_is_no_rate() -> None:
    chain = [published("X", a, b, "2") for a, b in ("AB", "BC", "CD", "DE")]
    assert find(chain, "D", "A").value == 8
    assert find_official_rate(chain, "E", "A", AT) is None


def test_a_pair_that_nobody_publishes_has_no_rate() -> None:
    assert find_official_rate(all_rates(), "RUB", "NGN", AT) is None
    assert find_official_rate([], "RUB", "USD", AT) is None


def test_the_same_money_is_one_for_one() -> None:
    found = find([], "EUR", "EUR")
    assert (found.value, found.as_of, found.day) == (1, AT, AT.date())


def test_a_publication_that_repeats_its_pairs_costs_as_much_as_it_is_long() -> None:
    # All paths of three steps through these would be 10^9.
    circle = [("EUR", "USD"), ("USD", "GBP"), ("GBP", "EUR")]
    rates = [published("X", *circle[i % 3], "1.1") for i in range(3000)]
    assert find_official_rate(rates, "JPY", "EUR", AT) is None


def test_a_product_that_no_rate_can_be_is_no_rate() -> None:
    rates = [published("X", "EUR", "USD", "1e13"), published("X", "USD", "GBP", "1e13")]
    assert find_official_rate(rates, "GBP", "EUR", AT) is None
