"""Whether to help with a message: its wording and a trained reader as two witnesses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.compliance.policy.classifier import load_classifier
from knowledge.compliance.policy.deobfuscate import deobfuscate
from knowledge.compliance.policy.phrase_rules import find_phrase_violation
from knowledge.compliance.policy.refusal import Refusal

# In log odds. Sure enough by itself, or together with what was said before; and enough when the
# wording speaks for it, too.
SURE_LOG_ODDS, SURE_IN_CONTEXT_LOG_ODDS, DOUBT_LOG_ODDS = 0.5, 1.5, -3.0
# What is as plain as "swap sides" says nothing, whatever stood before it.
PLAIN_LOG_ODDS = -3.4
# What is asked may lie in two messages: "what is the threshold?", "and how do I stay below it?"
CONTEXT_MESSAGES, MAX_CONTEXT_CHARS = 2, 400
# An address says nothing of what is asked, and a reader of words makes anything of it.
_OPAQUE = re.compile(r"\b(?:(?=\w*\d)\w{24,}|\w{30,})\b")


def find_violation(text: str, before: Sequence[str] = ()) -> Refusal | None:
    """Why we must not help with a message; None when nothing speaks against it.

    ``before`` is what the same person asked just before, and what was answered.
    """
    plain = _plain_words(text)
    if not any(letter.isalpha() for letter in plain):
        return None
    read = [plain]
    if before and len(plain) <= MAX_CONTEXT_CHARS:
        read.append(_plain_words(" ".join([*before[-CONTEXT_MESSAGES:], text])))
    readings = load_classifier().classify(*read)
    if readings and max(reading.log_odds for reading in readings) < DOUBT_LOG_ODDS:
        return None
    wording = next(filter(None, map(find_phrase_violation, read)), None)
    if wording or readings is None:
        return wording
    alone, *together = readings
    if alone.log_odds >= SURE_LOG_ODDS:
        return Refusal(alone.rule, "")
    if (
        alone.log_odds >= PLAIN_LOG_ODDS
        and together
        and together[0].log_odds >= SURE_IN_CONTEXT_LOG_ODDS
    ):
        return Refusal(together[0].rule, "")
    return None


def _plain_words(text: str) -> str:
    """The words of a text with disguises undone, without addresses and hashes."""
    return deobfuscate(_OPAQUE.sub(" ", text))
