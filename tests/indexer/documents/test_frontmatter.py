"""Front matter: fields and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.documents.frontmatter import make_head, split_front_matter
from tests.support.documents import Read, reading


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return reading(tmp_path)


def test_front_matter_brings_no_hidden_characters_in(read: Read) -> None:
    title = r'title: "Pay\u200b \u202ein\ud800 gold"'
    assert read("a.md", f"---\n{title}\n---\nText.").head.title == "Pay in gold"


def test_the_body_begins_after_the_closing_rule() -> None:
    text = "---\nid: a\ntitle: 2026-01-02\n---\nText."
    fields, body = split_front_matter(text)
    assert fields == {"id": "a", "title": "2026-01-02"}
    assert text[body:] == "Text."


@pytest.mark.parametrize("text", ["Text.", "---\nA rule and no end.", "", " ---\na: b\n---\n"])
def test_a_text_without_front_matter_is_all_body(text: str) -> None:
    assert split_front_matter(text) == (None, 0)


@pytest.mark.parametrize(
    ("inside", "problem"),
    [("a: &x 1", "anchors"), ("a: !!int 1", "tags"), ("- a", "no list of fields"),
     ("a: [", "not YAML in line"), ("a: " + "[" * 30 + "]" * 30, "nested too deeply"),
     ("a: " + "x" * 70_000, "64 KiB")],
)  # fmt: skip
def test_front_matter_that_could_do_harm_is_refused(inside: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        split_front_matter(f"---\n{inside}\n---\nText.")


def test_what_is_missing_is_filled_in_and_named() -> None:
    guesses = {"id": "guessed", "title": "Guessed", "language": "en"}
    head = make_head({"id": "given", "title": None}, guesses)
    assert (head.id, head.title, head.guessed) == ("given", "Guessed", ("language", "title"))
    with pytest.raises(ValueError, match="language: "):
        make_head({"language": "?"}, guesses)
