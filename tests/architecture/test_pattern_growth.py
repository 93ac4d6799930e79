"""No regular expression of the product takes more than linear time on any text.

Each is run on texts made from the pattern itself, by a matcher that counts its steps, and their
growth is compared: no clock is read. What the product writes for a pattern that it makes of values
stands in ``make_built``.
"""

from __future__ import annotations

import functools
import random
import re
from dataclasses import dataclass

import pytest

from bot.understand.conversation import followup
from bot.understand.request import corridor_request
from bot.understand.text import currencies, number_lexicon, phrases
from knowledge.compliance.policy import phrase_rules
from knowledge.places import gazetteer
from tests.support.patterns.attacks import AttackFinder
from tests.support.patterns.growth import find_growth
from tests.support.patterns.machine import Machine, Use
from tests.support.patterns.program import Program
from tests.support.patterns.walk import Found, PatternWalk, find_patterns

MIN_PATTERNS = 440
# So many tests share the patterns, for as many processes.
SHARES = 8
# Enough for what grows without end.
SHORT_CHARS = (32, 128)
# Tried at places that move on, but no more after they failed once: html_tokens.split_tokens ends
# there, or reads on without quotes.
FAIL_ONCE = {"indexer.documents.html_tokens._TAG", "indexer.documents.html_tokens._PLAIN_TAG"}


def make_built() -> dict[str, object]:
    """By function: the patterns that it makes of values, all of them or some like them."""
    tables = [(table, key) for table in phrases._tables() for key in phrases.phrase_keys(table)]
    rules = phrase_rules._load_rules()[0]
    return {
        "bot.telegram.addressed_text:_strip_bot_name": re.compile(
            r"^(/\w+)@a_bot\b", re.IGNORECASE
        ),
        "bot.telegram.settings:TelegramSettings._check_webhook": [
            re.compile(rf"https{plain}://[^\s/]+(/\S*)?") for plain in ("", "?")
        ],
        "bot.understand.conversation.followup:_asset_pattern": followup._asset_pattern(),
        "bot.understand.request.corridor_request:_banned_patterns": (
            corridor_request._banned_patterns()
        ),
        "bot.understand.text.currencies:_phrase_pattern": currencies._phrase_pattern(),
        "bot.understand.text.currencies:_sign_pattern": currencies._sign_pattern(),
        "bot.understand.text.currencies:_han_word_pattern": currencies._han_word_pattern(),
        "bot.understand.text.number_lexicon:number_lexicon": number_lexicon.number_lexicon(),
        "bot.understand.text.phrases:phrase_pattern": [
            phrases.phrase_pattern(*each) for each in tables
        ],
        "indexer.documents.hidden_markdown:remove_hidden_html": [
            re.compile(rf"^ {{0,3}}{mark}{{5,}}", re.MULTILINE) for mark in "`~"
        ],
        "indexer.documents.hidden_markdown:_hidden_element_end": re.compile(
            r"<(/?)div(?=[\s/>])[^<>]*+>", re.IGNORECASE
        ),
        "knowledge.compliance.policy.phrase_rules:_pattern": [
            phrase_rules._pattern(name, "cl") for name in rules
        ],
        "knowledge.places.gazetteer:_build_gazetteer": gazetteer._build_gazetteer(cyrillic=True),
        "knowledge.text.combining_marks:limit_marks": re.compile(
            "(?<=[\u0300\u0301]{8})[\u0300\u0301]+"
        ),
    }


@functools.cache
def walk() -> PatternWalk:
    """All patterns of the product; made once for each process."""
    return PatternWalk(make_built())


def uses_of(found: Found) -> frozenset[Use]:
    """How a pattern is applied."""
    return frozenset({Use.MATCH}) if FAIL_ONCE.intersection(found.names) else found.uses


