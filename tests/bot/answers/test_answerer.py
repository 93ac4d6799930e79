"""What stands between a question and its evidence."""

from __future__ import annotations

import pytest

from bot.answers.answerer import KnowledgeAnswerer, replace_cities
from bot.answers.compose import compose
from knowledge.compliance.policy.refusal import PolicyRule, Refusal
from knowledge.library import Library
from tests.support.sanctions import NOW


@pytest.mark.parametrize(
    ("text", "plainer"),
    [
        ("Can we pay a supplier in Havana in USDT?", "Can we pay a supplier in Cuba in USDT?"),
        ("Можно ли заплатить в Гаване?", "Можно ли заплатить в Куба?"),
        ("from Shenzhen to Istanbul", "from China to Türkiye"),
        ("What does AUSTRAC ask of a Turkish firm?", "What does AUSTRAC ask of a Turkish firm?"),
        ("", ""),
    ],
)
def test_cities_become_their_countries_and_nothing_else_does(text: str, plainer: str) -> None:
    assert replace_cities(text) == plainer


def test_a_refusal_tells_of_the_listed_venues_that_the_message_names(library: Library) -> None:
    answerer = KnowledgeAnswerer(library, compose, lambda: NOW.date())
    refused = Refusal(PolicyRule.SANCTIONS, "")
    reply = answerer.refuse(refused, "How do I hide that it came from Гарантекса and HTX?", "en")
    assert [claim.source_id for claim in reply.claims][-2:] == ["listed-garantex", "listed-htx"]
    assert "since 5 April 2022" in reply.claims[-2].text
    numbers = [citation.n for citation in reply.citations]
    assert len(set(numbers)) == len(numbers)
    assert {n for claim in reply.claims for n in claim.citations} <= set(numbers)


def test_a_refusal_without_a_venue_is_as_before(library: Library) -> None:
    answerer = KnowledgeAnswerer(library, compose, lambda: NOW.date())
    reply = answerer.refuse(Refusal(PolicyRule.SANCTIONS, ""), "How do I hide it?", "en")
    assert not any(claim.source_id.startswith("listed-") for claim in reply.claims)
