"""Citations are numbered in order of use; a source is listed once for each note, or once."""

from __future__ import annotations

import pytest

from bot.answers.citations import CitationBuilder
from bot.replies.reply import Role
from knowledge.models import Head, Sentence, SourceRef

LAW = SourceRef(title="A law", publisher="A state", url="https://law.example/1", date="2026-01-02")
OTHER = SourceRef(title="A report", publisher="A bank", url="https://bank.example/2", date="2025")


def note(key: str, *sources: SourceRef) -> Head:
    return Head(id=key, title=key.title(), language="en", sources=sources)


def sentence(*refs: int) -> Sentence:
    return Sentence(text="Apples are paid in silver.", start=3, end=29, refs=refs)


def test_a_sentence_cites_its_marks_in_order() -> None:
    builder = CitationBuilder()
    claim = builder.build_claim(note("alpha", LAW, OTHER), "p1", sentence(2, 1), Role.LEAD)
    assert claim.citations == (1, 2)
    assert [c.title for c in builder.citations] == ["A report", "A law"]
    assert builder.citations[0].quote == claim.text


def test_a_sentence_without_marks_rests_on_the_only_source_or_on_the_note_itself() -> None:
    builder = CitationBuilder()
    builder.build_claim(note("alpha", LAW), "p1", sentence(), Role.LEAD)
    builder.build_claim(note("beta", LAW, OTHER), "p2", sentence(), Role.LEAD)
    builder.build_claim(note("gamma"), "p3", sentence(5), Role.LEAD)
    assert [c.title for c in builder.citations] == ["A law", "Beta", "Gamma"]


@pytest.mark.parametrize(("merge", "count"), [(False, 2), (True, 1)])
def test_two_notes_of_one_source_are_merged_only_where_that_is_wanted(
    *, merge: bool, count: int
) -> None:
    builder = CitationBuilder(merge_sources=merge)
    for key in ("alpha", "beta", "alpha"):
        builder.build_claim(note(key, LAW), "p", sentence(1), Role.RULE)
    assert len(builder.citations) == count
