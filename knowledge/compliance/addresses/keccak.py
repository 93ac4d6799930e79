"""Keccak-256 as Ethereum and Monero use it: the sponge of 2011, before NIST changed its padding.

hashlib has only SHA3-256, which differs in one padding byte and so in every result.
"""

from __future__ import annotations

import struct

_LANE = (1 << 64) - 1
_RATE = 136  # bytes taken in at a time: 1600 bits less twice the 256 of the result
_ROUNDS = 24


def _round_constants() -> tuple[int, ...]:
    # One bit at a time from the shift register x^8 + x^6 + x^5 + x^4 + 1 of the specification.
    constants = []
    register = 1
    for _ in range(_ROUNDS):
        constant = 0
        for step in range(7):
            if register & 1:
                constant |= 1 << ((1 << step) - 1)
            register = (register << 1) ^ (0x171 if register & 0x80 else 0)
        constants.append(constant)
    return tuple(constants)


def _lane_moves() -> tuple[tuple[int, int], ...]:
    """For each lane (x + 5y) where it goes, and by how many bits it is turned on the way."""
    walk = [(0, 0)] * 25
    x, y = 1, 0
    for step in range(24):
        turn = (step + 1) * (step + 2) // 2 % 64
        walk[x + 5 * y] = (y + 5 * ((2 * x + 3 * y) % 5), turn)
        x, y = y, (2 * x + 3 * y) % 5
    return tuple(walk)


_CONSTANTS = _round_constants()
_WALK = tuple((source, source % 5, *step) for source, step in enumerate(_lane_moves()))


def keccak256(data: bytes) -> bytes:
    """The 32 bytes of Keccak-256 over the data."""
    padded = bytearray(data)
    padded += bytes(_RATE - len(data) % _RATE)
    padded[len(data)] ^= 0x01
    padded[-1] ^= 0x80
    lanes = [0] * 25
    for begin in range(0, len(padded), _RATE):
        for place, word in enumerate(struct.unpack_from("<17Q", padded, begin)):
            lanes[place] ^= word
        lanes = _permute(lanes)
    return struct.pack("<4Q", *lanes[:4])


def _permute(a: list[int]) -> list[int]:
    """The state after the 24 rounds of keccak-f[1600]."""
    b = [0] * 25
    for constant in _CONSTANTS:
        c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20]
        c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21]
        c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22]
        c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23]
        c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24]
        column = (
            c4 ^ (c1 << 1 & _LANE | c1 >> 63),
            c0 ^ (c2 << 1 & _LANE | c2 >> 63),
            c1 ^ (c3 << 1 & _LANE | c3 >> 63),
            c2 ^ (c4 << 1 & _LANE | c4 >> 63),
            c3 ^ (c0 << 1 & _LANE | c0 >> 63),
        )
        for source, x, target, turn in _WALK:
            lane = a[source] ^ column[x]
            b[target] = lane << turn & _LANE | lane >> (64 - turn)
        for row in (0, 5, 10, 15, 20):
            b0, b1, b2, b3, b4 = b[row : row + 5]
            a[row] = b0 ^ (~b1 & b2)
            a[row + 1] = b1 ^ (~b2 & b3)
            a[row + 2] = b2 ^ (~b3 & b4)
            a[row + 3] = b3 ^ (~b4 & b0)
            a[row + 4] = b4 ^ (~b0 & b1)
        a[0] ^= constant
    return a
