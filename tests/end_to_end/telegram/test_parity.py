"""Two hundred golden questions: the same replies, in the same words, as in the console."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.question import Question
from bot.render import plain_text
from bot.replies.reply import Reply, ReplyKind
from knowledge.library import Library
from tests.fake_telegram.chats import Chat
from tests.fake_telegram.server import BotApi
from tests.support.assistants import FakeAssistant
from tests.support.checks import assistant_of
from tests.support.paths import FIXTURES, TESTS
from tests.support.sanctions import LISTED, UNLISTED, put_all
from tests.support.telegram_bot import Serve

# What the golden files ask too little of: figures and checks.
ENDS = [("Germany", "Tbilisi"), ("Germany", "Istanbul"), ("Poland", "Vietnam"), ("UAE", "China"),
        ("Kazakhstan", "China"), ("Turkey", "Germany"), ("Georgia", "Poland")]  # fmt: skip
FIGURES = [
    *(f"40,000 EUR invoice from {payer} to {payee}" for payer, payee in ENDS),
    *(f"/estimate 5000 USD from {payer} to {payee}" for payer, payee in ENDS),
    *(f"{coin} price in {money}" for coin in ("BTC", "ETH", "USDT") for money in ("USD", "TRY")),
    *(f"сколько стоит {coin} в {money}" for coin in ("BTC", "USDT") for money in ("EUR", "RUB")),
]
CHECKS = [
    *(f"/screen {address}" for addresses in LISTED.values() for address in addresses),
    f"/screen {UNLISTED}", "/screen Sample Pay Trading", "/screen 0x123", "/screen Nobody at all",
    "/corridor DE TR 40000 EUR USDT", "/corridor RU CN 250000 CNY USDT", "/corridor US IR",
]  # fmt: skip


def golden(name: str) -> Iterator[str]:
    """The questions of a golden file."""
    for line in (TESTS / f"golden/{name}.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)["text"]


def asked() -> list[str]:
    """Two hundred questions, each once."""
    spoken = json.loads((FIXTURES / "utterances.json").read_text("utf-8"))["utterances"]
    files = [*golden("questions"), *FIGURES, *CHECKS, *golden("unsafe"), *golden("safe")]
    found = dict.fromkeys([*files, *(each["text"] for each in spoken), *golden("unanswerable")])
    return list(found)[:200]


def test_two_hundred_questions_are_answered_as_in_the_console(
    api: BotApi, serve: Serve, library: Library, tmp_path: Path
) -> None:
    put_all(lists := tmp_path / "lists")
    behind, console = FakeAssistant(assistant_of(library, lists)), assistant_of(library, lists)
    texts = asked()
    assert len(set(texts)) == 200
    rooms = []
    with serve(behind, access="open", a_second=1000):
        for number, text in enumerate(texts, 10):
            person = api.user(number)
            rooms.append(room := api.private(person))
            person.says(room, text)
            assert api.wait(lambda room=room, n=number: _whole(room, behind.replies, n - 9), 20)
    for text, reply, room in zip(texts, behind.replies, rooms, strict=True):
        alone = console.answer(Question(text=text, chat=text))
        assert _timeless(reply) == _timeless(alone), text
        expected = _words("\n\n".join(plain_text.render_blocks(alone)))
        assert _words(_shown(room)).startswith(expected), text
        for citation in alone.citations if len(alone.citations) <= 5 else ():
            assert _words(citation.title) in _words(_shown(room)), text
    # What the classifier refuses differs a little from processor to processor. It does not judge
    # /screen, and of every other kind there is one at least that it has nothing against.
    kinds = Counter(reply.kind for reply in behind.replies)
    assert kinds[ReplyKind.SCREENING] >= 12
    assert kinds.keys() >= set(ReplyKind) - {ReplyKind.SMALL_TALK, ReplyKind.CLARIFICATION}
    assert not api.violations


def _timeless(reply: Reply) -> Reply:
    return reply.model_copy(update={"timings": {}})


def _shown(room: Chat) -> str:
    return " ".join(message.text for message in room.replies if not message.photo)


def _words(text: str) -> str:
    return " ".join(text.split())


def _whole(room: Chat, said: list[Reply], count: int) -> bool:
    """Whether the reply has arrived: its last words, after a picture if there is one."""
    if len(said) < count or not room.replies:
        return False
    last = "\n\n".join(plain_text.render_blocks(said[-1])).split()[-1:]
    return not room.last.photo and last[0] in _shown(room)
