"""Sentences of the knowledge base quoted by name: the claim, and the citations that bear it."""

from __future__ import annotations

from bot.replies.reply import Claim, Role
from knowledge.index.generation import Generation
from knowledge.models import Citation, Head, Passage, Sentence


class Quoting:
    """Quotes notes for one reply; its citations are numbered in order of use, each once."""

    def __init__(self, generation: Generation, language: str) -> None:
        """Quote from a generation, in the reader's language where a note is translated."""
        self._generation, self._language = generation, language
        self._citations: list[Citation] = []

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of all that was quoted."""
        return tuple(self._citations)

    def claim(self, note: str, role: Role, starts: str = "", translated: str = "") -> Claim | None:
        """The sentence of a note that starts so, or its first; None if it has none with a source.

        ``translated`` is how the sentence starts in the note's translation.
        """
        begins = {f"{note}.{self._language}": translated, note: starts}
        ids = self._generation.documents.ids
        for key, start in begins.items():
            if key not in ids or (starts and not start):
                continue
            document = ids.index(key)
            head = self._generation.store.head(document)
            for passage in self._generation.store.passages_of(document):
                for sentence in passage.sentences:
                    if sentence.text.startswith(start):
                        return self._cited(head, passage, sentence, role)
        return None

    def _cited(self, head: Head, passage: Passage, sentence: Sentence, role: Role) -> Claim | None:
        numbers = tuple(
            self._number(head, passage, sentence, ref)
            for ref in sentence.refs
            if ref <= len(head.sources)
        )
        if not numbers:
            return None
        return Claim(
            text=sentence.text, role=role, citations=numbers, source_id=head.id,
            passage_id=passage.id, start=sentence.start, end=sentence.end, language=head.language,
        )  # fmt: skip

    def _number(self, head: Head, passage: Passage, sentence: Sentence, ref: int) -> int:
        source = head.sources[ref - 1]
        as_of = head.as_of.isoformat() if head.as_of else ""
        made = Citation(
            n=len(self._citations) + 1, source_id=head.id, passage_id=passage.id,
            title=source.title, publisher=source.publisher, url=source.url,
            date=source.date or as_of, as_of=as_of, language=head.language, quote=sentence.text,
            start=sentence.start, end=sentence.end, primary=source.primary,
        )  # fmt: skip
        for known in self._citations:
            # A source is listed once, however many of its sentences are quoted.
            if _source(known) == _source(made):
                return known.n
        self._citations.append(made)
        return made.n


def _source(citation: Citation) -> tuple[str, ...]:
    return (citation.url or citation.title, citation.publisher, citation.date)
