"""Phrases of payment requests."""

from __future__ import annotations

import tomllib

import pytest

from bot.understand.text.phrases import phrase_keys, phrase_pattern, search_phrase
from knowledge.assets import load_assets
from tests.support.paths import ROOT

TABLES = tomllib.loads((ROOT / "bot/understand/text/requests.toml").read_text("utf-8"))


def test_the_lists_come_in_the_order_of_the_file() -> None:
    assert phrase_keys("ask") == tuple(TABLES["ask"])


def test_the_networks_are_those_of_the_registry() -> None:
    networks = load_assets().networks.values()
    assert phrase_keys("network") == tuple(each.key for each in networks if each.phrases)


@pytest.mark.parametrize(
    ("table", "key"), [(table, key) for table in (*TABLES, "network") for key in phrase_keys(table)]
)
def test_every_list_is_a_pattern_that_matches_something_and_not_everything(
    table: str, key: str
) -> None:
    assert phrase_pattern(table, key).search("§") is None


@pytest.mark.parametrize(
    ("table", "key", "text", "found"),
    [
        ("direction", "pay", "we pay them", "pay"),
        ("direction", "pay", "repay them", None),
        ("direction", "pay", "我想付款", "付"),
        ("direction", "via", "via usdt", "via usdt"),
        ("ask", "compare", "swift or usdt", "swift or usdt"),
        ("share", "percent", "30% deposit", "% deposit"),
    ],
)
def test_a_phrase_matches_at_the_start_of_a_word(
    table: str, key: str, text: str, found: str | None
) -> None:
    match = search_phrase(table, key, text)
    assert (match and match.group()) == found
