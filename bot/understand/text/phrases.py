"""The phrases of payment requests, from requests.toml; each list is compiled on first use."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from bot.understand.text.normalize import HAN, KANA

# What {coin} and {rail} stand for in requests.toml.
_COIN = (
    r"(?:usdt|usdc|btc|eth|bitcoins?|tether|crypto\w{0,10}|stablecoins?|биткоин\w{0,2}|битк\w{1,3}"
    r"|юсдт|тезер\w{0,2}|крипт\w{1,3}|стейбл\w{0,8}|泰达币|比特币|稳定币|加密货币|lightning|tron|trc"
    r"|solana|трон\w{0,2}|лайтнинг)"
)
_RAIL = (
    rf"(?:{_COIN}|swift|wire|bank\w{{0,3}}|sepa|свифт\w{{0,2}}|банк\w{{0,3}}|base|polygon|havale"
    r"|电汇)"
)


@cache
def _tables() -> dict[str, Any]:
    file = resources.files("bot.understand.text").joinpath("requests.toml")
    return tomllib.loads(file.read_text("utf-8"))


def phrase_keys(table: str) -> tuple[str, ...]:
    """The names of the lists in a table, in the order of the file."""
    return tuple(_tables()[table])


@cache
def phrase_pattern(table: str, key: str) -> re.Pattern[str]:
    """One list as a pattern for normalized text; its phrases match at the start of a word only."""
    entries = [e.replace("{coin}", _COIN).replace("{rail}", _RAIL) for e in _tables()[table][key]]
    # Chinese has no word boundaries, and "%" follows a digit: these match anywhere.
    anywhere = [entry for entry in entries if re.match(rf"(?:\(\?:)?[{HAN}%]", entry)]
    at_word_start = [entry for entry in entries if entry not in anywhere]
    words = rf"(?<![^\W{HAN}{KANA}])(?:{'|'.join(at_word_start)})" if at_word_start else "(?!)"
    return re.compile("|".join([words, *anywhere]))


def search_phrase(table: str, key: str, normalized: str) -> re.Match[str] | None:
    """The first place where a normalized text has a phrase of the list."""
    return phrase_pattern(table, key).search(normalized)
