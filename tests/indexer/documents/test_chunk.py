from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.documents.chunk import MAX_HEADING_CHARS, SPEC, chunk_document, sentence_spans
from indexer.documents.markdown import to_plain
from knowledge.models import Document, Head

HEAD = Head(id="n", title="A note", language="en")


def document(text: str, body: int = 0) -> Document:
    return Document(head=HEAD, path="n.md", text=text, body=body, digest="0")


NOTE = """# Paying abroad

The answer is yes.[^1] Since 1 September 2026, Article 5 allows it.[^2][^3]

## Conditions

- A contract is needed.[^1]
- The *bank* registers it, see [the law](https://law.example/x).
### Deep
More text. Even more.
"""


def test_the_heading_path_travels_with_the_passage() -> None:
    found = chunk_document(document(NOTE))
    assert [p.headings for p in found] == [
        ("Paying abroad",),
        ("Paying abroad", "Conditions"),
        ("Paying abroad", "Conditions", "Deep"),
    ]


def test_markup_and_source_marks_leave_the_text_and_sources_stay_with_their_sentence() -> None:
    first, second, _ = chunk_document(document(NOTE))
    assert [(s.text, s.refs) for s in first.sentences] == [
        ("The answer is yes.", (1,)),
        ("Since 1 September 2026, Article 5 allows it.", (2, 3)),
    ]
    assert second.sentences[1].text == "The bank registers it, see the law."


def test_only_the_first_paragraph_leads() -> None:
    found = chunk_document(document(NOTE))
    assert [[s.lead for s in p.sentences] for p in found] == [[True] * 2, [False] * 2, [False] * 2]


def test_spans_lead_back_into_the_document() -> None:
    for passage in chunk_document(document(NOTE)):
        for sentence in passage.sentences:
            raw = NOTE[sentence.start : sentence.end]
            assert to_plain(raw, 0, len(raw)).text == sentence.text


def test_a_change_in_one_section_leaves_the_ids_of_the_others() -> None:
    before = [p.id for p in chunk_document(document(NOTE))]
    after = [
        p.id for p in chunk_document(document(NOTE.replace("A contract", "A signed contract")))
    ]
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, False, True]


def test_equal_sections_have_ids_of_their_own() -> None:
    found = chunk_document(document("## A\n\nSame.\n\n## A\n\nSame.\n"))
    assert len({p.id for p in found}) == 2


def test_a_lone_line_without_an_end_mark_is_a_heading_in_plain_text() -> None:
    text = "Trade grew in May.\n\nWhat the Minister Said\n\nHe said that it grows."
    assert [p.headings for p in chunk_document(document(text))] == [(), ("What the Minister Said",)]


def test_a_long_section_is_cut_between_sentences_into_even_parts() -> None:
    text = " ".join(f"Sentence number {i} says something about payments." for i in range(60))
    found = chunk_document(document(text))
    assert len(found) > 2
    assert all(len(p.text) <= SPEC.limit for p in found)
    assert min(len(p.text) for p in found) > SPEC.limit / 4


def test_a_sentence_longer_than_a_passage_is_cut_at_white_space() -> None:
    found = chunk_document(document("word " * 900))
    assert all(len(p.text) <= SPEC.limit for p in found)
    assert sum(p.text.split().count("word") for p in found) == 900


@given(st.text(alphabet="ab. #*_[]()^1!<>/`\n-|", max_size=400))
def test_any_markdown_can_be_chunked_and_its_spans_hold(text: str) -> None:
    for passage in chunk_document(document(text)):
        assert passage.text.strip()
        for sentence in passage.sentences:
            assert 0 <= sentence.start < sentence.end <= len(text)
        assert [passage.text[a:b] for a, b in sentence_spans(passage)] == [
            s.text for s in passage.sentences
        ]


def test_a_heading_too_long_to_travel_with_each_passage_is_a_paragraph() -> None:
    for length, headings in ((MAX_HEADING_CHARS, 1), (MAX_HEADING_CHARS + 1, 0)):
        found = chunk_document(document(f"# {'x' * length}\n\nText."))
        assert {len(passage.headings) for passage in found} == {headings}
        assert "x" in "".join((*found[0].headings, found[0].text))
