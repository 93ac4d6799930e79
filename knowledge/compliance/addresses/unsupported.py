"""Strings that were meant as addresses, of chains that are not supported.

Lists name addresses of other chains, too (Dash, Zcash, ...): such strings can be looked up, but
finding nothing proves nothing.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence

from knowledge.compliance.addresses.models import (
    AddressForm,
    AddressProblem,
    DetectedAddress,
    looks_random,
)

_TOKEN = re.compile(r"[0-9A-Za-z][0-9A-Za-z_:-]*[0-9A-Za-z]")
# A string beside one of these is part of a link, a path or base64.
_GLUE = frozenset("/+%=&#@.")
# The shortest address of any chain, and the longest: Cardano's and Zcash's unified ones.
_MIN_CHARS, _MAX_CHARS = 25, 256
# Shorter ones can only be the beginning of an address.
_PIECE = 14
_HEX = re.compile(r"[0-9a-fA-F]+")
_BEGINNING = re.compile(r"0x[0-9a-z]*|(?:bc|tb|ltc)1[0-9a-z]{5,}", re.IGNORECASE)
# Aptos, Sui and Starknet write 0x and 64 hex digits.
_LONG_HEX = 64


def find_unsupported(text: str, found: Sequence[DetectedAddress]) -> Iterator[DetectedAddress]:
    """The strings in a text that were meant as addresses, except those already ``found``.

    None is valid: ``problem`` is "chain" for a possible address of an unsupported chain, and
    "length" for what no chain has.
    """
    taken = deque(sorted((one.start, one.end) for one in found))
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        # Both stand in order: what ends before this word is not looked at again.
        while taken and taken[0][1] <= start:
            taken.popleft()
        if taken and taken[0][0] < end:
            continue
        problem = _problem(match[0])
        if problem and not _is_part_of_link(text, start, end):
            evm = problem == "length" and _bare(match[0])[:2] in ("0x", "0X")
            chain = "evm" if evm else "other"
            canonical, *spellings = _spellings(match[0])
            yield DetectedAddress(
                kind=chain, chain=chain, canonical=canonical, start=start, end=end,
                valid=False, problem=problem,
                also=tuple(AddressForm(kind=chain, chain=chain, canonical=s) for s in spellings),
            )  # fmt: skip


def _problem(word: str) -> AddressProblem:
    """What is wrong with a word as an address; "" when it was never meant as one."""
    if _BEGINNING.fullmatch(_bare(word)):
        return "chain" if _is_long_hex(_bare(word)) else "length"
    if not any(map(str.isdigit, word)) or word.count("-") > 1:
        return ""  # a long word, or one of several
    if len(word) < _MIN_CHARS:
        return "length" if len(word) >= _PIECE and word.isalnum() and looks_random(word) else ""
    return "chain" if len(word) <= _MAX_CHARS else "length"


def _bare(word: str) -> str:
    """The word without the prefix of a payment link or a chain."""
    return word.rpartition(":")[2]


def _is_long_hex(word: str) -> bool:
    return len(word) == _LONG_HEX + 2 and bool(_HEX.fullmatch(word[2:]))


def _spellings(word: str) -> list[str]:
    """The word as lists may write it: as it is, without capitals, with the 0x that hex lacks."""
    bare = _bare(word)
    prefixed = [f"0x{bare.lower()}"] if _HEX.fullmatch(bare) else []
    return list(dict.fromkeys([word, word.lower(), bare, bare.lower(), *prefixed]))


def _is_part_of_link(text: str, start: int, end: int) -> bool:
    before, after = text[max(start - 1, 0) : start], text[end : end + 2]
    return before in _GLUE or (
        after[:1] in _GLUE and after.strip(".") != "" and after[1:].isalnum()
    )
