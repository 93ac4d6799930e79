"""Files made ready for the index."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from indexer.documents.parsed_document import ParsedDocument, parse_document
from knowledge.errors import NoteError
from tests.support.documents import entry


@pytest.fixture
def parsed(tmp_path: Path) -> ParsedDocument:
    file = tmp_path / "a.md"
    file.write_text("# Tariff\n\nThe fee is 5 EUR. It is paid at once.")
    return parse_document(entry(file))


def test_a_file_becomes_its_head_and_its_passages(parsed: ParsedDocument, tmp_path: Path) -> None:
    assert parsed.head.title == "Tariff"
    assert parsed.digest == hashlib.sha256((tmp_path / "a.md").read_bytes()).hexdigest()
    assert [passage.text for passage in parsed.passages] == [
        "The fee is 5 EUR. It is paid at once."
    ]
    assert ParsedDocument.model_validate_json(parsed.model_dump_json()) == parsed


@pytest.mark.parametrize("change", [{"source_id": "another"}, {"start": -1}])
def test_passages_of_another_document_are_refused(
    parsed: ParsedDocument, change: dict[str, object]
) -> None:
    raw = parsed.model_dump()
    raw["passages"][0].update(change)
    with pytest.raises(ValueError, match=r"another document|greater than or equal"):
        ParsedDocument.model_validate(raw)
    with pytest.raises(ValueError, match="pattern"):
        ParsedDocument.model_validate(parsed.model_dump() | {"digest": "f\n"})


def test_a_file_of_more_passages_than_prose_has_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("".join(f"# Part {n}\n\nClause {n} holds.\n\n" for n in range(30)))
    assert len(parse_document(entry(file), 30).passages) == 30
    with pytest.raises(NoteError, match="makes more than 29 passages; split it"):
        parse_document(entry(file), 29)
