"""The phrases of payment requests, from requests.toml; each list is compiled on first use."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from bot.understand.text.normalize import HAN, KANA
from knowledge.assets import load_assets

# What {coin} and {rail} stand for in requests.toml, beside the words of the registry.
_CRYPTO_WORDS = (
    r"crypto\w{0,10}", r"stablecoins?", r"крипт\w{1,3}", r"стейбл\w{0,8}", "稳定币", "加密货币",
)  # fmt: skip
_BANK_WORDS = (
    "swift", "wire", r"bank\w{0,3}", "sepa", r"свифт\w{0,2}", r"банк\w{0,3}", "havale", "电汇",
)  # fmt: skip


@cache
def _tables() -> dict[str, Any]:
    file = resources.files("bot.understand.text").joinpath("requests.toml")
    networks = load_assets().networks.items()
    named = {"network": {key: each.phrases for key, each in networks if each.phrases}}
    return named | tomllib.loads(file.read_text("utf-8"))


@cache
def _placeholders() -> tuple[str, str]:
    """The patterns for {coin} and {rail}."""
    coins = (*load_assets().request_words, *_CRYPTO_WORDS)
    rails = (*coins, *_BANK_WORDS, *load_assets().rail_words)
    return f"(?:{'|'.join(coins)})", f"(?:{'|'.join(rails)})"


def phrase_keys(table: str) -> tuple[str, ...]:
    """The names of the lists in a table, in the order of the file."""
    return tuple(_tables()[table])


@cache
def phrase_pattern(table: str, key: str) -> re.Pattern[str]:
    """One list as a pattern for normalized text; its phrases match at the start of a word only."""
    coin, rail = _placeholders()
    entries = [e.replace("{coin}", coin).replace("{rail}", rail) for e in _tables()[table][key]]
    # Chinese has no word boundaries, and "%" follows a digit: these match anywhere.
    anywhere = [entry for entry in entries if re.match(rf"(?:\(\?:)?[{HAN}%]", entry)]
    at_word_start = [entry for entry in entries if entry not in anywhere]
    words = rf"(?<![^\W{HAN}{KANA}])(?:{'|'.join(at_word_start)})" if at_word_start else "(?!)"
    return re.compile("|".join([words, *anywhere]))


def search_phrase(table: str, key: str, normalized: str) -> re.Match[str] | None:
    """The first place where a normalized text has a phrase of the list."""
    return phrase_pattern(table, key).search(normalized)
