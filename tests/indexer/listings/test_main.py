"""``python -m indexer.listings``."""

from __future__ import annotations

from pathlib import Path

from indexer.listings.__main__ import FOLDER, main
from indexer.listings.note_text import write_notes
from knowledge.compliance.listings import load_listings


def test_the_bundled_notes_are_what_the_table_gives() -> None:
    assert main(["--check"]) == 0
    assert len(list(FOLDER.glob("*.md"))) == 2 * len(load_listings().venues)


def test_notes_are_written_corrected_and_taken_away(tmp_path: Path) -> None:
    assert main([], tmp_path / "listings") == 0
    name, text = next(iter(write_notes(load_listings()).items()))
    changed, old = tmp_path / "listings" / name, tmp_path / "listings" / "listed-gone.md"
    changed.write_text("changed", "utf-8")
    old.write_text("old", "utf-8")
    assert main(["--check"], tmp_path / "listings") == 3
    assert old.exists()
    assert main([], tmp_path / "listings") == 0
    assert changed.read_text("utf-8") == text
    assert not old.exists()
