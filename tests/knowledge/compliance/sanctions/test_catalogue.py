"""Tests for the table of official lists."""

from __future__ import annotations

from bot.messages import catalogue
from indexer.sanctions.parsers import PARSERS
from knowledge.compliance.sanctions.catalogue import LISTS, MAX_EDITION_AGE, REQUIRED_LISTS


def test_every_list_that_can_be_kept_has_a_parser_and_an_oldest_age() -> None:
    assert LISTS.keys() == MAX_EDITION_AGE.keys() == PARSERS.keys()
    assert set(REQUIRED_LISTS) <= LISTS.keys()


def test_every_list_has_a_title_in_each_language() -> None:
    for language in ("en", "ru"):
        assert {f"list_{name}" for name in LISTS} <= catalogue(language).keys()
