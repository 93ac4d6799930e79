"""The text of a listing's note."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from indexer.documents.chunk import chunk_document
from indexer.documents.load import load_document
from indexer.listings.note_text import LANGUAGES, file_name, write_note
from knowledge.compliance.listings import load_listings
from knowledge.models import Document, Kind, Seen
from tests.support.documents import entry

TABLE = load_listings()


def load(folder: Path, slug: str, language: str) -> Document:
    venue = next(one for one in TABLE.venues if one.slug == slug)
    file = folder / file_name(venue, language)
    file.write_text(write_note(TABLE, venue, language), "utf-8")
    return load_document(entry(file))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", ["htx", "psb", "mexc", "tornado-cash", "digital-rouble"])
def test_it_is_a_note_whose_sentences_bear_marks(tmp_path: Path, slug: str, language: str) -> None:
    document = load(tmp_path, slug, language)
    assert document.head.kind is Kind.LISTING
    assert document.head.guessed == ()
    assert document.head.sources[-1].seen is Seen.OWN
    sentences = [
        sentence
        for passage in chunk_document(document)
        if not {"What to check", "Что проверить"} & set(passage.headings)
        for sentence in passage.sentences
    ]
    assert len(sentences) >= 4
    assert all(sentence.refs for sentence in sentences)
    assert ".." not in document.text[document.body :]


def test_a_twin_names_its_original_and_the_same_days(tmp_path: Path) -> None:
    one, twin = (load(tmp_path, "htx", language) for language in LANGUAGES)
    assert twin.head.translation_of == one.head.id == "listed-htx"
    assert twin.head.id == "listed-htx.ru"
    assert (twin.head.as_of, twin.head.review_after) == (one.head.as_of, one.head.review_after)
    assert re.search(r"[А-я]", twin.head.title)


def test_what_is_only_reported_has_low_confidence(tmp_path: Path) -> None:
    assert load(tmp_path, "noone", "en").head.confidence == "low"
    assert load(tmp_path, "htx", "en").head.confidence == "medium"
