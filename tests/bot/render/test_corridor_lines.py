"""The lines of a corridor brief."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from bot.render.corridor_lines import format_sum, render_lines, render_rates
from knowledge.compliance.thresholds import PaymentSum, ThresholdComparison
from tests.support.sample_briefs import DAY, brief, line, obligation, quoted, threshold

PAYMENT = PaymentSum(amount=Decimal(40000), currency="USD")
COMPARISON = ThresholdComparison(
    amount=Decimal("36000.50"), currency="EUR", rate=Decimal("0.9000125"), source="ECB", day=DAY
)


def test_a_line_has_topic_sentence_citations_and_date() -> None:
    each = quoted(line(obligation()), "Yes, a company may pay so.", 1, 3)
    assert render_lines(brief(each.line), [each], "en") == [
        "• Payment: A company may pay so. [1] [3] (2026-10-01)"
    ]


def test_the_topic_is_named_where_it_changes_only() -> None:
    lines = [
        quoted(line(obligation()), "One."),
        quoted(line(obligation()), "Two."),
        quoted(line(obligation(topic="tax")), "Three."),
    ]
    rendered = render_lines(brief(), lines, "en")
    assert [text.partition(" [")[0] for text in rendered] == [
        "• Payment: One.", "• Two.", "• Tax: Three."
    ]  # fmt: skip


def test_a_sentence_of_two_duties_is_quoted_once_with_both_thresholds() -> None:
    lines = [
        quoted(line(threshold(), reached="reached", compared=COMPARISON)),
        quoted(line(threshold(amount=Decimal(50000)), reached="below", compared=COMPARISON)),
    ]
    rendered = render_lines(brief(sum=PAYMENT), lines, "en")
    assert len(rendered) == 3
    assert rendered[1] == "  ↳ 36,000.50 EUR: at or above the threshold of 10,000 EUR."
    assert rendered[2] == "  ↳ 36,000.50 EUR: below the threshold of 50,000 EUR."


@pytest.mark.parametrize(
    ("duty", "reached", "said"),
    [
        ({}, "reached", "at or above the threshold"),
        ({"counts": "above"}, "reached", "above the threshold"),
        ({"counts": "above"}, "below", "not above the threshold"),
        ({"per": "contract"}, "below", "if the whole contract is no larger"),
        ({"topic": "limit"}, "reached", "over the cap of 10,000 EUR."),
        ({"topic": "limit", "per": "day"}, "below", "within the cap of 10,000 EUR a day"),
        ({"topic": "limit", "per": "month"}, "reached", "over the cap of 10,000 EUR a month"),
        ({"suspended": True}, "reached", "the duty is suspended"),
    ],
)
def test_a_payment_is_compared_with_a_threshold_or_a_cap(
    duty: dict[str, Any], reached: str, said: str
) -> None:
    each = quoted(line(threshold(**duty), reached=reached, compared=COMPARISON))
    assert said in render_lines(brief(sum=PAYMENT), [each], "en")[1]


def test_without_a_rate_the_reader_compares() -> None:
    each = quoted(line(threshold(), reached="unknown"))
    rendered = render_lines(brief(sum=PAYMENT), [each], "en")
    assert rendered[1].startswith("  ↳ No exchange rate available: compare 40,000 USD")


def test_without_a_sum_no_threshold_is_compared() -> None:
    each = quoted(line(threshold()))
    assert len(render_lines(brief(), [each], "en")) == 1


def test_marks_tell_what_has_not_begun_is_due_for_review_or_differs() -> None:
    duty = obligation(since=dt.date(2027, 1, 1), review_after=dt.date(2026, 1, 1), differs=True)
    (text,) = render_lines(brief(), [quoted(line(duty, later=True))], "en")
    assert text.startswith("• Payment: Another source says otherwise: A company")
    assert text.endswith("(2026-10-01; in force from 1 January 2027; review overdue)")


def test_at_the_head_of_a_brief_a_line_names_whose_ban_it_is() -> None:
    lead = [quoted(line(obligation(), country=c, part="lead"), f"No, {c}.") for c in ("FR", "US")]
    rendered = render_lines(brief(), lead, "en")
    assert rendered[0].startswith("• European Union: ")
    assert rendered[1].startswith("• United States: ")


def test_rates_are_those_of_other_currencies_each_once() -> None:
    lines = [line(threshold(), compared=COMPARISON)] * 2
    assert render_rates(brief(*lines, sum=PAYMENT), "en") == [
        "For the thresholds, 40,000 USD is about 36,000.50 EUR at 0.900012 (ECB, 24 November 2026)."
    ]
    same = PaymentSum(amount=Decimal(40000), currency="EUR")
    assert render_rates(brief(*lines, sum=same), "en") == []
    assert render_rates(brief(*lines), "en") == []


def test_a_whole_sum_has_no_decimals() -> None:
    assert format_sum(Decimal("1250.00"), "EUR", "en") == "1,250 EUR"
    assert format_sum(Decimal("1250.5"), "EUR", "en") == "1,250.50 EUR"
