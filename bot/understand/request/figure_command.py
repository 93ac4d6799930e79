"""Whether a message gives a figure of the user's own: "rate 1 USDT = 82 RUB"."""

from __future__ import annotations

import re

_RATE = re.compile(r"^/?(?:rate|курс)\s++(?:1\s*+)?[A-Za-z]{3,5}\s*+=", re.IGNORECASE)
_TARIFF = re.compile(r"^/?set\s+[a-zA-Z_]+\.")


def is_rate_command(text: str) -> bool:
    """Whether a text is meant to give a rate, whether it can be parsed or not."""
    return bool(_RATE.match(text.strip()))


def is_tariff_command(text: str) -> bool:
    """Whether a text is meant to set a tariff, whether it can be parsed or not."""
    return bool(_TARIFF.match(text.strip()))
