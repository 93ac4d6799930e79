"""TON's addresses: raw (0: and 64 hex digits), or 48 characters of base64 with a CRC-16."""

from __future__ import annotations

import base64
import re
from binascii import crc_hqx
from collections.abc import Iterator

from knowledge.compliance.addresses.models import AddressForm, ParseResult, looks_random

_BOUNCEABLE, _NON_BOUNCEABLE, _TESTNET = 0x11, 0x51, 0x80
# The tag and the workchain make the beginning: EQ, UQ, Ef, Uf; on the test network kQ, 0Q, kf, 0f.
_FRIENDLY = r"(?:[EUk0][Qf])[0-9A-Za-z_/+-]{46}"
_RAW = r"(?:0|-1):[0-9a-fA-F]{64}"
_ADDRESS = re.compile(rf"(?<![\w/+=:-])(?:{_RAW}|{_FRIENDLY})(?![\w/+=-])")
_URL_SAFE = str.maketrans("+/", "-_")


def find_ton_addresses(text: str) -> Iterator[tuple[int, int, ParseResult]]:
    """The addresses in a text with their spans.

    They are looked for in the whole text, since "-", "_" and ":" are a part of them.
    """
    for match in _ADDRESS.finditer(text):
        result = parse_ton_address(match[0])
        if result is not None:
            yield match.start(), match.end(), result


def parse_ton_address(text: str) -> ParseResult | None:
    """The address that the text is, or was meant to be; None when it is none."""
    if re.fullmatch(_RAW, text):
        chain, _, digits = text.partition(":")
        form, also = _build_forms(int(chain), bytes.fromhex(digits))
        return ParseResult(form, also=also)
    if not re.fullmatch(_FRIENDLY, text):
        return None
    data = base64.urlsafe_b64decode(text.translate(_URL_SAFE))
    if crc_hqx(data[:34], 0) != int.from_bytes(data[34:], "big"):
        if not looks_random(text):
            return None
        form = AddressForm(kind="ton", chain="ton", canonical=text)
        return ParseResult(form, "checksum", is_certain=False)
    tag, workchain = data[0], int.from_bytes(data[1:2], "big", signed=True)
    if tag & ~_TESTNET not in (_BOUNCEABLE, _NON_BOUNCEABLE):
        return None
    form, also = _build_forms(workchain, data[2:34])
    return ParseResult(form, "testnet" if tag & _TESTNET else "", also=also)


def _build_forms(workchain: int, account: bytes) -> tuple[AddressForm, tuple[AddressForm, ...]]:
    """The raw form, and the two friendly ones that lists may know the account by."""
    texts = [f"{workchain}:{account.hex()}"]
    for tag in (_BOUNCEABLE, _NON_BOUNCEABLE):
        data = bytes([tag, workchain % 256]) + account
        signed = data + crc_hqx(data, 0).to_bytes(2, "big")
        texts.append(base64.urlsafe_b64encode(signed).decode())
    raw, *friendly = (AddressForm(kind="ton", chain="ton", canonical=text) for text in texts)
    return raw, tuple(friendly)
