"""Which notes are to be read again, and in what order."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from indexer.documents.load import load_document
from indexer.lint.due_notes import DueNote, find_due_notes
from knowledge.compliance.obligations import Obligation
from knowledge.index.source_record import PageState, SourceRecord
from knowledge.models import Document
from tests.support.documents import entry
from tests.support.notes import note

UNTIL = dt.date(2026, 12, 31)
CHANGED = SourceRecord(
    pages={"https://law.example/1": PageState(checked_on=UNTIL, changed_on=dt.date(2026, 10, 1))}
)


def write(folder: Path, key: str, **front: object) -> Document:
    file = folder / f"{key}.md"
    file.write_text(note(key, "Apples are paid in silver.[^1]", **front), "utf-8")
    return load_document(entry(file))


def row(key: str, topic: str) -> Obligation:
    day = dt.date(2026, 9, 1)
    return Obligation.model_validate(
        {"topic": topic, "note": key, "starts": "Apples", "as_of": day, "review_after": day}
    )


def due(*documents: Document, record: SourceRecord | None = None) -> list[DueNote]:
    rows = {"TR": [row("ban", "payment"), row("papers", "documents")]}
    return find_due_notes(documents, rows, record or SourceRecord(), UNTIL)


def test_notes_with_most_at_stake_come_first_then_the_oldest(tmp_path: Path) -> None:
    soon, later = "2026-12-01", "2026-12-20"
    found = due(
        write(tmp_path, "guide", review_after=soon),
        write(tmp_path, "playbook", kind="playbook", review_after=soon),
        write(tmp_path, "papers", review_after=soon),
        write(tmp_path, "ban", review_after=later),
        write(tmp_path, "law-b", kind="regulation", review_after=later),
        write(tmp_path, "law-a", kind="regulation", review_after=later),
    )
    assert [(note.id, note.stakes) for note in found] == [
        ("ban", 3), ("papers", 2), ("playbook", 1), ("law-a", 1), ("law-b", 1), ("guide", 0),
    ]  # fmt: skip


def test_a_note_is_due_by_its_date_or_because_a_source_changed(tmp_path: Path) -> None:
    note = write(tmp_path, "guide", review_after="2027-03-01")
    assert due(note) == []
    assert due(write(tmp_path, "none", review_after=None))[0].reasons == ("has no date of review",)
    (changed,) = due(note, record=CHANGED)
    assert changed.reasons == ("https://law.example/1 changed or went on 2026-10-01",)
    assert due(write(tmp_path, "guide", as_of="2026-10-02"), record=CHANGED) == []


def test_a_translation_is_reviewed_with_its_original(tmp_path: Path) -> None:
    twin = write(tmp_path, "a.ru", review_after="2026-12-01", translation_of="a", language="ru")
    assert due(twin) == []
