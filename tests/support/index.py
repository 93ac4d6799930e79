"""Real indexes of small notes, built with the encoder of the tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from indexer.build import corpus, generation_builder, publish
from indexer.documents.parsed_document import parse_document
from tests.support.encoders import WordEncoder

MakeIndex = Callable[..., Path]


def silent(_label: str, _done: int, _total: int) -> None:
    """Progress that nobody sees."""


def rebuild(root: Path, folder: Path, encoder: WordEncoder, *, keep: bool = True) -> Path:
    """The index after a build of the folder; ``keep`` reuses the last generation."""
    with publish.writing(root):
        last = generation_builder.last_generation(root) if keep else None
        found = corpus.read_corpus([folder], last, silent, parse_document)
        generation_builder.build_generation(root, found, [encoder], [folder], last, silent)
    return root
