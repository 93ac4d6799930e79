"""Sentences of notes quoted by name, for replies that are made of figures or checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.answers.citations import CitationBuilder, cited_refs
from bot.replies.reply import Claim, Role
from knowledge.index.generation import Generation
from knowledge.models import Citation
from knowledge.settlement.reference_data import PaymentRule


class NoteQuoter:
    """Quotes notes for one reply; its citations are numbered in order of use, each source once."""

    def __init__(self, generation: Generation, language: str) -> None:
        """Quote from a generation, in the reader's language where a note is translated."""
        self._generation, self._language = generation, language
        self._builder = CitationBuilder(merge_sources=True)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of everything that was quoted."""
        return self._builder.citations

    def quote(self, note: str, role: Role, starts: str = "", translated: str = "") -> Claim | None:
        """The sentence of a note that starts so, or its first; None if it has none with a source.

        ``translated`` is how the sentence starts in the note's translation.
        """
        starts_by_note = {f"{note}.{self._language}": translated, note: starts}
        ids = self._generation.documents.ids
        for note_id, start in starts_by_note.items():
            if note_id not in ids or (starts and not start):
                continue
            document = ids.index(note_id)
            head = self._generation.store.head(document)
            for passage in self._generation.store.passages_of(document):
                for sentence in passage.sentences:
                    if sentence.text.startswith(start):
                        if not cited_refs(head, sentence):
                            return None
                        return self._builder.build_claim(head, passage.id, sentence, role)
        return None

    def quote_rules(
        self, rules: Mapping[str, PaymentRule], countries: Iterable[str]
    ) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
        """The payment rule of each country as a claim, and the countries that have none."""
        quoted = {
            country: self.quote(rules[country].note, Role.RULE) if country in rules else None
            for country in dict.fromkeys(countries)
        }
        claims = tuple(claim for claim in quoted.values() if claim)
        return claims, tuple(country for country, claim in quoted.items() if not claim)
