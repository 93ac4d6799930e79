"""Documents and passages out of their file."""

from __future__ import annotations

import sqlite3

import pytest

from knowledge.index.generation import Generation
from knowledge.index.passages import PassageStore


def test_a_passage_has_its_headings_span_and_sentences(rules: Generation) -> None:
    first, second = (rules.store.passage(int(row)) for row in rules.rows_of(0))
    assert first.headings == ()
    assert second.headings == ("What to check",)
    assert [s.text for s in second.sentences] == ["Ask the bank first."]
    assert second.sentences[0].refs == (1,)
    assert (first.ordinal, second.ordinal) == (0, 1)
    assert first.end < second.start


def test_ids_come_in_the_order_of_the_rows(rules: Generation) -> None:
    forward, backward = rules.store.ids([0, 1]), rules.store.ids([1, 0])
    assert forward == list(reversed(backward))
    assert forward[0] == (rules.store.passage(0).id, "new-rule")


def test_documents_keep_their_front_matter_and_their_files_state(rules: Generation) -> None:
    assert [key for key, _ in rules.store.documents()] == list(rules.documents.ids)
    assert rules.store.head(0).supersedes == ("old-rule",)
    path, digest, size, mtime = rules.store.files()[0]
    assert (path, len(digest)) == ("new-rule.md", 64)
    assert size > 0
    assert mtime > 0
    assert len(rules.store.passages_of(0)) == 2


def test_the_file_is_never_written(rules: Generation) -> None:
    store = PassageStore(rules.directory / "passages.sqlite", 4)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store._db.execute("DELETE FROM passages")
    store.close()
