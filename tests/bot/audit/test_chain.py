"""The codec of the audit log: records in lines of bytes, each with its own hash."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from bot.audit import chain

FIELDS = {"n": 1, "at": "2026-11-24T12:00:00.000+00:00", "note": "Оплата", "before": "0" * 64}


def test_the_hash_is_of_every_byte_before_the_field_that_holds_it() -> None:
    raw, record_hash = chain.encode_record(FIELDS)
    body, _, end = raw.partition(b', "hash": "')
    assert hashlib.sha256(body).hexdigest() == record_hash
    assert end == record_hash.encode() + b'"}\n'
    assert json.loads(raw) == FIELDS | {"hash": record_hash}


def test_a_record_verifies_against_its_own_hash_only() -> None:
    raw, record_hash = chain.encode_record(FIELDS)
    assert chain.verify_record(raw, record_hash)
    assert not chain.verify_record(raw, "f" * 64)
    assert not chain.verify_record(raw.replace(b'"n": 1', b'"n": 2'), record_hash)
    assert not chain.verify_record(raw[:-1], record_hash)


def test_what_is_encoded_is_decoded() -> None:
    raw, record_hash = chain.encode_record(FIELDS)
    assert chain.decode_record(raw) == FIELDS | {"hash": record_hash}


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"[]\n", b"null\n", b'{"n": 1}\n', b"\xff\n",
        b'{"n": "1", "at": "", "before": "", "hash": ""}\n',
        b'{"n": 1, "at": "", "before": "", "hash": ""}',
    ],
    ids=["nothing", "torn", "a list", "null", "fields missing", "no text", "n as text", "no end"],
)  # fmt: skip
def test_what_is_no_complete_record_is_none(raw: bytes) -> None:
    assert chain.decode_record(raw) is None


@pytest.mark.parametrize(
    ("content", "last", "left"),
    [
        (b"", b"", b""),
        (b"one\n", b"one\n", b"one\n"),
        (b"one\ntwo\n", b"two\n", b"one\ntwo\n"),
        (b"one\ntwo", b"one\n", b"one\n"),
        (b"torn", b"", b""),
    ],
)
def test_the_last_complete_line_is_read_and_what_is_torn_cut_off(
    content: bytes, last: bytes, left: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "log"
    file.write_bytes(content)
    assert chain.read_last_record(file) == last
    assert file.read_bytes() == left


@pytest.mark.parametrize("length", [1 << 16, (1 << 16) + 1, 300_000])
def test_a_last_line_of_any_length_is_read_whole(length: int, tmp_path: Path) -> None:
    line = b"x" * length + b"\n"
    file = tmp_path / "log"
    file.write_bytes(b"first\n" + line)
    assert chain.read_last_record(file) == line
