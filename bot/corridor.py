"""The rule of each end of a corridor: one sentence of the knowledge base, with its citation."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reply import Claim, Role
from knowledge.index.generation import Generation
from knowledge.models import Citation, Head, Passage, Sentence
from knowledge.settlement.reference import Reference


def rules(
    generation: Generation, reference: Reference, countries: Sequence[str], language: str
) -> tuple[tuple[Claim, ...], tuple[Citation, ...], tuple[str, ...]]:
    """The claims, the citations they use, and the countries that the base has no rule of."""
    claims: list[Claim] = []
    citations: list[Citation] = []
    missing: list[str] = []
    for country in dict.fromkeys(countries):
        rule = reference.rules.get(country)
        found = _first_words(generation, rule.note, language) if rule else None
        if found is None:
            missing.append(country)
            continue
        head, passage, sentence = found
        numbers = []
        for ref in [r for r in sentence.refs if r <= len(head.sources)]:
            citations.append(_citation(len(citations) + 1, head, passage, sentence, ref))
            numbers.append(len(citations))
        if not numbers:
            missing.append(country)
            continue
        claims.append(
            Claim(
                text=sentence.text,
                role=Role.RULE,
                citations=tuple(numbers),
                source_id=head.id,
                passage_id=passage.id,
                start=sentence.start,
                end=sentence.end,
                language=head.language,
            )
        )
    return tuple(claims), tuple(citations), tuple(missing)


def _first_words(
    generation: Generation, note: str, language: str
) -> tuple[Head, Passage, Sentence] | None:
    """The first sentence of a note, in the reader's language where it is translated."""
    ids = generation.documents.ids
    for key in (f"{note}.{language}", note):
        if key in ids:
            document = ids.index(key)
            head = generation.store.head(document)
            for passage in generation.store.passages_of(document)[:1]:
                for sentence in passage.sentences[:1]:
                    return head, passage, sentence
    return None


def _citation(n: int, head: Head, passage: Passage, sentence: Sentence, ref: int) -> Citation:
    source = head.sources[ref - 1]
    as_of = head.as_of.isoformat() if head.as_of else ""
    return Citation(
        n=n, source_id=head.id, passage_id=passage.id, title=source.title,
        publisher=source.publisher, url=source.url, date=source.date or as_of, as_of=as_of,
        language=head.language, quote=sentence.text, start=sentence.start, end=sentence.end,
        primary=source.primary,
    )  # fmt: skip
