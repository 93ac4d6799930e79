"""Central banks' documents in their published shapes, and every way in which they go wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import Fault, SourceError
from knowledge.market.models import Rate
from knowledge.market.official import cbr, ecb, frankfurter, pegs, tcmb
from knowledge.market.official_rate import find_official_rate

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
FRANKFURTER = [
    {"date": "2026-11-20", "base": "USD", "quote": "BRL", "rate": Decimal("5.41"),
     "providers": [{"key": "bcb"}, {"key": "ecb"}, {"key": "odd", "excluded": True}]}
]  # fmt: skip
AT = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
XML: dict[str, tuple[Callable[[bytes], tuple[Rate, ...]], str, str]] = {
    "cbr": (cbr.parse_rates, CBR, "windows-1251"),
    "ecb": (ecb.parse_rates, ECB, "utf-8"),
    "tcmb": (tcmb.parse_rates, TCMB, "utf-8"),
}


def test_the_bank_of_russia_writes_commas_nominals_and_an_old_charset() -> None:
    dollar, sum_ = cbr.parse_rates(CBR.encode("windows-1251"))
    assert (dollar.base, dollar.quote, dollar.value) == ("USD", "RUB", Decimal("82.4015"))
    assert sum_.value == Decimal("0.0068312")
    assert dollar.day == dt.date(2026, 11, 21)
    # Cut at 15:30 in Moscow on the day before.
    assert dollar.as_of == dt.datetime(2026, 11, 20, 12, 30, tzinfo=dt.UTC)


def test_the_ecb_gives_units_for_one_euro() -> None:
    dollar, lira = ecb.parse_rates(ECB.encode())
    assert (dollar.base, dollar.quote, dollar.value) == ("EUR", "USD", Decimal("1.1612"))
    assert lira.day == dt.date(2026, 11, 20)


def test_the_turkish_bank_gives_two_sides_and_leaves_some_currencies_blank() -> None:
    found = {(rate.base, rate.side): rate.value for rate in tcmb.parse_rates(TCMB.encode())}
    assert found["USD", "buying"] == Decimal("44.10")
    assert found["USD", "selling"] == Decimal("44.18")
    assert found["USD", "mid"] == Decimal("44.14")
    assert found["JPY", "mid"] == Decimal("0.2805")
    assert not any(code == "XDR" for code, _ in found)


def test_frankfurter_names_whose_median_it_is() -> None:
    (real,) = frankfurter.parse_rates(FRANKFURTER)
    assert (real.base, real.quote, real.value) == ("USD", "BRL", Decimal("5.41"))
    assert real.note == "median of bcb, ecb"


def fault(read: Callable[[], object]) -> Fault:
    with pytest.raises(SourceError) as caught:
        read()
    assert 10 < len(str(caught.value)) < 140
    return caught.value.fault


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body>blocked</body></html>", b"<!DOCTYPE html><html></html>", b"{}", b"\xff\xfe",
     b"<other/>", b"<ValCurs", b'<?xml version="1.0" encoding="klingon"?><ValCurs/>'],
)  # fmt: skip
def test_what_is_no_document_of_rates_is_refused(name: str, body: bytes) -> None:
    assert fault(lambda: XML[name][0](body)) in (Fault.MALFORMED, Fault.EMPTY)


@pytest.mark.parametrize("name", XML)
def test_a_document_cut_off_is_refused(name: str) -> None:
    parse, text, charset = XML[name]
    body = text.encode(charset)
    assert fault(lambda: parse(body[: len(body) * 2 // 3])) is Fault.MALFORMED


@pytest.mark.parametrize("name", XML)
def test_a_document_type_with_entities_is_refused(name: str) -> None:
    parse, text, charset = XML[name]
    head, _, rest = text.partition("?>")
    bomb = f'{head}?><!DOCTYPE x [<!ENTITY a "aaaa">]>{rest}'
    assert fault(lambda: parse(bomb.encode(charset))) is Fault.MALFORMED


@pytest.mark.parametrize(
    ("name", "before", "after", "expected"),
    [
        ("cbr", "<Nominal>1</Nominal>", "", Fault.MALFORMED),
        ("cbr", "82,4015</Value>", "82.4015</Value>", Fault.MALFORMED),
        ("cbr", "82,4015</Value>", "NaN</Value>", Fault.ABSURD),
        ("cbr", "82,4015</Value>", "-82,4015</Value>", Fault.ABSURD),
        ("cbr", "<Value>82,4015", "<Value>824,015", Fault.ABSURD),
        ("cbr", "21.11.2026", "2026-11-21", Fault.MALFORMED),
        ("ecb", "1.1612", "1,1612", Fault.MALFORMED),
        ("ecb", "1.1612", "0", Fault.ABSURD),
        ("ecb", ' time="2026-11-20"', "", Fault.EMPTY),
        ("tcmb", "44.10", "44,10", Fault.MALFORMED),
        ("tcmb", "44.10", "-1", Fault.ABSURD),
        ("tcmb", "11/20/2026", "yesterday", Fault.MALFORMED),
    ],
)
def test_a_wrong_figure_is_refused(name: str, before: str, after: str, expected: Fault) -> None:
    parse, text, charset = XML[name]
    assert before in text
    assert fault(lambda: parse(text.replace(before, after).encode(charset))) is expected


def test_a_day_without_rates_is_said_to_have_none() -> None:
    empty = '<?xml version="1.0" encoding="windows-1251"?><ValCurs Date="22.11.2026"></ValCurs>'
    assert fault(lambda: cbr.parse_rates(empty.encode())) is Fault.EMPTY


def test_a_document_in_the_wrong_charset_is_refused_or_read_right() -> None:
    # Declared as windows-1251 and sent as UTF-8: names are garbled, figures are not.
    assert cbr.parse_rates(CBR.encode("utf-8"))[0].value == Decimal("82.4015")
    wrong = CBR.replace("windows-1251", "utf-8").encode("windows-1251")
    assert fault(lambda: cbr.parse_rates(wrong)) is Fault.MALFORMED


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({}, Fault.MALFORMED), ("text", Fault.MALFORMED), ([], Fault.EMPTY),
        ([{}], Fault.MALFORMED), ([None], Fault.MALFORMED),
        ([{**FRANKFURTER[0], "rate": Decimal(-1)}], Fault.ABSURD),
        ([{**FRANKFURTER[0], "rate": "five"}], Fault.MALFORMED),
        ([{**FRANKFURTER[0], "date": "soon"}], Fault.MALFORMED),
    ],
)  # fmt: skip
def test_a_wrong_answer_of_frankfurter_is_refused(answer: object, expected: Fault) -> None:
    assert fault(lambda: frankfurter.parse_rates(answer)) is expected


@given(st.sampled_from(sorted(XML)), st.integers(0, 400), st.binary(min_size=1, max_size=4))
def test_no_damage_gives_anything_but_rates_or_one_error(name: str, at: int, junk: bytes) -> None:
    parse, text, charset = XML[name]
    body = text.encode(charset)
    try:
        found = parse(body[:at] + junk + body[at + len(junk) :])
    except SourceError:
        return
    assert all(rate.value > 0 for rate in found)


def rates() -> list[Rate]:
    return [
        *cbr.parse_rates(CBR.encode("windows-1251")), *ecb.parse_rates(ECB.encode()),
        *tcmb.parse_rates(TCMB.encode()), *frankfurter.parse_rates(FRANKFURTER),
    ]  # fmt: skip


def test_a_currencys_own_bank_is_asked_first() -> None:
    assert find_official_rate(rates(), "RUB", "USD", AT).source == cbr.NAME  # type: ignore[union-attr]
    assert find_official_rate(rates(), "TRY", "USD", AT).value == Decimal("44.14")  # type: ignore[union-attr]
    assert find_official_rate(rates(), "EUR", "USD", AT).source == ecb.NAME  # type: ignore[union-attr]


def test_there_and_back_is_one() -> None:
    there, back = (
        find_official_rate(rates(), "RUB", "USD", AT),
        find_official_rate(rates(), "USD", "RUB", AT),
    )
    assert there
    assert back
    assert abs(there.value * back.value - 1) < Decimal("1e-12")


def test_dirhams_go_through_their_peg_and_say_so() -> None:
    found = find_official_rate(rates(), "RUB", "AED", AT)
    assert found
    assert abs(found.value - Decimal("82.4015") / pegs.dirham_peg_rate(AT).value) < Decimal(
        "0.01"
    ) or (abs(found.value * pegs.dirham_peg_rate(AT).value - Decimal("82.4015")) < Decimal("0.01"))
    assert "USD" in found.note


def test_a_pair_that_nobody_publishes_has_no_rate() -> None:
    assert find_official_rate(rates(), "RUB", "NGN", AT) is None
    assert find_official_rate([], "RUB", "USD", AT) is None


def test_the_same_money_is_one_for_one() -> None:
    assert find_official_rate([], "EUR", "EUR", AT).value == 1  # type: ignore[union-attr]
