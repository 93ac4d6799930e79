"""The rules that a refused request would break, and the text that cannot be judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PolicyRule(StrEnum):
    """A rule that a request would break."""

    SANCTIONS = "sanctions"
    STRUCTURING = "structuring"
    CONCEALMENT = "concealment"
    UNREGULATED = "unregulated"


@dataclass(frozen=True)
class Refusal:
    """The rule that a request would break, and the deobfuscated words that show it."""

    rule: PolicyRule
    matched: str


class UnreadableTextError(Exception):
    """A text that cannot be judged at a bounded cost: it is not answered."""
