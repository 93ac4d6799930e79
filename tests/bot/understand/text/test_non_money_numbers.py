"""Numbers that are not money."""

from __future__ import annotations

import pytest

from bot.understand.text.non_money_numbers import find_non_money_numbers


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("15.05.2026", "date"), ("2026-05-14", "date"), ("15 may 2026", "date"), ("5 мая", "date"),
        ("2026年5月14日", "date"), ("q3", "date"), ("14:30", "time"), ("30%", "percent"),
        ("yuzde 30", "percent"), ("5 дней", "term"), ("10个工作日", "term"), ("net 30", "term"),
        ("3 confirmations", "count"), ("+7 916 123-45-67", "phone"), ("115-фз", "law"),
        ("ст. 15.25", "law"), ("no. 45/2026", "paper"), ("incoterms 2020", "standard"),
        ("курс 90,5", "rate"), ("https://x.example/5000", "link"),
    ],
)  # fmt: skip
def test_a_number_of_another_kind_is_known(text: str, kind: str) -> None:
    found = find_non_money_numbers(text)
    assert found[0].kind == kind
    assert found[0].certain
    assert text[found[0].start : found[0].end].endswith(text[-1])


def test_an_invoice_without_a_number_sign_is_uncertain() -> None:
    (found,) = find_non_money_numbers("invoice 1187")
    assert (found.kind, found.certain) == ("paper", False)


@pytest.mark.parametrize("text", ["5000 usd", "pay 250k", "1,250.50"])
def test_an_amount_is_none_of_them(text: str) -> None:
    assert find_non_money_numbers(text) == ()
