"""The words of payment requests, from requests.toml, compiled list by list when first asked for."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from bot.understand.text.normalize import HAN, KANA

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
def _lists() -> dict[str, Any]:
    file = resources.files("bot.understand.text").joinpath("requests.toml")
    return tomllib.loads(file.read_text("utf-8"))


def phrase_keys(table: str) -> tuple[str, ...]:
    """The names of the lists in a table, in the order of the file."""
    return tuple(_lists()[table])


@cache
def phrase_pattern(table: str, key: str) -> re.Pattern[str]:
    """One list as a pattern that begins at the beginning of a word."""
    entries = [e.replace("{coin}", _COIN).replace("{rail}", _RAIL) for e in _lists()[table][key]]
    # Chinese has no beginnings of words, nor has a sign of per cent.
    free = [entry for entry in entries if re.match(rf"(?:\(\?:)?[{HAN}%]", entry)]
    bound = [entry for entry in entries if entry not in free]
    words = rf"(?<![^\W{HAN}{KANA}])(?:{'|'.join(bound)})" if bound else "(?!)"
    return re.compile("|".join([words, *free]))


def search_phrase(table: str, key: str, normalized: str) -> re.Match[str] | None:
    """Where a text first says a word of the list."""
    return phrase_pattern(table, key).search(normalized)
