"""Every crypto address in a message, wherever and however it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.compliance.addresses import (
    bitcoin,
    cashaddr,
    evm,
    monero,
    ripple,
    segwit,
    solana,
    tron,
)
from knowledge.compliance.addresses.homoglyphs import Seen, folded, visible
from knowledge.compliance.addresses.models import Found, Read
from knowledge.compliance.addresses.segments import Words

# Of two unsure readings the first one holds: Tron's hex before Ethereum's mistyped.
_CHAINS = (
    segwit.read, bitcoin.read, tron.read, ripple.read, monero.read, cashaddr.read,
    evm.read, solana.read,
)  # fmt: skip
_SHORTEST, _LONGEST = 14, 112
# What stands before an address in a payment link, and the chain that it names.
_SCHEME = re.compile(r"\b([a-z]{3,12}):(?://)?\Z", re.IGNORECASE)
_LONGEST_SCHEME = 16
_NAMES = {"bitcoin": "bitcoin", "litecoin": "litecoin", "bitcoincash": "bitcoin-cash"}
_CASH = ("bitcoincash", "bchtest", "bchreg")
# A string right beside one of these is a part of a link, a path or a code in base64.
_GLUE_BEFORE, _GLUE_AFTER = frozenset("/_-+%=&#"), frozenset("/_-+%=&")
_CODE = frozenset("+_=")


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    read: Read


def find(text: str) -> tuple[Found, ...]:
    """The addresses in the text in their order, right and mistyped ones; they never overlap.

    A mistyped one is there when it was clearly meant as an address. An address that is right
    only when look-alike letters are read as Latin ones is not valid, and ``lookalike``.
    """
    seen = visible(text)
    plain = list(_scan(seen.text))
    disguised = list(_disguised(seen.text, plain))
    if disguised:
        # Half of an address written with a strange letter may look like a mistyped one.
        hidden = bytearray(len(seen.text))
        for hit in disguised:
            hidden[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
        plain = [hit for hit in plain if 1 not in hidden[hit.start : hit.end]]
    found = [_found(seen, hit, lookalike=False) for hit in plain]
    found += [_found(seen, hit, lookalike=True) for hit in disguised]
    return tuple(sorted(found, key=lambda one: one.start))


def _disguised(text: str, plain: list[_Hit]) -> Iterator[_Hit]:
    """The addresses that are right only once look-alikes are folded."""
    latin = folded(text)
    if latin == text:
        return
    pieces, done = [], 0
    for hit in plain:
        if not hit.read.problem:
            pieces += [latin[done : hit.start], "\n" * (hit.end - hit.start)]
            done = hit.end
    latin = "".join((*pieces, latin[done:]))
    for hit in _scan(latin):
        changed = latin[hit.start : hit.end] != text[hit.start : hit.end]
        if changed and not hit.read.problem:
            yield hit


def _scan(text: str) -> Iterator[_Hit]:
    words = Words(text)
    place = 0
    while place < len(words):
        read, last = _at(words, place)
        start, end = words.spans[place][0], words.spans[last][1]
        if read is not None and not _is_part_of_a_code(text, start, end, read):
            yield _named(text, _Hit(start, end, read))
            place = last
        place += 1


def _at(words: Words, place: int) -> tuple[Read | None, int]:
    """What begins at the word, and the last word of it: the surest reading there is."""
    alone = _read(words[place])
    if alone is not None and alone.sure:
        return alone, place
    unsure: tuple[Read | None, int] = (alone, place)
    for joined in words.joined(place):
        read = _read(joined.text)
        if read is None:
            continue
        if read.sure:
            return read, joined.last
        if (alone is None or alone.problem) and not read.problem and words.shape_vouches(joined):
            unsure = (read, joined.last)
    return unsure


def _read(text: str) -> Read | None:
    """The surest reading of the text on any chain, or else the first one."""
    if not _SHORTEST <= len(text) <= _LONGEST:
        return None
    unsure: list[Read] = []
    for chain in _CHAINS:
        read = chain(text)
        if read is not None:
            if read.sure:
                return read
            unsure.append(read)
    return min(unsure, key=lambda read: bool(read.problem), default=None)


def _is_part_of_a_code(text: str, start: int, end: int, read: Read) -> bool:
    if read.sure or read.reading.kind in ("evm", "bch"):
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    if read.problem:
        return before in _GLUE_BEFORE or after in _GLUE_AFTER
    return after in _CODE or (before in _CODE and before != "=")


def _named(text: str, hit: _Hit) -> _Hit:
    """The hit as the payment link around it reads it, with the prefix where that belongs to it."""
    scheme = _SCHEME.search(text[max(0, hit.start - _LONGEST_SCHEME) : hit.start])
    if scheme is None:
        return hit
    name, read = scheme[1].lower(), hit.read
    if name in _CASH and read.reading.kind == "bch":
        return replace(hit, start=hit.start - len(scheme[0]))
    chain = _NAMES.get(name, read.reading.chain)
    meant = next((other for other in read.also if other.chain == chain), None)
    if chain == read.reading.chain or meant is None:
        return hit
    others = (*(other for other in read.also if other != meant), read.reading)
    return replace(hit, read=replace(read, reading=meant, also=others))


def _found(seen: Seen, hit: _Hit, *, lookalike: bool) -> Found:
    start, end = seen.span(hit.start, hit.end)
    problem = "lookalike" if lookalike else hit.read.problem
    return Found(
        kind=hit.read.reading.kind,
        chain=hit.read.reading.chain,
        canonical=hit.read.reading.canonical,
        start=start,
        end=end,
        valid=not problem,
        problem=problem,
        lookalike=lookalike,
        also=hit.read.also,
    )
