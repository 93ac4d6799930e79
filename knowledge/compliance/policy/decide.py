"""Whether to help with a message: its wording and a trained reader as two witnesses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.compliance.policy.classifier import bundled
from knowledge.compliance.policy.deobfuscate import undone
from knowledge.compliance.policy.phrase_rules import worded
from knowledge.compliance.policy.refusal import Refusal

# In log odds. Sure enough by itself, or together with what was said before; and enough when the
# wording speaks for it, too.
SURE, SURE_TOGETHER, DOUBT = 0.5, 1.5, -3.0
# What is as plain as "swap sides" says nothing, whatever stood before it.
PLAIN = -3.4
# What is asked may lie in two messages: "what is the threshold?", "and how do I stay below it?"
BEFORE, LONGEST = 2, 400
# An address says nothing of what is asked, and a reader of words makes anything of it.
_OPAQUE = re.compile(r"\b(?:(?=\w*\d)\w{24,}|\w{30,})\b")


def judge(text: str, before: Sequence[str] = ()) -> Refusal | None:
    """Why we must not help with a message; None when nothing speaks against it.

    ``before`` is what the same person asked just before, and what was answered.
    """
    plain = _words(text)
    if not any(letter.isalpha() for letter in plain):
        return None
    read = [plain]
    if before and len(plain) <= LONGEST:
        read.append(_words(" ".join([*before[-BEFORE:], text])))
    readings = bundled().read(*read)
    if readings and max(reading.sure for reading in readings) < DOUBT:
        return None
    wording = next(filter(None, map(worded, read)), None)
    if wording or readings is None:
        return wording
    alone, *together = readings
    if alone.sure >= SURE:
        return Refusal(alone.rule, "")
    if alone.sure >= PLAIN and together and together[0].sure >= SURE_TOGETHER:
        return Refusal(together[0].rule, "")
    return None


def _words(text: str) -> str:
    """The words of a text with disguises undone, without addresses and hashes."""
    return undone(_OPAQUE.sub(" ", text))
