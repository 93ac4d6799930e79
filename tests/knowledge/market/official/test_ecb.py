"""The European Central Bank's document."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from knowledge.market.official import ecb
from tests.support.bank_documents import ECB, XmlRatesContract


class TestEuropeanCentralBank(XmlRatesContract):
    parse = staticmethod(ecb.parse_rates)
    document = ECB

    def test_it_gives_units_for_one_euro(self) -> None:
        dollar, lira = ecb.parse_rates(self.body)
        assert (dollar.base, dollar.quote, dollar.value) == ("EUR", "USD", Decimal("1.1612"))
        assert (lira.quote, lira.value) == ("TRY", Decimal("51.2345"))
        assert lira.day == dt.date(2026, 11, 20)

    def test_its_rates_are_set_in_the_early_afternoon(self) -> None:
        assert ecb.parse_rates(self.body)[0].as_of == dt.datetime(
            2026, 11, 20, 13, 10, tzinfo=dt.UTC
        )

    @pytest.mark.parametrize(
        ("before", "after", "key"),
        [
            ("1.1612", "1,1612", "unreadable_number"),
            ("1.1612", "0", "impossible_number"),
            (' time="2026-11-20"', "", "no_rates"),
            ("2026-11-20", "yesterday", "unreadable_date"),
            (
                '<Cube currency="USD" rate="1.1612"/><Cube currency="TRY" rate="51.2345"/>',
                "", "no_rates",
            ),
        ],
    )  # fmt: skip
    def test_a_wrong_figure_is_refused(self, before: str, after: str, key: str) -> None:
        assert self.error_after(before, after).key == key
