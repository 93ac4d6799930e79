"""The Bank of Russia's document."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from knowledge.market.official import cbr
from tests.support.bank_documents import CBR, XmlRatesContract


class TestBankOfRussia(XmlRatesContract):
    parse = staticmethod(cbr.parse_rates)
    document = CBR
    charset = "windows-1251"

    def test_it_writes_commas_nominals_and_an_old_charset(self) -> None:
        dollar, sum_ = cbr.parse_rates(self.body)
        assert (dollar.base, dollar.quote, dollar.value) == ("USD", "RUB", Decimal("82.4015"))
        assert sum_.value == Decimal("0.0068312")
        assert dollar.day == dt.date(2026, 11, 21)

    def test_its_rates_are_cut_in_moscow_on_the_day_before(self) -> None:
        dollar, _ = cbr.parse_rates(self.body)
        assert dollar.as_of == dt.datetime(2026, 11, 20, 12, 30, tzinfo=dt.UTC)

    @pytest.mark.parametrize(
        ("before", "after", "key"),
        [
            ("<Nominal>1</Nominal>", "", "missing_field"),
            ("<CharCode>USD</CharCode>", "<CharCode>US</CharCode>", "missing_field"),
            ("82,4015</Value>", "82.4015</Value>", "unreadable_number"),
            ("82,4015</Value>", "NaN</Value>", "impossible_number"),
            ("82,4015</Value>", "-82,4015</Value>", "impossible_number"),
            ("<Value>82,4015", "<Value>824,015", "contradiction"),
            ("21.11.2026", "2026-11-21", "unreadable_date"),
        ],
    )
    def test_a_wrong_figure_is_refused(self, before: str, after: str, key: str) -> None:
        assert self.error_after(before, after).key == key

    def test_a_day_without_rates_is_said_to_have_none(self) -> None:
        empty = '<?xml version="1.0" encoding="windows-1251"?><ValCurs Date="22.11.2026"></ValCurs>'
        assert self.error(empty.encode()).key == "no_rates"

    def test_a_document_in_the_wrong_charset_is_refused_or_read_right(self) -> None:
        # Declared as windows-1251 and sent as UTF-8: names are garbled, figures are not.
        assert cbr.parse_rates(CBR.encode("utf-8"))[0].value == Decimal("82.4015")
        wrong = CBR.replace("windows-1251", "utf-8").encode("windows-1251")
        assert self.error(wrong).key == "no_xml"
