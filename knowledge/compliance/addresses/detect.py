"""Detecting crypto addresses in free text."""

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
from knowledge.compliance.addresses.models import DetectedAddress, ParseResult
from knowledge.compliance.addresses.segments import TextSegments
from knowledge.compliance.addresses.ton import find_ton_addresses
from knowledge.compliance.addresses.visible_text import (
    VisibleText,
    fold_homoglyphs,
    strip_invisible,
)

# Of two uncertain results the first one holds: Tron's hex before a mistyped Ethereum address.
_CHAINS = (
    segwit.parse_segwit_address,
    bitcoin.parse_bitcoin_address,
    tron.parse_tron_address,
    ripple.parse_xrp_address,
    monero.parse_monero_address,
    cashaddr.parse_bitcoin_cash_address,
    evm.parse_evm_address,
    solana.parse_solana_address,
)
_MIN_CHARS, _MAX_CHARS = 14, 112
# What stands before an address in a payment link, and the chain that it names.
_SCHEME = re.compile(r"\b([a-z]{3,12}):(?://)?\Z", re.IGNORECASE)
_MAX_SCHEME_CHARS = 16
_NAMES = {"bitcoin": "bitcoin", "litecoin": "litecoin", "bitcoincash": "bitcoin-cash"}
_CASH = ("bitcoincash", "bchtest", "bchreg")
# A string next to one of these is part of a link, a path or base64.
_GLUE_BEFORE, _GLUE_AFTER = frozenset("/_-+%=&#"), frozenset("/_-+%=&")
_CODE = frozenset("+_=")


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    read: ParseResult


def detect_addresses(text: str) -> tuple[DetectedAddress, ...]:
    """The addresses in a text in order, right and clearly mistyped ones; they never overlap.

    An address that is right only with look-alike letters folded to Latin is not valid, and
    ``lookalike``.
    """
    seen = strip_invisible(text)
    plain = list(_scan(seen.text))
    disguised = list(_scan_folded(seen.text, plain))
    if disguised:
        # Half of an address with a look-alike in it may look like a mistyped one.
        hidden = bytearray(len(seen.text))
        for hit in disguised:
            hidden[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
        plain = [hit for hit in plain if 1 not in hidden[hit.start : hit.end]]
    found = [_to_detected(seen, hit, lookalike=False) for hit in plain]
    found += [_to_detected(seen, hit, lookalike=True) for hit in disguised]
    return tuple(sorted(found, key=lambda one: one.start))


def _scan_folded(text: str, plain: list[_Hit]) -> Iterator[_Hit]:
    """The addresses that are right only after folding look-alikes."""
    latin = fold_homoglyphs(text)
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
    pieces, done = [], 0
    for start, end, ton in find_ton_addresses(text):
        yield _Hit(start, end, ton)
        pieces += [text[done:start], "\n" * (end - start)]
        done = end
    text = "".join((*pieces, text[done:]))
    words = TextSegments(text)
    place = 0
    while place < len(words):
        read, last = _parse_at(words, place)
        start, end = words.spans[place][0], words.spans[last][1]
        if read is not None and not _is_part_of_code(text, start, end, read):
            yield _apply_scheme(text, _Hit(start, end, read))
            place = last
        place += 1


def _parse_at(words: TextSegments, place: int) -> tuple[ParseResult | None, int]:
    """The most certain address that begins at a segment, and its last segment."""
    alone = _parse(words[place])
    if alone is not None and alone.is_certain:
        return alone, place
    unsure: tuple[ParseResult | None, int] = (alone, place)
    for joined in words.join_from(place):
        read = _parse(joined.text)
        if read is None:
            continue
        if read.is_certain:
            return read, joined.last
        if (
            (alone is None or alone.problem)
            and not read.problem
            and words.is_plausible_join(joined)
        ):
            unsure = (read, joined.last)
    return unsure


def _parse(text: str) -> ParseResult | None:
    """The surest reading of the text on any chain, or else the first one."""
    if not _MIN_CHARS <= len(text) <= _MAX_CHARS:
        return None
    unsure: list[ParseResult] = []
    for chain in _CHAINS:
        read = chain(text)
        if read is not None:
            if read.is_certain:
                return read
            unsure.append(read)
    return min(unsure, key=lambda read: bool(read.problem), default=None)


def _is_part_of_code(text: str, start: int, end: int, read: ParseResult) -> bool:
    if read.is_certain or read.form.kind in ("evm", "bch"):
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    if read.problem:
        return before in _GLUE_BEFORE or after in _GLUE_AFTER
    return after in _CODE or (before in _CODE and before != "=")


def _apply_scheme(text: str, hit: _Hit) -> _Hit:
    """The hit on the chain named by a payment link, with the prefix if it belongs to it."""
    scheme = _SCHEME.search(text[max(0, hit.start - _MAX_SCHEME_CHARS) : hit.start])
    if scheme is None:
        return hit
    name, read = scheme[1].lower(), hit.read
    if name in _CASH and read.form.kind == "bch":
        return replace(hit, start=hit.start - len(scheme[0]))
    chain = _NAMES.get(name, read.form.chain)
    meant = next((other for other in read.also if other.chain == chain), None)
    if chain == read.form.chain or meant is None:
        return hit
    others = (*(other for other in read.also if other != meant), read.form)
    return replace(hit, read=replace(read, form=meant, also=others))


def _to_detected(seen: VisibleText, hit: _Hit, *, lookalike: bool) -> DetectedAddress:
    start, end = seen.span(hit.start, hit.end)
    problem = "lookalike" if lookalike else hit.read.problem
    return DetectedAddress(
        kind=hit.read.form.kind,
        chain=hit.read.form.chain,
        canonical=hit.read.form.canonical,
        start=start,
        end=end,
        valid=not problem,
        problem=problem,
        lookalike=lookalike,
        also=hit.read.also,
    )
