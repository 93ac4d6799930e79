"""What a string of letters and digits can turn out to be: an address, or one that went wrong."""

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
    "testnet",  # right, but of a network where the money is play money
    "version",  # right, but of a version that nobody can spend from yet
    "lookalike",  # right only when letters of another script are read as Latin ones
    "chain",  # of a chain that is not read here, if of any
]


class AddressForm(Value):
    """One way to read an address: its kind, its chain, and the form that lists know it by."""

    kind: str
    chain: str
    canonical: str


class DetectedAddress(AddressForm):
    """An address in a user's text, ``text[start:end]``, and whether money may be sent to it.

    ``canonical`` is what to look up in lists, also when the address is not valid: a look-alike
    is folded to the address it imitates. ``also`` holds the other readings to look up: the same
    string on another chain, another spelling of the same account, the account within an address
    that carries a payment reference too. ``valid`` is so exactly when ``problem`` is empty.
    """

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    valid: bool
    problem: AddressProblem = ""
    lookalike: bool = False
    also: tuple[AddressForm, ...] = ()


@dataclass(frozen=True)
class ParseResult:
    """What a chain makes of a string: how it reads it, what is wrong, and how sure it is.

    ``sure`` when a checksum vouches for it; what has none rests on its shape alone.
    """

    form: AddressForm
    problem: AddressProblem = ""
    is_certain: bool = True
    also: tuple[AddressForm, ...] = ()


def looks_random(text: str) -> bool:
    """Whether digits, capitals and small letters are mixed as chance mixes them in an address.

    Words, sums, IBANs, UUIDs and hex hashes are not mixed so.
    """
    digits = sum(map(str.isdigit, text))
    capitals = sum(map(str.isupper, text))
    return digits >= 2 and capitals >= 3 and len(text) - digits - capitals >= 3
