"""Front matter as values."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from knowledge.models import Ask, Head, SourceRef


@pytest.mark.parametrize(
    ("written", "date"),
    [(dt.date(2026, 1, 2), "2026-01-02"), (2024, "2024"), (None, ""), ("2024-05", "2024-05"),
     (dt.datetime(2026, 1, 2, 3), "2026-01-02")],  # noqa: DTZ001 (as YAML reads it)
)  # fmt: skip
def test_a_source_s_date_may_be_a_day_a_month_or_a_year(written: object, date: str) -> None:
    assert SourceRef.model_validate({"title": "t", "publisher": "p", "date": written}).date == date


@pytest.mark.parametrize(
    "seen", [{"seen": "quoted"}, {"seen": "read", "quoted_by": "p"}, {"seen": "glanced"}]
)
def test_a_quoted_source_names_who_quotes_it_and_no_other_does(seen: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        SourceRef.model_validate({"title": "t", "publisher": "p", "date": "2026", **seen})
    quoted = {"title": "t", "publisher": "p", "date": "", "seen": "quoted", "quoted_by": "q"}
    assert SourceRef.model_validate(quoted).quoted_by == "q"


@pytest.mark.parametrize(("written", "verdict"), [(True, "yes"), (False, "no"), ("depends",) * 2])
def test_yes_and_no_are_verdicts_though_yaml_reads_booleans(written: object, verdict: str) -> None:
    assert Ask.model_validate({"q": "May it?", "verdict": written}).verdict == verdict


def test_a_translation_is_of_the_group_of_its_original() -> None:
    head = Head(id="a.ru", title="A", language="ru", translation_of="a")
    assert (head.group, Head(id="a", title="A", language="en").group) == ("a", "a")


@pytest.mark.parametrize(
    "field", [{"id": "A b"}, {"jurisdictions": ["ru"]}, {"language": "russian"}, {"odd": 1}]
)
def test_a_bad_or_unknown_field_is_refused(field: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match=next(iter(field))):
        Head.model_validate({"id": "a", "title": "A", "language": "en"} | field)
