"""The rule of each end of a corridor: one sentence of the knowledge base, with its citation."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.citations import Quoting
from bot.replies.reply import Claim, Role
from knowledge.index.generation import Generation
from knowledge.models import Citation
from knowledge.settlement.reference_data import Reference


def rules(
    generation: Generation, reference: Reference, countries: Sequence[str], language: str
) -> tuple[tuple[Claim, ...], tuple[Citation, ...], tuple[str, ...]]:
    """The claims, the citations they use, and the countries that the base has no rule of."""
    quoting = Quoting(generation, language)
    claims: list[Claim] = []
    missing: list[str] = []
    for country in dict.fromkeys(countries):
        rule = reference.rules.get(country)
        claim = quoting.claim(rule.note, Role.RULE) if rule else None
        if claim:
            claims.append(claim)
        else:
            missing.append(country)
    return tuple(claims), quoting.citations, tuple(missing)
