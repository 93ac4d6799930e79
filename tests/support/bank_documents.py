"""Documents of central banks in their published shapes, and what every parser must refuse."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import Fault, SourceError
from knowledge.market.models import Rate
from knowledge.market.official import cbr, ecb, frankfurter, tcmb

CBR = (
    '<?xml version="1.0" encoding="windows-1251"?><ValCurs Date="21.11.2026" name="x">'
    '<Valute ID="R1"><CharCode>USD</CharCode><Nominal>1</Nominal><Name>Доллар</Name>'
    "<Value>82,4015</Value><VunitRate>82,4015</VunitRate></Valute>"
    '<Valute ID="R2"><CharCode>UZS</CharCode><Nominal>10000</Nominal><Name>Сум</Name>'
    "<Value>68,3120</Value><VunitRate>0,0068312</VunitRate></Valute></ValCurs>"
)
ECB = (
    '<?xml version="1.0" encoding="UTF-8"?><gesmes:Envelope'
    ' xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"'
    ' xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube><Cube time="2026-11-20">'
    '<Cube currency="USD" rate="1.1612"/><Cube currency="TRY" rate="51.2345"/>'
    "</Cube></Cube></gesmes:Envelope>"
)
TCMB = (
    '<?xml version="1.0" encoding="UTF-8"?><Tarih_Date Tarih="20.11.2026" Date="11/20/2026">'
    '<Currency CurrencyCode="USD"><Unit>1</Unit><ForexBuying>44.10</ForexBuying>'
    "<ForexSelling>44.18</ForexSelling></Currency>"
    '<Currency CurrencyCode="JPY"><Unit>100</Unit><ForexBuying>28.00</ForexBuying>'
    "<ForexSelling>28.10</ForexSelling></Currency>"
    '<Currency CurrencyCode="XDR"><Unit>1</Unit><ForexBuying></ForexBuying>'
    "<ForexSelling></ForexSelling></Currency></Tarih_Date>"
)
FRANKFURTER: list[dict[str, Any]] = [
    {"date": "2026-11-20", "base": "USD", "quote": "BRL", "rate": Decimal("5.41"),
     "providers": [{"key": "bcb"}, {"key": "ecb"}, {"key": "odd", "excluded": True}]}
]  # fmt: skip


def all_rates() -> list[Rate]:
    """The rates of all four documents."""
    return [
        *cbr.parse_rates(CBR.encode("windows-1251")),
        *ecb.parse_rates(ECB.encode()),
        *tcmb.parse_rates(TCMB.encode()),
        *frankfurter.parse_rates(FRANKFURTER),
    ]


def parse_error(parse: Callable[[], object]) -> SourceError:
    """The error that a parser raises."""
    with pytest.raises(SourceError) as caught:
        parse()
    return caught.value


class XmlRatesContract:
    """Contract tests of a bank's XML parser; a test module subclasses it."""

    parse: ClassVar[Callable[[bytes], tuple[Rate, ...]]]
    document: ClassVar[str]
    charset: ClassVar[str] = "utf-8"

    @property
    def body(self) -> bytes:
        return self.document.encode(self.charset)

    def error(self, body: bytes) -> SourceError:
        return parse_error(lambda: type(self).parse(body))

    def error_after(self, before: str, after: str) -> SourceError:
        """The error for the document with a part of it replaced."""
        assert before in self.document
        return self.error(self.document.replace(before, after).encode(self.charset))

    @pytest.mark.parametrize(
        "body",
        [b"", b"<html><body>blocked</body></html>", b"<!DOCTYPE html><html></html>", b"{}",
         b"\xff\xfe", b"<other/>", b"<ValCurs",
         b'<?xml version="1.0" encoding="klingon"?><ValCurs/>'],
    )  # fmt: skip
    def test_what_is_no_document_of_rates_is_refused(self, body: bytes) -> None:
        assert self.error(body).fault is Fault.MALFORMED

    def test_a_document_cut_off_is_refused(self) -> None:
        assert self.error(self.body[: len(self.body) * 2 // 3]).key == "no_xml"

    def test_a_document_type_with_entities_is_refused(self) -> None:
        head, _, rest = self.document.partition("?>")
        bomb = f'{head}?><!DOCTYPE x [<!ENTITY a "aaaa">]>{rest}'
        assert self.error(bomb.encode(self.charset)).key == "doctype"

    @settings(suppress_health_check=[HealthCheck.differing_executors])
    @given(st.integers(0, 400), st.binary(min_size=1, max_size=4))
    def test_no_damage_gives_anything_but_rates_or_one_error(self, at: int, junk: bytes) -> None:
        try:
            rates = type(self).parse(self.body[:at] + junk + self.body[at + len(junk) :])
        except SourceError:
            return
        assert all(rate.value > 0 for rate in rates)
