"""Results of parsing and detecting addresses, right and mistyped ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from knowledge.models import Value

AddressProblem = Literal[
    "",
    "checksum",  # a character is wrong, or two changed places
    "length",  # too short or too long
    "character",  # has a character that no address of its kind has
    "case",  # right but for mixing capitals and small letters
    "testnet",  # right, but of a test network
    "version",  # right, but of a version that is not in use
    "lookalike",  # right only when letters of another script are read as Latin ones
    "chain",  # of an unsupported chain, if of any
]


class AddressForm(Value):
    """One interpretation of an address: its kind, its chain, and the form used in lists."""

    kind: str
    chain: str
    canonical: str


class DetectedAddress(AddressForm):
    """An address in a user's text, ``text[start:end]``, and whether money may be sent to it.

    ``canonical`` is looked up in lists, also when the address is not valid: look-alikes are folded
    to the address they imitate. ``also`` holds the other forms to look up: the same string on
    another chain, another spelling of the account, the account in an address with a payment
    reference. ``valid`` means that ``problem`` is empty.
    """

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    valid: bool
    problem: AddressProblem = ""
    lookalike: bool = False
    also: tuple[AddressForm, ...] = ()


@dataclass(frozen=True)
class ParseResult:
    """What a chain's parser makes of a string.

    ``is_certain`` when a checksum confirms it; without one only the shape speaks for it.
    """

    form: AddressForm
    problem: AddressProblem = ""
    is_certain: bool = True
    also: tuple[AddressForm, ...] = ()


def looks_random(text: str) -> bool:
    """Whether digits, capitals and small letters are mixed as in a random base58 string.

    Words, sums, IBANs, UUIDs and hex hashes are not.
    """
    digits = sum(map(str.isdigit, text))
    capitals = sum(map(str.isupper, text))
    return digits >= 2 and capitals >= 3 and len(text) - digits - capitals >= 3
