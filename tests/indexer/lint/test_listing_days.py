"""Days of listings in the notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.documents.load import load_document
from indexer.lint.listing_days import check_listing_days
from knowledge.compliance.listings import load_listings
from knowledge.models import Document
from tests.support.documents import entry
from tests.support.notes import note


def write(folder: Path, sentence: str) -> Document:
    file = folder / "a.md"
    file.write_text(note("a", f"{sentence}[^1]"), "utf-8")
    return load_document(entry(file))


@pytest.mark.parametrize(
    "sentence",
    [
        "The United Kingdom listed HTX on 26 May 2026.",
        "OFAC listed Garantex on 5 April 2022 and again on 14 August 2025, and Grinex with it.",
        "Великобритания внесла HTX в список 26 мая 2026 года.",
        "HTX answered on 28 May 2026.",
        "OFAC listed the issuer of A7A5 on 14 August 2025.",
        "OFAC listed a bank on 1 May 2026.",
        "Tornado Cash left the SDN list on 21 March 2025.",
    ],
)
def test_a_day_of_the_table_and_other_days_are_right(tmp_path: Path, sentence: str) -> None:
    assert list(check_listing_days(load_listings(), [write(tmp_path, sentence)])) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The United Kingdom listed HTX on 27 May 2026.",
        "OFAC listed Garantex on 5 April 2022 and Grinex on 15 August 2025.",
        "Великобритания внесла Хуоби в список 27 мая 2026 года.",
    ],
)
def test_another_day_of_a_listing_is_named(tmp_path: Path, sentence: str) -> None:
    ((path, problem),) = check_listing_days(load_listings(), [write(tmp_path, sentence)])
    assert path.endswith("a.md")
    assert problem.startswith("our table of venues has no act of 202")
