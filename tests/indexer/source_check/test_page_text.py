"""What counts as the text of a cited page."""

from __future__ import annotations

from pathlib import Path

from indexer.documents.isolated_reader import IsolatedReader
from indexer.source_check.page_text import hash_sentences, read_sentences
from knowledge.index.source_record import MAX_SENTENCES

RULE = "A bank reports every payment above ten thousand dollars to the authority."


def test_menus_and_white_space_make_no_difference() -> None:
    assert hash_sentences([RULE, "Home", "Monday, 30 November"]) == hash_sentences(
        ["About us", RULE.upper().replace(" ", "\n ")]
    )
    assert hash_sentences([RULE]) != hash_sentences([RULE.replace("ten", "five")])


def test_a_page_keeps_a_bounded_number_of_sentences() -> None:
    many = [f"{RULE} And this is the sentence with the number {i}" for i in range(5000)]
    assert len(hash_sentences(many)) == MAX_SENTENCES


def test_sentences_are_read_from_html_in_a_process_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "1.html"
    file.write_text(f"<html><body><nav>Menu</nav><p>{RULE}</p></body></html>")
    with IsolatedReader() as reader:
        assert RULE in read_sentences(reader, file)
