"""Answers of Frankfurter."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from knowledge.market.models import RateNote
from knowledge.market.official import frankfurter
from tests.support.bank_documents import FRANKFURTER, parse_error

ROW = FRANKFURTER[0]


def test_a_rate_names_whose_median_it_is() -> None:
    (real,) = frankfurter.parse_rates(FRANKFURTER)
    assert (real.base, real.quote, real.value) == ("USD", "BRL", Decimal("5.41"))
    assert real.note == "median of bcb, ecb"
    assert real.notes == (RateNote(key="median", values={"banks": "bcb, ecb"}),)


def test_noon_in_utc_stands_for_the_time_of_a_day() -> None:
    (real,) = frankfurter.parse_rates(FRANKFURTER)
    assert real.as_of == dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
    assert real.day == dt.date(2026, 11, 20)


def test_a_rate_without_providers_has_no_note() -> None:
    (real,) = frankfurter.parse_rates([{**ROW, "providers": None}])
    assert (real.note, real.notes) == ("", ())


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ({}, "other_shape"), ("text", "other_shape"), ([], "no_rates"), ([{}], "other_shape"),
        ([None], "other_shape"), ([{**ROW, "rate": Decimal(-1)}], "impossible_number"),
        ([{**ROW, "rate": "NaN"}], "impossible_number"), ([{**ROW, "rate": "five"}], "other_shape"),
        ([{**ROW, "date": "soon"}], "other_shape"), ([{**ROW, "quote": "E\x1b["}], "other_shape"),
        ([{**ROW, "rate": "1e999999999"}], "other_shape"), ([ROW] * 1001, "other_shape"),
        ([{**ROW, "rate": "1e30"}], "impossible_number"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_refused(answer: object, key: str) -> None:
    assert parse_error(lambda: frankfurter.parse_rates(answer)).key == key
