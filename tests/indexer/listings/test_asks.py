"""Questions of the notes on listings."""

from __future__ import annotations

from collections import Counter

import pytest

from indexer.listings.asks import write_asks
from indexer.listings.note_text import LANGUAGES
from knowledge.compliance.listings import load_listings
from knowledge.compliance.policy.decide import find_violation

ASKS = {
    (venue.slug, language): write_asks(venue, language)
    for venue in load_listings().venues
    for language in LANGUAGES
}


def test_every_note_has_ten_to_fifteen_questions_and_shares_none() -> None:
    assert {len(asks) for asks in ASKS.values()} <= set(range(10, 16))
    for language in LANGUAGES:
        said = Counter(
            ask.q.casefold().strip(" ?") for (_, of), asks in ASKS.items()
            if of == language for ask in asks
        )  # fmt: skip
        assert said.most_common(1)[0][1] == 1


def test_people_ask_by_both_names_and_the_table_gives_the_verdict() -> None:
    english = {ask.q: ask.verdict for ask in ASKS["htx", "en"]}
    assert english["is HTX sanctioned?"] == "yes"
    assert english["Is Huobi on the OFAC list?"] is None
    russian = {ask.q: ask.verdict for ask in ASKS["tornado-cash", "ru"]}
    assert russian["Tornado Cash под санкциями?"] == "no"
    assert "можно ли пользоваться HTX" in {ask.q for ask in ASKS["htx", "ru"]}


def test_a_verdict_stands_with_a_question_only() -> None:
    assert all(ask.q.endswith("?") for asks in ASKS.values() for ask in asks if ask.verdict)


@pytest.mark.slow
def test_no_question_about_a_listed_venue_is_refused() -> None:
    refused = [ask.q for asks in ASKS.values() for ask in asks if find_violation(ask.q)]
    assert refused == []
