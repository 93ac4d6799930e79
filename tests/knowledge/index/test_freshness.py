"""How old the base is."""

from __future__ import annotations

import datetime as dt
import json

from knowledge.index.document_columns import build_columns
from knowledge.index.freshness import Freshness, measure_freshness

TODAY = dt.date(2026, 11, 30)


def head(key: str, as_of: str | None = "2026-09-01", **front: object) -> tuple[str, str]:
    fields: dict[str, object] = {
        "id": key, "language": "en", "translation_of": None, "supersedes": [], "asks": [],
        "jurisdictions": [], "as_of": as_of, "review_after": None,
    }  # fmt: skip
    return key, json.dumps(fields | front)


def measure(*heads: tuple[str, str]) -> Freshness:
    return measure_freshness(build_columns(heads), TODAY)


def test_notes_are_counted_once_with_their_translations_and_by_country() -> None:
    found = measure(
        head("a", "2026-09-01", jurisdictions=["TR"]),
        head("a.ru", "2026-09-01", jurisdictions=["TR"], translation_of="a", language="ru"),
        head("b", "2025-01-01", jurisdictions=["TR", "AE"]),
        head("c", "2026-10-01"),
    )
    assert (found.notes, found.oldest, found.newest) == (
        3, dt.date(2025, 1, 1), dt.date(2026, 10, 1),
    )  # fmt: skip
    assert list(found.by_place.items()) == [("TR", 2), ("AE", 1)]


def test_a_note_that_was_replaced_makes_the_base_no_older() -> None:
    found = measure(head("old", "2020-01-01"), head("new", supersedes=["old"]))
    assert (found.notes, found.oldest) == (1, dt.date(2026, 9, 1))


def test_reviews_that_are_due_are_counted() -> None:
    found = measure(
        head("a", review_after="2026-11-29"), head("b", review_after="2026-11-30"), head("c")
    )
    assert found.overdue == 1


def test_notes_without_dates_have_no_newest_and_no_oldest() -> None:
    assert measure(head("a", None)) == Freshness(1, None, None, 0, {})
    assert measure() == Freshness(0, None, None, 0, {})
