"""What a refused request would break, and why it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PolicyRule(StrEnum):
    """What a refused request would break."""

    SANCTIONS = "sanctions"
    STRUCTURING = "structuring"
    CONCEALMENT = "concealment"
    UNREGULATED = "unregulated"


@dataclass(frozen=True)
class Refusal:
    """The rule that a request would break, and the words that show it (disguises undone)."""

    rule: PolicyRule
    matched: str
