"""Whether a request must be refused: phrase rules and a trained classifier together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.compliance.policy.classifier import SURE_LOG_ODDS, load_classifier
from knowledge.compliance.policy.deobfuscate import deobfuscate
from knowledge.compliance.policy.phrase_rules import find_phrase_violation
from knowledge.compliance.policy.refusal import Refusal, UnreadableTextError

# The longest question that may be allowed: a longer text is not judged, and not to be answered.
MAX_JUDGED_CHARS = 20_000
# Log odds that suffice in the context of earlier messages, and beside a phrase rule.
SURE_IN_CONTEXT_LOG_ODDS, DOUBT_LOG_ODDS = 1.5, -3.0
# Below this a message such as "swap sides" is harmless in any context.
PLAIN_LOG_ODDS = -3.4
# A request may be spread over two messages: "what is the threshold?", "and how do I stay below it?"
# The classifier sees some 400 characters at a time: of a longer message all that stands near a
# next one is its end, and a longer message stands by itself.
CONTEXT_MESSAGES, MAX_CONTEXT_CHARS = 2, 400
# Addresses and hashes carry no meaning, and confuse a classifier of words.
_OPAQUE = re.compile(r"\b(?:(?=\w*\d)\w{24,}|\w{30,})\b")


def find_violation(text: str, before: Sequence[str] = ()) -> Refusal | None:
    """The refusal of a message; None when it may be answered.

    ``before`` are the user's earlier messages, the last one last. UnreadableTextError when the
    message is too long, or too much in disguise, to be judged at a bounded cost.
    """
    if len(text) > MAX_JUDGED_CHARS:
        raise UnreadableTextError
    plain = _plain_words(text)
    if not any(letter.isalpha() for letter in plain):
        return None
    texts = [plain]
    if before and len(plain) <= MAX_CONTEXT_CHARS:
        earlier = " ".join(map(_plain_words, before[-CONTEXT_MESSAGES:]))
        texts.append(f"{earlier[-MAX_CONTEXT_CHARS:]} {plain}")
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
