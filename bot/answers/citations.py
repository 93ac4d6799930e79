"""Citations: numbered in order of use, each with the words that a claim rests on."""

from __future__ import annotations

from collections.abc import Hashable

from bot.replies.reply import Claim, Role
from knowledge.models import Citation, Head, Sentence, SourceRef


class CitationBuilder:
    """Makes claims of sentences, and the citations that they share, for one reply."""

    def __init__(self, *, merge_sources: bool = False) -> None:
        """Start with none.

        An answer lists a source once for each note that cites it, so that each citation quotes its
        own note. With ``merge_sources`` a source is listed once, as in a brief of many notes.
        """
        self._merge = merge_sources
        self._citations: list[Citation] = []
        self._numbers: dict[Hashable, int] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations so far."""
        return tuple(self._citations)

    def build_claim(self, head: Head, passage_id: str, sentence: Sentence, role: Role) -> Claim:
        """The sentence as a claim with the numbers of its sources.

        A sentence without marks rests on the note's only source, or else on the note itself.
        """
        refs = cited_refs(head, sentence) or [1 if len(head.sources) == 1 else 0]
        numbers = [self._number(head, passage_id, sentence, ref) for ref in refs]
        return Claim(
            text=sentence.text,
            role=role,
            citations=tuple(sorted(numbers)),
            source_id=head.id,
            passage_id=passage_id,
            start=sentence.start,
            end=sentence.end,
            language=head.language,
        )

    def _number(self, head: Head, passage_id: str, sentence: Sentence, ref: int) -> int:
        """The number of a note's source, counted from 1; 0 is the note itself."""
        source = head.sources[ref - 1] if ref else _note_as_source(head)
        as_of = head.as_of.isoformat() if head.as_of else ""
        date = source.date or as_of
        merged = (source.url or source.title, source.publisher, date)
        key: Hashable = merged if self._merge else (head.id, ref)
        if key not in self._numbers:
            self._numbers[key] = len(self._citations) + 1
            self._citations.append(
                Citation(
                    n=self._numbers[key],
                    source_id=head.id,
                    passage_id=passage_id,
                    title=source.title,
                    publisher=source.publisher,
                    url=source.url,
                    date=date,
                    as_of=as_of,
                    language=head.language,
                    quote=sentence.text,
                    start=sentence.start,
                    end=sentence.end,
                    primary=source.primary,
                    seen=source.seen,
                    quoted_by=source.quoted_by,
                )
            )
        return self._numbers[key]


def cited_refs(head: Head, sentence: Sentence) -> list[int]:
    """The marks of a sentence that stand for a source of its note."""
    return [ref for ref in sentence.refs if ref <= len(head.sources)]


def _note_as_source(head: Head) -> SourceRef:
    date = head.as_of.isoformat() if head.as_of else ""
    return SourceRef(title=head.title, publisher="Tradewind", url="", date=date)
