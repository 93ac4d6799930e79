"""Passages of a document: stretches of one section, cut between sentences, with stable ids."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.documents import sentences
from indexer.documents.markdown import Block, parse_blocks
from knowledge.index.disk_format import ChunkerSpec
from knowledge.models import Document, Passage, Sentence

# Near the 256 tokens that the default model reads; a section up to the limit stays whole.
SPEC = ChunkerSpec(version=1, target=700, limit=1000)
# Each passage of a section carries its headings: a longer one is read as a paragraph.
MAX_HEADING_CHARS = 1000


@dataclass(frozen=True)
class _Piece:
    """A sentence on its way into a passage; ``first`` of its paragraph or list item."""

    sentence: Sentence
    first: bool


def chunk_document(document: Document, spec: ChunkerSpec = SPEC) -> list[Passage]:
    """The passages of a document, in order.

    An id is the note's id and a hash of the headings and text, so that a change in one
    section leaves the ids of all others as they were.
    """
    out: list[Passage] = []
    seen: dict[str, int] = {}
    for headings, pieces in _sections(document, spec):
        for group in _groups(pieces, spec):
            text = "".join(
                ("\n" if i and piece.first else " " if i else "") + piece.sentence.text
                for i, piece in enumerate(group)
            )
            name = _digest(headings, text)
            seen[name] = seen.get(name, 0) + 1
            suffix = f"-{seen[name]}" if seen[name] > 1 else ""
            out.append(
                Passage(
                    id=f"{document.head.id}:{name}{suffix}",
                    source_id=document.head.id,
                    ordinal=len(out),
                    title=document.head.title,
                    headings=headings,
                    language=document.head.language,
                    text=text,
                    start=group[0].sentence.start,
                    end=group[-1].sentence.end,
                    sentences=tuple(piece.sentence for piece in group),
                )
            )
    return out


def make_passage(document: Document, passage_id: str, headings: tuple[str, ...]) -> Passage:
    """A ready-made passage, kept in one piece under the id that it came with."""
    text = document.text
    return Passage(
        id=passage_id,
        source_id=document.head.id,
        ordinal=0,
        title=document.head.title,
        headings=headings,
        language=document.head.language,
        text=text,
        start=0,
        end=len(text),
        sentences=tuple(
            Sentence(text=text[a:b], start=a, end=b) for a, b in sentences.split_sentences(text)
        ),
    )


def sentence_spans(passage: Passage) -> list[tuple[int, int]]:
    """Where each sentence of a passage stands in the passage's own text."""
    out, at = [], 0
    for sentence in passage.sentences:
        at = passage.text.index(sentence.text, at)
        out.append((at, at + len(sentence.text)))
        at += len(sentence.text)
    return out


def _sections(
    document: Document, spec: ChunkerSpec
) -> Iterator[tuple[tuple[str, ...], list[_Piece]]]:
    path: list[tuple[int, str]] = []
    pieces: list[_Piece] = []
    lead = True
    for block in parse_blocks(document.text, document.body):
        if block.level and len(block.plain.text) <= MAX_HEADING_CHARS:
            if pieces:
                yield tuple(title for _, title in path), pieces
                pieces, lead = [], False
            path = [item for item in path if item[0] < block.level]
            path.append((block.level, block.plain.text))
        else:
            pieces.extend(_pieces(block, lead and not pieces, spec.limit))
    if pieces:
        yield tuple(title for _, title in path), pieces


def _pieces(block: Block, lead: bool, limit: int) -> Iterator[_Piece]:
    for i, (a, b) in enumerate(sentences.split_sentences(block.plain.text)):
        refs = block.plain.refs_in(a, b)
        for start, end in _cut(block.plain.text, a, b, limit):
            first, last = block.plain.span(start, end)
            words = block.plain.text[start:end]
            sentence = Sentence(text=words, start=first, end=last, refs=refs, lead=lead)
            yield _Piece(sentence, first=i == 0 and start == a)


def _cut(text: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    """A sentence, or the pieces of one too long for a passage, cut at white space if any."""
    while end - start > limit:
        at = text.rfind(" ", start + limit // 2, start + limit)
        at = at if at > 0 else start + limit
        yield start, at
        start = at + (text[at] == " ")
    if end > start:
        yield start, end


def _groups(pieces: list[_Piece], spec: ChunkerSpec) -> Iterator[list[_Piece]]:
    """The pieces of a section, evenly, as few groups as the limit allows."""
    lengths = [len(piece.sentence.text) + 1 for piece in pieces]
    left = sum(lengths)
    group: list[_Piece] = []
    size = 0
    for piece, length in zip(pieces, lengths, strict=True):
        full = size + length > spec.limit or (left > spec.limit and size >= spec.target)
        if group and full:
            yield group
            left -= size
            group, size = [], 0
        group.append(piece)
        size += length
    yield group


def _digest(headings: tuple[str, ...], text: str) -> str:
    return hashlib.sha256("\x1f".join((*headings, text)).encode()).hexdigest()[:12]
