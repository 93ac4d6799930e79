"""The brief of a corridor: whose duties, in which order, and which thresholds are reached."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.compliance.corridor_brief import CorridorBrief, build_brief
from knowledge.compliance.obligations import Obligation
from knowledge.compliance.thresholds import PaymentSum, ThresholdComparison
from knowledge.errors import UsageError

DAY = dt.date(2026, 11, 24)


def duty(topic: str = "payment", **more: object) -> Obligation:
    rest = {"note": "n", "starts": f"{topic}{sorted(more.items())}"} | more
    dates = {"as_of": dt.date(2026, 9, 1), "review_after": dt.date(2027, 1, 1)}
    return Obligation.model_validate({"topic": topic, **dates, **rest})


def threshold(amount: str, counts: str, currency: str = "TRY") -> Obligation:
    return duty("travel_rule", amount=amount, currency=currency, counts=counts, rule="R")


def made(
    duties: dict[str, list[Obligation]], ends: tuple[str, str] = ("DE", "TR"), **more: object
) -> CorridorBrief:
    def rates(base: str, quote: str) -> ThresholdComparison | None:
        rate = {("EUR", "TRY"): Decimal(50), ("TRY", "TRY"): Decimal(1)}.get((base, quote))
        if rate is None:
            return None
        return ThresholdComparison(amount=rate, currency=quote, rate=rate, source="a bank", day=DAY)

    words = {"DE": "allowed", "TR": "forbidden", "FR": "allowed", "US": "allowed"}
    return build_brief(ends, lambda code: duties.get(code, []), words, rates, DAY, **more)  # type: ignore[arg-type]


def test_payer_comes_first_then_payee_then_who_reaches_in() -> None:
    found = made(
        {
            "DE": [duty(side="payer"), duty(side="payee")],
            "TR": [duty("tax"), duty("licence", side="payer")],
            "US": [
                duty("exposure", reaches=True),
                duty("licence"),
                duty("documents", reaches=True),
            ],
        },
        outside=("US",),
    )
    assert [(line.country, line.part, line.duty.topic) for line in found.lines] == [
        ("DE", "payer", "payment"), ("TR", "payee", "tax"), ("US", "outside", "exposure"),
        ("US", "papers", "documents"),
    ]  # fmt: skip


def test_what_no_source_speaks_of_is_a_gap_of_each_end() -> None:
    found = made({"DE": [duty("payment"), duty("travel_rule"), duty("exposure")]})
    assert ("DE", "payment") not in found.gaps
    assert {topic for country, topic in found.gaps if country == "DE"} == {
        "licence", "registration", "reporting", "documents", "tax",
    }  # fmt: skip
    assert len([topic for country, topic in found.gaps if country == "TR"]) == 8


def test_a_law_that_both_ends_share_is_stated_once_and_is_no_gap() -> None:
    shared = [duty("payment"), duty("tax")]
    found = made({"DE": shared, "FR": shared}, ("DE", "FR"))
    assert [line.country for line in found.lines] == ["DE", "DE"]
    assert ("FR", "payment") not in found.gaps
    assert found.same_law
    assert not made({"DE": shared}).same_law


def test_a_territory_has_the_law_of_the_country_that_it_is_part_of() -> None:
    rows = {"PR": [duty()], "TR": []}
    found = made(rows, ("PR", "TR"))
    assert found.words[0] == "allowed"
    assert made(rows, ("PR", "US")).same_law
    assert made(rows, ("GP", "DE")).same_law


def test_a_duty_of_a_coin_or_a_counterparty_counts_for_these_only() -> None:
    rows = {"DE": [duty(assets=["USDT"]), duty("exposure", ends=["RU"])]}
    assert made(rows).lines == ()
    assert len(made(rows, asset="USDT").lines) == 1
    assert len(made(rows, ("RU", "DE")).lines) == 1
    unbacked = {"DE": [duty(assets=["", "BTC"])]}
    assert [len(made(unbacked, asset=coin).lines) for coin in (None, "BTC", "USDT")] == [1, 1, 0]


def test_the_words_of_both_ends_are_given_and_a_coin_may_have_its_own() -> None:
    assert made({}).words == ("allowed", "forbidden")
    assert made({}, ("TR", "KE")).words == ("forbidden", "unsaid")
    rows = {"DE": [duty(assets=["USDT"], word="reading")]}
    assert made(rows, asset="USDT").words == ("reading", "forbidden")
    assert made(rows, asset="USDC").words == ("allowed", "forbidden")


def test_a_ban_stands_at_the_head_always_or_where_it_is_at_home() -> None:
    always = duty(reaches=True, lead="always")
    at_home = duty("exposure", reaches=True, lead="at_home")
    abroad = made({"US": [always, at_home]}, outside=("US",))
    assert [line.part for line in abroad.lines] == ["lead", "outside"]
    home = made({"US": [always, at_home]}, ("US", "TR"))
    assert [line.part for line in home.lines] == ["lead", "lead"]


def test_a_measure_on_a_region_leads_where_the_region_is_named_and_only_there() -> None:
    rows = {"US": [duty(ends=["UA"], region=name, reaches=True) for name in ("crimea", "other")]}
    plain = made(rows, ("DE", "UA"), outside=("US",))
    assert [line.part for line in plain.lines] == ["outside", "outside"]
    assert plain.unsaid == ()
    named = made(rows, ("DE", "UA"), regions=("", "crimea"), outside=("US",))
    assert [(line.part, line.duty.region) for line in named.lines] == [("lead", "crimea")]
    assert named.unsaid == (("UA", ("EU", "UN")),)


def test_whose_sanctions_on_an_end_no_source_speaks_of_is_said() -> None:
    rows = {"US": [duty("exposure", ends=["RU"], reaches=True)]}
    assert made(rows, ("TR", "RU"), outside=("US",)).unsaid == (("RU", ("EU", "UN")),)
    assert made(rows, ("TR", "DE"), outside=("US",)).unsaid == ()
    of_the_union = {"DE": [duty("exposure", ends=["RU"])]} | rows
    assert made(of_the_union, ("DE", "RU"), outside=("US",)).unsaid == (("RU", ("UN",)),)


def test_a_sentence_with_two_thresholds_is_compared_with_both() -> None:
    day, month = (
        duty("limit", starts="s", amount=amount, currency="TRY", counts="above", rule="R", per=per)
        for amount, per in (("1000", "day"), ("50000", "month"))
    )
    wanted = PaymentSum(amount=Decimal(40), currency="EUR")
    found = made({"TR": [day, month]}, wanted=wanted)
    assert [line.reached for line in found.lines] == ["reached", "below"]


def test_a_duty_that_has_not_begun_is_marked() -> None:
    rows = [duty(since=DAY + dt.timedelta(days=1)), duty("tax", since=DAY)]
    assert [line.later for line in made({"DE": rows}).lines] == [True, False]


@pytest.mark.parametrize(
    ("amount", "counts", "reached"),
    [
        ("299.99", "at_least", "below"), ("300", "at_least", "reached"),
        ("300", "above", "below"), ("300.01", "above", "reached"),
    ],
)  # fmt: skip
def test_a_threshold_is_compared_in_its_own_currency_at_a_dated_rate(
    amount: str, counts: str, reached: str
) -> None:
    wanted = PaymentSum(amount=Decimal(amount), currency="EUR")
    (line,) = made({"DE": [threshold("15000", counts)]}, wanted=wanted).lines
    assert line.reached == reached
    assert line.compared is not None
    assert (line.compared.amount, line.compared.source, line.compared.day) == (
        Decimal(amount) * 50, "a bank", DAY,
    )  # fmt: skip


def test_without_a_sum_or_a_rate_a_threshold_is_unknown() -> None:
    rows = {"DE": [threshold("100", "above", "USD")]}
    wanted = PaymentSum(amount=Decimal(5), currency="EUR")
    assert [made(rows).lines[0].reached, made(rows, wanted=wanted).lines[0].reached] == [
        "unknown", "unknown",
    ]  # fmt: skip


@given(
    st.decimals("0.01", "1e14", places=2), st.decimals("0.01", "1e14", places=2),
    st.sampled_from(["at_least", "above"]),
)  # fmt: skip
def test_a_larger_sum_never_falls_below_a_threshold_that_a_smaller_one_reached(
    one: Decimal, other: Decimal, counts: str
) -> None:
    rows = {"DE": [threshold("15000", counts)]}
    low, high = (
        made(rows, wanted=PaymentSum(amount=amount, currency="EUR")).lines[0].reached
        for amount in sorted((one, other))
    )
    assert (low, high) != ("reached", "below")


@pytest.mark.parametrize(
    ("ends", "wanted", "said"),
    [
        (("DE", "DE"), None, "both ends"),
        (("DE", "TR"), PaymentSum(amount=Decimal(0), currency="EUR"), "more than nothing"),
        (("DE", "TR"), PaymentSum(amount=Decimal(-5), currency="EUR"), "more than nothing"),
        (
            ("DE", "TR"),
            PaymentSum.model_construct(amount=Decimal("NaN"), currency="EUR"),
            "more than",
        ),
        (("DE", "TR"), PaymentSum(amount=Decimal(5), currency="XYZ"), "no currency"),
        (("DE", "TR"), PaymentSum(amount=Decimal("1e15"), currency="EUR"), "No payment has such"),
        (("DE", "TR"), PaymentSum(amount=Decimal("1e400"), currency="EUR"), "No payment has such"),
        (("DE", "TR"), PaymentSum(amount=Decimal("1e-400"), currency="EUR"), "No payment has such"),
    ],
)
def test_what_is_no_corridor_or_no_sum_is_refused_in_a_line(
    ends: tuple[str, str], wanted: PaymentSum | None, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        made({}, ends, wanted=wanted)


def test_a_coin_that_nobody_knows_is_refused_and_a_banned_one_is_known() -> None:
    with pytest.raises(UsageError, match="no coin"):
        made({}, asset="FOO")
    assert made({}, asset="A7A5").asset == "A7A5"
