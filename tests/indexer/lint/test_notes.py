"""What is wrong with notes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from indexer.documents.load import load_document
from indexer.lint.notes import LintFinding, check_notes
from knowledge.models import Document
from tests.support.documents import entry
from tests.support.notes import note

TODAY = dt.date(2026, 11, 1)
LONG = "A firm may pay in coins when its bank agrees to that in writing.[^1] " * 15


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def write(folder: Path, name: str, body: str = LONG, **front: object) -> Document:
    file = folder / name
    file.write_text(note(name.removesuffix(".md"), body, **front), "utf-8")
    return load_document(entry(file))


def problems(*documents: Document) -> list[str]:
    return [finding.problem for finding in check_notes(documents, TODAY)]


def test_a_good_note_has_no_finding(folder: Path) -> None:
    assert problems(write(folder, "a.md")) == []


@pytest.mark.parametrize(
    ("front", "problem"),
    [
        ({"id": "b"}, "the id 'b' is not the file's name"),
        ({"sources": []}, "names no source"),
        ({"as_of": "2026-12-01"}, "as_of lies in the future"),
        ({"effective_from": "2026-02-01", "effective_to": "2026-01-01"}, "effective_from is later"),
        ({"topics": ["Not Kebab"]}, "topic 'Not Kebab' is not kebab-case"),
        ({"jurisdictions": ["XQ"]}, "XQ is no jurisdiction"),
        ({"asks": [{"q": "Pay it.", "verdict": "yes"}]}, "a verdict on 'Pay it.'"),
        ({"review_after": "2026-10-31"}, "was due for review on 2026-10-31"),
        ({"review_after": None}, "has no review_after"),
        ({"supersedes": ["gone"]}, "supersedes 'gone', which does not exist"),
        ({"supersedes": ["a"]}, "supersedes itself in a circle"),
        ({"translation_of": "gone"}, "translates 'gone', which does not exist"),
    ],
)
def test_each_fault_of_the_front_matter_is_found(
    folder: Path, front: dict[str, object], problem: str
) -> None:
    assert any(found.startswith(problem) for found in problems(write(folder, "a.md", **front)))


@pytest.mark.parametrize(
    ("body", "problem"),
    [("Short.[^1]", "has 1 words, not 150 to 500"),
     (LONG + "[^2]", "source mark [^2] points nowhere"),
     (LONG.replace("[^1]", ""), "source 1 is never used")],
)  # fmt: skip
def test_each_fault_of_the_text_is_found(folder: Path, body: str, problem: str) -> None:
    assert problem in problems(write(folder, "a.md", body))


def test_a_review_that_is_due_is_a_warning_only(folder: Path) -> None:
    document = write(folder, "a.md", review_after="2026-10-31")
    assert [f.level for f in check_notes([document], TODAY)] == ["warning"]
    assert LintFinding("a", "b").level == "error"


def test_notes_must_not_repeat_each_other(folder: Path) -> None:
    asks = [{"q": "May it?"}]
    found = problems(write(folder, "a.md", asks=asks), write(folder, "b.md", asks=asks))
    assert found == ["asks 'May it?' as a.md does", "repeats a paragraph of a.md"]


def test_an_ask_stands_in_one_note_only_whatever_the_language(folder: Path) -> None:
    russian = "Фирма может платить монетами, если её банк согласен.[^1] " * 25
    original = write(folder, "a.md", asks=[{"q": "Можно платить, да?"}])
    asks = [{"q": "можно  платить - да"}, {"q": "Можно платить?"}]
    front = {"translation_of": "a", "language": "ru", "asks": asks}
    twin = write(folder, "a.ru.md", russian, **front)
    assert problems(original, twin) == ["asks 'можно  платить - да' as a.md does"]


def test_a_translation_is_in_another_language_and_not_older(folder: Path) -> None:
    original = write(folder, "a.md")
    same = write(folder, "b.md", LONG.replace("coins", "gold"), translation_of="a")
    russian = "Фирма может платить монетами, если её банк согласен.[^1] " * 25
    older = write(folder, "c.md", russian, translation_of="a", language="ru", as_of="2026-08-01")
    assert problems(original, same, older) == [
        "is in the language of what it translates",
        "is older (2026-08-01) than what it translates (2026-09-01)",
    ]


def test_a_circle_of_several_notes_is_found(folder: Path) -> None:
    one = write(folder, "a.md", supersedes=["b"])
    two = write(folder, "b.md", LONG.replace("coins", "gold"), supersedes=["a"])
    assert problems(one, two) == ["supersedes itself in a circle"] * 2
