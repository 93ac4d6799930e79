"""The front matter of all documents, by columns."""

from __future__ import annotations

from knowledge.index.generation import Generation


def test_a_note_and_its_translation_are_one_group(rules: Generation) -> None:
    columns = rules.documents
    assert columns.ids == ("new-rule", "new-rule.ru", "old-rule", "salt")
    assert columns.groups == ("new-rule", "new-rule", "old-rule", "salt")
    assert columns.translations["new-rule"] == (0, 1)
    assert columns.superseded.tolist() == [False, False, True, False]


def test_questions_belong_to_documents_and_those_with_a_verdict_to_groups(
    rules: Generation,
) -> None:
    columns = rules.documents
    assert columns.questions == (
        ("May a firm pay in coins?", "yes"),
        ("How large is the fine?", None),
    )
    assert columns.question_document.tolist() == [0, 0]
    assert {k: v.tolist() for k, v in columns.verdict_questions.items()} == {"new-rule": [0]}


def test_a_language_is_translated_when_every_note_has_a_counterpart(rules: Generation) -> None:
    assert rules.documents.is_translated("ru", "en")
    assert not rules.documents.is_translated("en", "ru")
