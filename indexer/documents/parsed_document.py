"""A file made ready for the index: its front matter and its passages."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from indexer.documents.chunk import chunk_document
from indexer.documents.discover import Entry
from indexer.documents.load import load_document
from knowledge.errors import NoteError
from knowledge.models import Head, Passage, Sha256, Value

# Some more than 20 MiB of prose make, the largest document: each is embedded, fifty a second.
MAX_PASSAGES = 40_000


class ParsedDocument(Value):
    """What the index stores of a file; ``digest`` is of the file's bytes."""

    head: Head
    digest: Sha256
    passages: tuple[Passage, ...] = Field(max_length=MAX_PASSAGES)

    @model_validator(mode="after")
    def _check_passages(self) -> Self:
        if any(passage.source_id != self.head.id for passage in self.passages):
            raise ValueError("has passages of another document")
        return self


def parse_document(entry: Entry, most_passages: int = MAX_PASSAGES) -> ParsedDocument:
    """The document in a file, cut into passages; NoteError says why there is none."""
    document = load_document(entry)
    passages = tuple(chunk_document(document))
    if len(passages) > most_passages:
        raise NoteError(entry.name, f"makes more than {most_passages:,} passages; split it")
    return ParsedDocument(head=document.head, digest=document.digest, passages=passages)
