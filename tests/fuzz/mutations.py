"""Damage to a recorded answer or a file, of the kinds that parsers stumble over."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

# Raw tokens: they stand in the text as they are, whatever the format thinks of them.
HOSTILE_TOKENS = (
    "NaN", "-Infinity", "Infinity", "1e999999999", "0e999999999", "-1e-999999999", "1e309",
    "1e99999999999999999999", "9" * 5000, "0." + "1" * 5000, "-0", "-1", "0", "1e18", "1e-18",
    "9007199254740993", "0x" + "f" * 5000, "null", "true", "[]", "{}", '""', "[" * 2000,
    '{"a":' * 2000, "[0,[1],999999999]", '"\\u0000"', '"\\ud800"', '"' + "x" * 100_000 + '"',
    '"1e999999999"', '"NaN"', '"1,5"', '"١٢٣"', '"1_000"', '" 1 "', '"2026-13-99"',
    '"9999-12-31T23:59:59Z"', '"0001-01-01T00:00:00+14:00"', "1_0", "01", "+1", ".5", "5.",
)  # fmt: skip
_NUMBER = re.compile(rb'"?-?\d+(?:\.\d+)?"?')
_PLAIN_NUMBER = re.compile(rb"(?<![\w.:-])\d{1,20}(?:\.\d{1,20})?(?![\w.:-])")
_POWERS = (-18, -13, -12, -9, -6, -3, -1, 1, 3, 6, 9, 12, 13, 18)
_MARK = "\x01%d\x01"
MAX_COPIES = 3000


def mutate(rng: Random, content: bytes) -> bytes:
    """The content with one to three damages, which the generator chooses."""
    for _ in range(rng.randint(1, 3)):
        content = rng.choice(_MUTATIONS)(rng, content)
    return content


def nudge(rng: Random, content: bytes) -> bytes:
    """The content with one to twenty numbers that are still numbers, some of them of a new size."""
    for _ in range(rng.choice((1, 1, 2, 20))):
        found = list(_PLAIN_NUMBER.finditer(content))
        if not found:
            return content
        match = rng.choice(found)
        number = Decimal(match[0].decode()).scaleb(rng.choice(_POWERS))
        text = f"{number:f}" if rng.random() < 0.5 else f"{number}"
        content = content[: match.start()] + text.encode() + content[match.end() :]
    return content


def _flip_bytes(rng: Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.randint(1, 8) if changed else 0):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _cut(rng: Random, content: bytes) -> bytes:
    start, end = sorted(rng.randint(0, len(content)) for _ in range(2))
    return content[:start] if rng.random() < 0.5 else content[:start] + content[end:]


def _repeat_span(rng: Random, content: bytes) -> bytes:
    start = rng.randint(0, len(content))
    span = content[start : start + rng.randint(1, 60)]
    return content[:start] + span * rng.randint(2, MAX_COPIES) + content[start:]


def _replace_number(rng: Random, content: bytes) -> bytes:
    found = list(_NUMBER.finditer(content))
    if not found:
        return content
    match = rng.choice(found)
    token = rng.choice(HOSTILE_TOKENS).encode()
    return content[: match.start()] + token + content[match.end() :]


def _recode(rng: Random, content: bytes) -> bytes:
    charset = rng.choice(("utf-16", "utf-16-be", "utf-32", "utf-7", "utf-8-sig", "cp037"))
    return content.decode("latin-1").encode(charset, "replace")


def _wrap(rng: Random, content: bytes) -> bytes:
    before, after = rng.choice(
        ((b"[", b"]"), (b"\xef\xbb\xbf", b""), (b"\0", b"\0"), (b" " * 9000, b"\n" * 9000),
         (b'<!DOCTYPE a [<!ENTITY b "1">]>', b""), (b"<html>", b""), (b'{"a":' * 500, b"}" * 500),
         (b"<a>" * 3000, b"</a>" * 3000))
    )  # fmt: skip
    return before + content + after


def _change_json(rng: Random, content: bytes) -> bytes:
    """One place of the parsed content changed; the content itself when it is no JSON."""
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError):
        return _replace_number(rng, content)
    token = rng.choice(HOSTILE_TOKENS)
    mark = _MARK % rng.randrange(10**9)
    box = [tree]
    places = list(_list_places(box))
    parent, key = rng.choice(places)
    _damage(rng, parent, key, mark)
    return json.dumps(box[0]).replace(json.dumps(mark), token).encode("utf-8", "replace")


def _list_places(node: Any) -> list[tuple[Any, Any]]:
    """Every place in a tree: what holds it, and its key."""
    found: list[tuple[Any, Any]] = []
    waiting = [node]
    while waiting:
        parent = waiting.pop()
        keys = list(parent) if isinstance(parent, dict) else range(len(parent))
        for key in keys:
            found.append((parent, key))
            if isinstance(parent[key], dict | list):
                waiting.append(parent[key])
    return found


def _damage(rng: Random, parent: Any, key: Any, mark: str) -> None:
    child = parent[key]
    kind = rng.randrange(5)
    if kind == 0 and isinstance(parent, dict):
        del parent[key]
    elif kind == 1 and isinstance(child, list) and child:
        parent[key] = child * rng.randint(2, MAX_COPIES)
    elif kind == 2 and isinstance(child, list):
        parent[key] = child[::-1]
    elif kind == 3 and isinstance(child, str):
        parent[key] = child * rng.choice((0, 2, 500))
    else:
        parent[key] = mark


_MUTATIONS: tuple[Callable[[Random, bytes], bytes], ...] = (
    _flip_bytes, _cut, _repeat_span, _replace_number, _replace_number, _recode, _wrap,
    _change_json, _change_json, _change_json,
)  # fmt: skip
