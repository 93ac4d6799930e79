"""Notes quoted by name: the sentence asked for, with its source."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers.note_quotes import NoteQuoter
from bot.replies.reply import Role
from knowledge.index.generation import Generation, open_current
from knowledge.settlement.reference_data import PaymentRule
from tests.support.index import MakeIndex
from tests.support.notes import note


@pytest.fixture
def generation(make_index: MakeIndex) -> Generation:
    root: Path = make_index(
        {
            "alpha.md": note("alpha", "Apples are paid in silver.[^1] Pears are paid in gold.[^1]"),
            "alpha.ru.md": note(
                "alpha.ru", "За яблоки платят серебром.[^1]", language="ru", translation_of="alpha"
            ),
            "bare.md": note("bare", "Nobody says so."),
        }
    )
    return open_current(root)[0]


def test_the_sentence_that_starts_so_is_quoted_or_else_the_first(generation: Generation) -> None:
    quoter = NoteQuoter(generation, "en")
    pears = quoter.quote("alpha", Role.RULE, "Pears are")
    apples = quoter.quote("alpha", Role.RULE)
    assert pears
    assert apples
    assert (pears.text, apples.text) == ("Pears are paid in gold.", "Apples are paid in silver.")
    assert [c.n for c in quoter.citations] == [1]


def test_a_translation_is_quoted_to_those_who_read_it(generation: Generation) -> None:
    claim = NoteQuoter(generation, "ru").quote("alpha", Role.RULE, "Apples", "За яблоки")
    assert claim
    assert claim.language == "ru"


@pytest.mark.parametrize(("key", "starts"), [("bare", ""), ("nowhere", ""), ("alpha", "Plums")])
def test_what_has_no_source_or_is_not_there_is_not_quoted(
    key: str, starts: str, generation: Generation
) -> None:
    assert NoteQuoter(generation, "en").quote(key, Role.RULE, starts) is None


def test_countries_without_a_rule_are_named(generation: Generation) -> None:
    rules = {
        "TR": PaymentRule(payment="forbidden", note="alpha"),
        "KZ": PaymentRule(payment="unclear", note="nowhere"),
    }
    claims, missing = NoteQuoter(generation, "en").quote_rules(rules, ["TR", "KZ", "DE", "TR"])
    assert [claim.source_id for claim in claims] == ["alpha"]
    assert missing == ("KZ", "DE")
