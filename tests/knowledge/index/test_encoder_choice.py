"""Which encoder compares which languages."""

from __future__ import annotations

import pytest

from knowledge.index.encoder_choice import EncoderChoice, find_encoder_mismatch
from knowledge.index.generation import Generation
from tests.support.encoders import WordEncoder

ENGLISH, EVERY = WordEncoder(languages=("en",)).spec, WordEncoder("multilingual").spec


class Base:
    """The parts of a generation that the choice depends on."""

    def __init__(self, rules: Generation, *encoders: object) -> None:
        self.documents = rules.documents
        self.manifest = rules.manifest.model_copy(update={"encoders": encoders})
        self.language_names = ("en", "ru")


@pytest.mark.parametrize(
    ("asked", "written", "name"),
    [("en", "en", "main"), ("en", "ru", "multilingual"), ("ru", "en", "multilingual")],
)
def test_the_first_encoder_that_serves_both_languages_compares_them(
    rules: Generation, asked: str, written: str, name: str
) -> None:
    choice = EncoderChoice(Base(rules, ENGLISH, EVERY))  # type: ignore[arg-type]
    assert choice.choose(asked, written) == name


def test_without_one_that_serves_both_the_first_is_used(rules: Generation) -> None:
    choice = EncoderChoice(Base(rules, ENGLISH))  # type: ignore[arg-type]
    assert choice.choose("ru", "ru") == "main"


def test_a_language_whose_notes_are_all_translated_is_not_searched(rules: Generation) -> None:
    choice = EncoderChoice(Base(rules, ENGLISH, EVERY))  # type: ignore[arg-type]
    assert choice.by_language("en") == {"en": "main"}
    # The English notes have no counterparts in Russian; so both are searched.
    assert choice.by_language("ru") == {"en": "multilingual", "ru": "multilingual"}


def test_encoders_that_did_not_make_the_index_are_named() -> None:
    made = [WordEncoder().spec]
    assert find_encoder_mismatch(made, [WordEncoder()]) is None
    assert "needs the encoder 'main'" in str(find_encoder_mismatch(made, [WordEncoder("other")]))
    other = find_encoder_mismatch(made, [WordEncoder(revision="2")])
    assert "another revision" in str(other)
    built = [WordEncoder().spec.model_copy(update={"model": "letters"})]
    assert "built with letters, not with words" in str(
        find_encoder_mismatch(built, [WordEncoder()])
    )
