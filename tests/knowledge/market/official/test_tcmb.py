"""The document of the Central Bank of Türkiye."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from knowledge.market.official import tcmb
from tests.support.bank_documents import TCMB, XmlRatesContract


class TestCentralBankOfTurkiye(XmlRatesContract):
    parse = staticmethod(tcmb.parse_rates)
    document = TCMB

    def test_it_gives_two_sides_and_leaves_some_currencies_blank(self) -> None:
        rates = {(rate.base, rate.side): rate.value for rate in tcmb.parse_rates(self.body)}
        assert rates == {
            ("USD", "buying"): Decimal("44.10"), ("USD", "selling"): Decimal("44.18"),
            ("USD", "mid"): Decimal("44.14"), ("JPY", "buying"): Decimal("0.28"),
            ("JPY", "selling"): Decimal("0.281"), ("JPY", "mid"): Decimal("0.2805"),
        }  # fmt: skip

    def test_its_rates_are_set_in_the_afternoon_in_istanbul(self) -> None:
        rate = tcmb.parse_rates(self.body)[0]
        assert rate.as_of == dt.datetime(2026, 11, 20, 12, 30, tzinfo=dt.UTC)
        assert (rate.quote, rate.day) == ("TRY", dt.date(2026, 11, 20))

    @pytest.mark.parametrize(
        ("before", "after", "key"),
        [
            ("44.10", "44,10", "unreadable_number"),
            ("44.10", "-1", "impossible_number"),
            ("44.10", "44.20", "crossed_quote"),
            ("11/20/2026", "yesterday", "unreadable_date"),
        ],
    )
    def test_a_wrong_figure_is_refused(self, before: str, after: str, key: str) -> None:
        assert self.error_after(before, after).key == key

    def test_a_document_without_figures_has_no_rates(self) -> None:
        assert self.error(b'<Tarih_Date Date="11/20/2026"/>').key == "no_rates"
