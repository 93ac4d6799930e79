"""The names in a request to screen something: what stands beside its addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.assets import load_assets
from knowledge.compliance.addresses.detect import detect_addresses
from knowledge.compliance.screening import AddressScreening

MAX_NAME_CHARS = 300
_QUOTED = re.compile(r"[\"«“„](.{2,300}?)[\"»”]")
# What a payment link puts before an address and after it.
_BEFORE = re.compile(r"\b[a-z][a-z0-9]{2,15}:(?://)?\Z", re.IGNORECASE)
_AFTER = re.compile(r"\A[?@]\S*")
# More than the longest of what stands before one: of a long text only its end is looked at.
_BEFORE_CHARS = 24
_WORD = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*\.?")
# Words that say what is to be done and name nobody, as coins and networks do not either.
_NO_NAME = frozenset((
    "a", "address", "addresses", "against", "and", "at", "chain", "check", "eur", "for", "from",
    "in", "is", "list", "lists", "look", "network", "of", "ofac", "on", "or", "pay", "please",
    "sanctions", "screen", "sdn", "send", "the", "this", "to", "up", "usd", "wallet", "with",
    "адрес", "адреса", "в", "и", "из", "или", "кошелек", "кошелёк", "на", "перевести", "по",
    "пожалуйста", "проверить", "проверка", "проверь", "проверьте", "санкции", "сети", "сеть",
    "списки", "списку",
))  # fmt: skip


def find_names(text: str, screened: Sequence[AddressScreening]) -> tuple[str, ...]:
    """The names to look up, each once: what is in quotes, or else what is left of the text.

    Words around addresses that only say what to do are no name; without an address every word is.
    """
    rest = text
    # An address that is written twice, or in two forms, is screened once.
    spans = {(one.start, one.end) for one in detect_addresses(text)}
    spans |= {(one.address.start, one.address.end) for one in screened}
    for start, end in sorted(spans, reverse=True):
        before, after = rest[:start], rest[end:]
        near = max(0, start - _BEFORE_CHARS)
        rest = before[:near] + _BEFORE.sub("", before[near:]) + "\n" + _AFTER.sub("", after)
    quoted = [found.strip() for found in _QUOTED.findall(rest)]
    if any(quoted):
        return tuple(dict.fromkeys(name for name in quoted if _WORD.search(name)))
    if not screened:
        whole = rest.strip()[:MAX_NAME_CHARS]
        return (whole,) if _WORD.search(whole) else ()
    left = (_trimmed(_WORD.findall(part)) for part in rest.split("\n"))
    return tuple(dict.fromkeys(part[:MAX_NAME_CHARS] for part in left if part))


def _trimmed(words: list[str]) -> str:
    """The words without those at both ends that name nobody; "" when none is left."""
    no_names = _NO_NAME | load_assets().names
    while words and (words[0].casefold() in no_names or len(words[0]) < 2):
        words = words[1:]
    while words and (words[-1].casefold() in no_names or len(words[-1]) < 2):
        words = words[:-1]
    return " ".join(words)
