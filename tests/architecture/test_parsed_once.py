"""A message is parsed once, whatever it wants: counted call by call, without patching anything."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from bot.assistant import Assistant
from bot.question import Question
from bot.replies.reply import ReplyKind
from bot.understand.text.currencies import find_currencies
from bot.understand.text.non_money_numbers import find_non_money_numbers
from bot.understand.text.normalize import normalize, tokenize_message
from knowledge.library import Library
from knowledge.places.jurisdictions import find_mentions
from tests.support.checks import assistant_of
from tests.support.sanctions import LISTED, put_all

# What parsing a message consists of; each takes the text first.
STEPS: tuple[Callable[..., object], ...] = (
    normalize, tokenize_message, find_currencies, find_mentions, find_non_money_numbers,
)  # fmt: skip
ADDRESS = LISTED["eu"][0]
QUESTION = "Can a Turkish buyer pay my invoice in crypto?"
INVOICE = "40,000 EUR invoice from Germany to Istanbul in USDT"


@pytest.fixture
def assistant(library: Library, tmp_path: Path) -> Assistant:
    put_all(tmp_path)
    return assistant_of(library, tmp_path)


@contextmanager
def counting_of(message: str) -> Iterator[Counter[str]]:
    """How often each step is taken with the message, or with half of it and more, by name.

    Steps are also taken with other texts, such as the words of a lexicon that is just loaded.
    """
    names = {step.__code__: step.__name__ for step in STEPS}
    calls: Counter[str] = Counter()

    def note_call(frame: FrameType, event: str, _result: object) -> None:
        if event != "call" or frame.f_code not in names:
            return
        text = frame.f_locals[frame.f_code.co_varnames[0]].strip().casefold()
        whole = message.casefold()
        if (text in whole or whole in text) and len(text) >= len(whole) / 2:
            calls[names[frame.f_code]] += 1

    before = sys.getprofile()
    sys.setprofile(note_call)
    try:
        yield calls
    finally:
        sys.setprofile(before)


@pytest.mark.parametrize(
    ("text", "kind", "steps"),
    [
        ("thanks", ReplyKind.SMALL_TALK, 0),
        ("/help", ReplyKind.SMALL_TALK, 0),
        ("rate 1 USDT = 81.50 RUB", ReplyKind.SMALL_TALK, 0),
        (f"/screen {ADDRESS}", ReplyKind.SCREENING, 0),
        (f"{ADDRESS}", ReplyKind.SCREENING, 0),
        ("/corridor DE TR 40000 EUR USDT", ReplyKind.CORRIDOR, 4),
        ("what documents do I need to pay China from Russia in USDT?", ReplyKind.CORRIDOR, 5),
        ("BTC price in TRY", ReplyKind.PRICE, 5),
        ("/price BTC in TRY", ReplyKind.PRICE, 5),
        (INVOICE, ReplyKind.ESTIMATE, 5),
        (f"/estimate {INVOICE}", ReplyKind.ESTIMATE, 5),
        ("pay 1.250 EUR from Germany to Tbilisi", ReplyKind.CLARIFICATION, 5),
        (QUESTION, ReplyKind.ANSWER, 1),
    ],
)
def test_a_message_is_parsed_once(
    assistant: Assistant, text: str, kind: ReplyKind, steps: int
) -> None:
    """``steps``: how many of them such a message needs at least; none is taken twice."""
    question = Question(text=text)
    with counting_of(text) as calls:
        assistant.needs_market(question)
        reply = assistant.answer(question)
    assert reply.kind is kind
    assert len(calls) >= steps
    assert set(calls.values()) <= {1}, calls


@pytest.mark.parametrize(
    ("first", "then"),
    [(QUESTION, "and since when?"), (QUESTION, "what about Russia?"),
     (INVOICE, "what if 5k to Tbilisi?"), ("pay 1.250 EUR from Germany to Tbilisi", "1250")],
)  # fmt: skip
def test_a_message_that_goes_on_from_another_is_parsed_once(
    assistant: Assistant, first: str, then: str
) -> None:
    assistant.answer(Question(text=first))
    question = Question(text=then)
    with counting_of(then) as calls:
        assistant.answer(question)
    assert calls
    assert set(calls.values()) <= {1}, calls


def test_a_step_that_is_taken_twice_is_noticed() -> None:
    with counting_of(INVOICE) as calls:
        normalize(INVOICE)
        normalize(INVOICE)
    assert calls == {"normalize": 2}