@pytest.mark.slow
def test_every_pattern_of_the_product_is_known() -> None:
    assert not walk().unknown, "name its patterns in make_built"
    assert len(walk().found) >= MIN_PATTERNS
    assert {name for found in walk().found.values() for name in found.names} >= FAIL_ONCE


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_no_pattern_takes_more_than_linear_time(share: int) -> None:
    grown = {
        found.names[0]: attack
        for found in list(walk().found.values())[share::SHARES]
        if (attack := find_growth(found.pattern, found.flags, uses_of(found)))
    }
    assert not grown


@pytest.mark.slow
def test_the_counting_matcher_matches_where_the_real_one_does() -> None:
    chance = random.Random(5)
    for found in walk().found.values():
        if isinstance(found.pattern, bytes):
            continue
        program, pattern = Program(found.pattern, found.flags), re.compile(*found.key)
        finder = AttackFinder(program)
        pieces = [*finder.alphabet, *finder.find_words()]
        for _ in range(6):
            text = "".join(chance.choices(pieces, k=8))
            for at in range(len(text)):
                match = pattern.match(text, at)
                ended = Machine(program, text, 10**6).run(program.start, at, program.registers)
                assert (ended and ended[1]) == (match and match.end()), (found.names, text, at)


@pytest.mark.parametrize(
    ("pattern", "use"),
    [
        (r"(a+)+b", Use.MATCH), (r"(?:a|a)*b", Use.MATCH), (r"(a?){30}a{30}", Use.MATCH),
        (r"\s+$", Use.SEARCH), (r".*x.*y", Use.MATCH), (r".*x.*y", Use.SEARCH),
        (r"^\s*\|?[\s:|-]+\|?\s*$", Use.MATCH), (r"^(#{1,6})\s+(.+?)\s*#*\s*$", Use.MATCH),
        (r"([^\s(]+)\.$", Use.SEARCH), (r"<!--.*?-->", Use.SEARCH), (r"!?\[[^\]]*\]", Use.SEARCH),
        (r"[.!?]+(?=\s+[A-Z])", Use.SEARCH), (r"\bart\b.*x", Use.SEARCH), (r"\w++x", Use.SEARCH),
        (r"x(?=.*y)", Use.SEARCH), (r"(\w)\1*x", Use.SEARCH), (r"(?:\w+\s?)*$", Use.FULLMATCH),
    ],
)  # fmt: skip
def test_a_pattern_that_takes_more_than_linear_time_is_found(pattern: str, use: Use) -> None:
    assert find_growth(pattern, 0, frozenset({use}), SHORT_CHARS)


@pytest.mark.parametrize(
    ("pattern", "use"),
    [
        (r"a+b", Use.MATCH), (r"[a-z]+x", Use.FULLMATCH), (r"(?<![a-z])[a-z]+x", Use.SEARCH),
        (r"\s*+(?:[-*_=]\s*+){3,}+\Z|[\s:|-]++\Z", Use.MATCH), (r"\d{0,60}x", Use.SEARCH),
        (r"(?:[.'-][a-z]+)*\.?", Use.SEARCH), (r"(?>a+)+b", Use.MATCH), (r"\b\w+x", Use.SEARCH),
        (r"(['\"]).*?\1|$", Use.MATCH), (r"(a)?(?(1)b|c)+", Use.SEARCH), (r"^.*$", Use.SEARCH),
    ],
)  # fmt: skip
def test_a_pattern_that_takes_linear_time_passes(pattern: str, use: Use) -> None:
    assert find_growth(pattern, 0, frozenset({use})) is None


def test_patterns_are_found_whatever_holds_them() -> None:
    @dataclass(frozen=True, slots=True)
    class Holder:
        pattern: re.Pattern[str]

    Holder.__module__ = "bot.holder"
    made = [re.compile(letter) for letter in "abcdef"]
    a, b, c, d, e, f = made
    held = [a, {"x": (b,)}, {c: 1}, Holder(d), e.sub, functools.partial(f.match, "x")]
    assert list(find_patterns(held)) == made
