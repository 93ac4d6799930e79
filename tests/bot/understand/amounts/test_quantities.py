"""Numbers that count something other than money."""

from __future__ import annotations

import pytest

from bot.understand.amounts.quantities import Quantities, later_groups
from bot.understand.text.parsed_message import parse_message
from tests.support.amounts import amounts_in


@pytest.mark.parametrize(
    "text",
    [
        "3 suppliers please", "2 контейнера", "in 2026 maybe", "付3笔",
        "call 1234567890123456789 now", "два поставщика", "bin kişi", "five people",
    ],
)  # fmt: skip
def test_a_count_is_no_amount(text: str) -> None:
    assert amounts_in(text) == ()


@pytest.mark.parametrize("text", ["500", "500 to Shenzhen", "1500 suppliers", "five thousand"])
def test_a_number_that_counts_nothing_is_an_amount(text: str) -> None:
    assert len(amounts_in(text)) == 1


def quantities(text: str) -> Quantities:
    return Quantities(parse_message(text))


def test_a_certain_span_is_preferred_to_an_uncertain_one() -> None:
    text = "invoice 15.05.2026"
    found = quantities(text).find_non_money(8, len(text))
    assert found is not None
    assert (found.kind, found.certain) == ("date", True)


def test_a_number_outside_every_span_overlaps_none() -> None:
    assert quantities("15.05.2026 and 5000 usd").find_non_money(15, 19) is None


@pytest.mark.parametrize(
    ("text", "cut_off"), [("一百来万", True), ("付百万美元", False), ("百万", False)]
)
def test_a_unit_after_something_unread_is_cut_off(text: str, cut_off: bool) -> None:
    start = max(text.rfind("来") + 1, text.find("百") if "来" not in text else 0)
    assert quantities(text).is_cut_off(start) is cut_off


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("三十万吧", True),
        ("第三十万吧", False),
        ("三十万个", False),
        ("万一吧", False),
        ("三十吧", False),
    ],
)
def test_a_chinese_numeral_without_a_currency_needs_a_large_unit(text: str, amount: bool) -> None:
    assert bool(amounts_in(text)) is amount


def test_later_groups_are_those_after_the_first_space() -> None:
    assert later_groups("118 500 000") == "500 000"
    assert later_groups("118") == ""
