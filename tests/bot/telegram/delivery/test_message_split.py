"""Long texts in parts: lossless, within Telegram's limits, marks where they belong."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.delivery.formatting import FormattedText, TextEntity
from bot.telegram.delivery.message_split import split_message, utf16_length
from bot.telegram.delivery.sender import telegram_entities

LETTERS = st.sampled_from("ab .\n,😀🏳️‍🌈שלוםжё。\u200f\u0301")
TEXTS = st.text(LETTERS, min_size=1, max_size=400).filter(str.strip)


@st.composite
def marked(draw: st.DrawFn) -> FormattedText:
    text = draw(TEXTS)
    marks = []
    for _ in range(draw(st.integers(0, 12))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        marks.append(TextEntity("text_link", start, end, f"https://example.org/{start}/{end}"))
    return FormattedText(text, tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end))))


@given(marked(), st.integers(20, 80), st.integers(1, 5))
def test_parts_are_lossless_and_within_the_limits(
    whole: FormattedText, longest: int, most: int
) -> None:
    found = split_message(whole, longest, most)
    assert "".join(part.text for part in found) == whole.text
    for part in found:
        assert utf16_length(part.text) <= longest
        assert all(0 <= m.start < m.end <= len(part.text) for m in part.entities)


@given(marked(), st.integers(20, 80))
def test_every_marked_letter_stays_marked(whole: FormattedText, longest: int) -> None:
    places = range(len(whole.text))
    covered = [{m.url for m in whole.entities if m.start <= i < m.end} for i in places]
    found: list[set[str]] = []
    for part in split_message(whole, longest):
        found += [
            {m.url for m in part.entities if m.start <= i < m.end} for i in range(len(part.text))
        ]
    assert found == covered


@given(marked())
def test_entities_are_counted_in_utf16_units(whole: FormattedText) -> None:
    raw = whole.text.encode("utf-16-le")
    for mark, entity in zip(whole.entities, telegram_entities(whole), strict=True):
        inside = raw[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2]
        assert inside.decode("utf-16-le") == whole.text[mark.start : mark.end]


def test_a_part_has_at_most_a_hundred_marks() -> None:
    text = "x " * 400
    whole = FormattedText(text, tuple(TextEntity("bold", i, i + 1) for i in range(0, 800, 2)))
    found = split_message(whole)
    assert all(len(part.entities) <= 100 for part in found)
    assert sum(len(part.entities) for part in found) == 400


def test_a_cut_falls_between_paragraphs_where_it_can() -> None:
    text = "one. " * 500 + "\n\n" + "two. " * 400
    first, second = split_message(FormattedText(text))
    assert first.text.endswith("\n\n")
    assert second.text.startswith("two.")
