"""A whole conversation as people see it, in English and Russian, kept as a text to be read.

When what people see is meant to change, run this file once with WRITE_GOLDEN=1 and read the
difference before committing it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.listed import LISTED, UNLISTED
from tests.telegram.at_work import ANNA, BORIS, Serve
from tests.telegram.botapi import BotApi
from tests.telegram.chats import Chat, Message

TRANSCRIPT = Path(__file__).parent.parent.parent / "golden/telegram.txt"


def shown(message: Message) -> Iterator[str]:
    """A message as a person sees it: who, what, links, buttons."""
    yield f"{'bot' if message.from_bot else 'person'}:"
    if message.photo:
        yield "  (a picture)"
    yield from (f"  {line}".rstrip() for line in message.text.splitlines())
    links = {e["url"] for e in message.entities if e["type"] == "text_link"}
    yield from (f"  -> {url}" for url in sorted(links))
    for row in message.buttons:
        yield "  " + " ".join(f"[{word}]" for word in row)


def talk(
    api: BotApi, chat: Chat, say: Callable[[str], object], texts: list[tuple[str, int]]
) -> None:
    """Say one text after the other, each when the answer to the last is there."""
    count = len(chat.replies)
    for text, answers in texts:
        say(text)
        count += answers
        assert api.wait(lambda wanted=count: len(chat.replies) >= wanted, 20)


def test_the_conversation_reads_as_it_was_kept(api: BotApi, serve: Serve) -> None:
    anna, boris = api.user(ANNA, first_name="Anna"), api.user(BORIS, language_code="ru")
    english, russian = api.private(anna), api.private(boris)
    group = api.group(-900, "Treasury")
    anna.adds_bot(group, "administrator")
    with serve():
        talk(api, english, lambda text: anna.says(english, text), [
            ("Can I pay my Turkish supplier in USDT?", 1), ("since when?", 1),
            ("40,000 EUR invoice from Germany to Istanbul", 2), ("what if 5k to Tbilisi?", 2),
            ("BTC price in TRY", 1), ("pay 1.250 EUR from Germany to Istanbul", 1),
            (f"/screen {LISTED['eu'][0]}", 1), ("/screen Sample Pay Trading", 1),
        ])  # fmt: skip
        talk(api, russian, lambda text: boris.says(russian, text), [
            ("/help", 1), ("заплатить 40000 EUR из Германии в Стамбул", 2), ("/sources", 1),
            (f"/screen {UNLISTED}", 1),
        ])  # fmt: skip
        talk(api, group, lambda text: anna.says(group, text), [
            ("/ask Can I pay my Turkish supplier in USDT?", 1)
        ])  # fmt: skip
        asked = anna.inline("can I pay my Turkish supplier in USDT")
        assert api.wait(lambda: asked.answered)
    lines = []
    for name, chat in (("English", english), ("Russian", russian), ("A group", group)):
        lines += [f"=== {name}", *(line for message in chat.messages for line in shown(message))]
    (card,) = asked.results
    lines += ["=== Inline", f"  {card['title']}", f"  {card['description']}"]
    told = "\n".join(lines) + "\n"
    if os.environ.get("WRITE_GOLDEN"):
        TRANSCRIPT.write_text(told, "utf-8")
    assert told.splitlines() == TRANSCRIPT.read_text("utf-8").splitlines()
    assert not api.violations
