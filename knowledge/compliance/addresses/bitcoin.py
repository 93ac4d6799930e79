"""Base58 addresses of Bitcoin and its forks, which begin with 1, 3, L or M."""

from __future__ import annotations

from knowledge.compliance.addresses import base58, cashaddr
from knowledge.compliance.addresses.models import AddressForm, ParseResult

_HASH = 20  # bytes after the version
_LENGTHS = range(25, 37)
# Practically every address of a random hash has one of these lengths.
_USUAL = (33, 34)
_KEY, _SCRIPT, _LITECOIN_KEY, _LITECOIN_SCRIPT = 0x00, 0x05, 0x30, 0x32
_MAIN = {_KEY: "btc-p2pkh", _SCRIPT: "btc-p2sh", _LITECOIN_KEY: "ltc", _LITECOIN_SCRIPT: "ltc"}
_TEST = {0x6F: "btc-p2pkh", 0xC4: "btc-p2sh", 0x3A: "ltc"}
_KIND_BY_FIRST = {"1": "btc-p2pkh", "3": "btc-p2sh", "L": "ltc", "M": "ltc"}
_FIRST = "13LMmn2Q"


def parse_bitcoin_address(text: str) -> ParseResult | None:
    """The parsed address, right or mistyped; None for a text not meant as one."""
    if text[:1] not in _FIRST or len(text) not in _LENGTHS:
        return None
    data = base58.decode_base58check(text)
    if data is None or len(data) != _HASH + 1:
        kind = _KIND_BY_FIRST.get(text[0])
        problem = base58.diagnose_typo(text, _USUAL) if kind else None
        return (
            ParseResult(_form(kind, text), problem, is_certain=False) if kind and problem else None
        )
    version, digest = data[0], data[1:]
    if version in _TEST:
        return ParseResult(_form(_TEST[version], text), "testnet")
    if version not in _MAIN:
        return None
    return ParseResult(_form(_MAIN[version], text), also=_other_forms(text, version, digest))


def _other_forms(text: str, version: int, digest: bytes) -> tuple[AddressForm, ...]:
    """The forms on other chains: those that split off Bitcoin kept its addresses."""
    if version == _KEY:
        return (_cash_form(cashaddr.P2PKH, digest),)
    if version == _SCRIPT:
        # Litecoin took 3... too at first; since 2017 it writes M... for the same script.
        modern = base58.encode_base58check(bytes([_LITECOIN_SCRIPT]) + digest)
        return (_form("ltc", text), _form("ltc", modern), _cash_form(cashaddr.P2SH, digest))
    if version == _LITECOIN_SCRIPT:
        return (_form("ltc", base58.encode_base58check(bytes([_SCRIPT]) + digest)),)
    return ()


def _cash_form(kind: int, digest: bytes) -> AddressForm:
    return AddressForm(
        kind="bch", chain="bitcoin-cash", canonical=cashaddr.encode_cashaddr(kind, digest)
    )


def _form(kind: str, text: str) -> AddressForm:
    chain = "litecoin" if kind == "ltc" else "bitcoin"
    return AddressForm(kind=kind, chain=chain, canonical=text)
