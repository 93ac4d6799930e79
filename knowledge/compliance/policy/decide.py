"""Whether a request must be refused: phrase rules and a trained classifier together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.compliance.policy.classifier import load_classifier
from knowledge.compliance.policy.deobfuscate import deobfuscate
from knowledge.compliance.policy.phrase_rules import find_phrase_violation
from knowledge.compliance.policy.refusal import Refusal

# Log odds that suffice alone, in the context of earlier messages, and beside a phrase rule.
SURE_LOG_ODDS, SURE_IN_CONTEXT_LOG_ODDS, DOUBT_LOG_ODDS = 0.5, 1.5, -3.0
# Below this a message such as "swap sides" is harmless in any context.
PLAIN_LOG_ODDS = -3.4
# A request may be spread over two messages: "what is the threshold?", "and how do I stay below it?"
CONTEXT_MESSAGES, MAX_CONTEXT_CHARS = 2, 400
# Addresses and hashes carry no meaning, and confuse a classifier of words.
_OPAQUE = re.compile(r"\b(?:(?=\w*\d)\w{24,}|\w{30,})\b")


def find_violation(text: str, before: Sequence[str] = ()) -> Refusal | None:
    """The refusal of a message; None when it may be answered.

    ``before`` are the user's earlier messages, the last one last.
    """
    plain = _plain_words(text)
    if not any(letter.isalpha() for letter in plain):
        return None
    texts = [plain]
    if before and len(plain) <= MAX_CONTEXT_CHARS:
        texts.append(_plain_words(" ".join([*before[-CONTEXT_MESSAGES:], text])))
    results = load_classifier().classify(*texts)
    if results and max(result.log_odds for result in results) < DOUBT_LOG_ODDS:
        return None
    wording = next(filter(None, map(find_phrase_violation, texts)), None)
    if wording or results is None:
        return wording
    alone, *together = results
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
    """The deobfuscated words of a text, without addresses and hashes."""
    return deobfuscate(_OPAQUE.sub(" ", text))
