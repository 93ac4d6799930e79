"""Damaged updates of every kind, sent to a bot that polls a Bot API server on loopback.

    python -m tests.fuzz.updates --rounds 2000 --seed 1

With an even seed the bot is private, with an odd one open to everybody. Each damaged update is
followed by a plain question of somebody else, which must be answered. A traceback in the log, an
unanswered question and a table of the bot that outgrows its bound are findings. A round depends on
the seed and its number only.
"""

from __future__ import annotations

import argparse
import copy
import logging
import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from bot.replies.reply import ReplyKind
from bot.telegram.application import BotApplication
from bot.telegram.delivery.rate_limiter import MAX_CHATS, ChatRateLimiter
from bot.telegram.store import MAX_ROWS, UPDATES_PER_TRIM
from tests.fake_telegram.server import BotApi
from tests.fuzz.rounds import print_report
from tests.support.assistants import FakeAssistant
from tests.support.telegram_bot import ADMIN, ANNA, STRANGER, server

Json = dict[str, Any]
# Those who ask the plain questions: several, as a chat is answered once a second.
FRIENDS = tuple(range(900_001, 900_021))
ANSWERED_WITHIN_S = 60.0
GROUP, CHANNEL = -1005, -1009

ODD_VALUES: tuple[Any, ...] = (
    None, True, False, -1, 0, 1, 2**31, 2**53, 2**63, -(2**63), 10**30, 1e308, 0.5, "", "x",
    "x" * 5000, "\ud800", "\u202e\u0000\u200b", "/forget", "/ban 2", "@tradewind_test_bot", "2",
    [], {}, [[]], [None], {"id": 1}, "١٢٣",
)  # fmt: skip
ENTITY_KINDS = ("bot_command", "mention", "text_mention", "text_link", "url", "no such kind", "")
TEXTS = (
    "Can I pay my Turkish supplier in USDT?", "hello", "/forget", "/privacy", "/cancel", "/help",
    "/ban 5", "/ban@tradewind_test_bot 5", "/approve 12345678", "/stats", "/screen x", "/lang ru",
    "\ud83d", "😀" * 50, "@tradewind_test_bot 12000 USDT to VND", "/", "/@", "//ask", "/ask\0",
    "/ask hi", "/price", "/start x", "hi",
)  # fmt: skip
COUNT_OF_DAMAGES = (0, 1, 1, 2, 3, 5)


def make_update(rng: Random, number: int) -> Json:
    """An update of some kind, as Telegram would send it."""
    known = (ANNA, ANNA, ANNA, ADMIN, ADMIN, STRANGER)
    user = rng.choice((*known, 136817688, 1087968824, rng.randrange(10, 10**6)))
    person = {"id": user, "is_bot": False, "first_name": "Vera", "language_code": "ru"}
    private = {"id": user, "type": "private", "first_name": "Vera"}
    group = {"id": GROUP, "type": "supergroup", "title": "Desk"}
    channel = {"id": CHANNEL, "type": "channel", "title": "News"}
    text = rng.choice(TEXTS)
    said: Json = {"message_id": number % 1000 + 1, "date": 1_700_000_000, "from": person,
                  "chat": rng.choice((private, group)), "text": text}  # fmt: skip
    said |= rng.choice(
        (
            {}, {"sender_chat": channel}, {"via_bot": person | {"is_bot": True}},
            {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "x"}},
            {"reply_to_message": dict(said)}, {"message_thread_id": 4, "is_topic_message": True},
            {"entities": [make_entity(rng) for _ in range(3)]},
            {"document": {"file_id": "f", "file_unique_id": "u", "file_name": "a.md"}},
            {"migrate_to_chat_id": -1007}, {"migrate_from_chat_id": -7}, {"sticker": {}},
        )
    )  # fmt: skip
    member = {"user": person | {"is_bot": True}, "status": "member"}
    kinds: Json = {
        "message": said, "edited_message": said | {"edit_date": 1_700_000_001},
        "callback_query": {"id": "1", "from": person, "chat_instance": "1", "message": said,
                           "data": rng.choice(("x", "vote|up|1|2|c2ln", "|" * 60, "\ud800"))},
        "inline_query": {"id": "1", "from": person, "query": text, "offset": ""},
        "my_chat_member": {"chat": group, "from": person, "date": 1, "old_chat_member": member,
                           "new_chat_member": member},
        "channel_post": said | {"chat": channel, "sender_chat": channel},
    }  # fmt: skip
    kind = rng.choice(tuple(kinds))
    return {"update_id": number, kind: copy.deepcopy(kinds[kind])}


def make_entity(rng: Random) -> Json:
    """An entity that may lie outside of the text, or be none."""
    span = (-5, -1, 0, 1, 3, 7, 100, 10**6, 2**40)
    return {"type": rng.choice(ENTITY_KINDS), "offset": rng.choice(span),
            "length": rng.choice(span), "url": "tg://user?id=1"}  # fmt: skip


def damage(rng: Random, update: Json) -> Json:
    """The update with some of its fields left out, replaced, moved or nested."""
    for _ in range(rng.choice(COUNT_OF_DAMAGES)):
        if not update:
            break
        place, key = rng.choice(tuple(places(update)))
        if isinstance(place, dict) and key == "update_id" and rng.random() < 0.8:
            continue
        match rng.randrange(5):
            case 0:
                del place[key]
            case 1:
                place[key] = [copy.deepcopy(place[key])] * rng.choice((1, 3))
            case 2:
                other, its_key = rng.choice(tuple(places(update)))
                place[key] = copy.deepcopy(other[its_key])
            case 3:
                nested: Any = place[key]
                for _ in range(rng.choice((2, 20, 200))):
                    nested = rng.choice(({"reply_to_message": nested}, {"chat": nested}, [nested]))
                place[key] = nested
            case _:
                alike = [odd for odd in ODD_VALUES if type(odd) is type(place[key])]
                values = alike if alike and rng.random() < 0.7 else ODD_VALUES
                place[key] = copy.deepcopy(rng.choice(values))
    return update


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every field and item: where it stands, and under which key."""
    left = [value]
    while left:
        holder = left.pop()
        keys = holder if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            yield holder, key
            if isinstance(holder[key], dict | list) and len(left) < 200:
                left.append(holder[key])


@dataclass
class Report:
    """What a run found, and how the updates ended."""

    findings: list[str] = field(default_factory=list)
    endings: Counter[str] = field(default_factory=Counter)
    memory_mb: int = 0


class _Traces(logging.Handler):
    """Keeps every line of the log that has a trace, and counts the others."""

    def __init__(self, report: Report) -> None:
        super().__init__(logging.WARNING)
        self._report = report

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            text = logging.Formatter().format(record)
            self._report.findings.append(f"a traceback: {text[-1500:]}")
        else:
            self._report.endings[f"{record.name}: {str(record.msg)[:50]}"] += 1


@contextmanager
def listening(report: Report) -> Iterator[None]:
    """The log goes into the report for the length of a block."""
    handler, logger = _Traces(report), logging.getLogger()
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def run(rounds: int, seed: int, *, batch: int = len(FRIENDS)) -> Report:
    """Send that many damaged updates, in batches; what was found."""
    report = Report()
    with TemporaryDirectory() as folder, BotApi() as api, listening(report):
        for friend in (*FRIENDS, ADMIN, ANNA, STRANGER):
            api.private(api.user(friend))
        api.group(GROUP, "Desk")
        serve = server(api, Path(folder), lambda: FakeAssistant(kind=ReplyKind.ANSWER))
        allowed = ",".join(map(str, (ANNA, *FRIENDS)))
        settings = {"allowed": allowed, "per_hour": 10**6, "a_second": 1000, "sources": folder,
                    "access": "open" if seed % 2 else "private"}  # fmt: skip
        with serve(**settings) as service:
            for first in range(0, rounds, batch):
                numbers = range(first, min(first + batch, rounds))
                before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                send_batch(api, report, numbers, seed)
                check_bounds(service, report)
                if first >= rounds // 4:
                    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                    report.memory_mb += (after - before) // 1024
                if report.findings:
                    break
            if service.metrics.errors:
                report.findings.append(f"{service.metrics.errors} errors")
            report.endings["refused"] = service.metrics.refused
            report.endings["answers"] = service.metrics.replies.total()
    return report


def send_batch(api: BotApi, report: Report, numbers: range, seed: int) -> None:
    """Send damaged updates, each followed by a question; what is not answered is a finding."""
    expected = {}
    with api.together():
        for number, friend in zip(numbers, FRIENDS, strict=False):
            rng = Random(f"{seed}:{number}")
            push_raw(api, damage(rng, make_update(rng, 0)))
            text = f"question {number}"
            chat = api.chat(friend)
            message = {"message_id": chat.new_id(), "date": 4_000_000_000, "text": text,
                       "from": api.server.people[friend], "chat": chat.json()}  # fmt: skip
            api.server.updates.push("message", message)
            expected[number] = (chat, f"You said: {text}")

    def missing() -> list[int]:
        return [
            number for number, (chat, words) in expected.items()
            if not any(words in reply.text for reply in chat.replies[-3:])
        ]  # fmt: skip

    try:
        api.wait(lambda: not missing(), ANSWERED_WITHIN_S)
    except AssertionError as error:
        report.findings.append(f"rounds {missing()}: the next question is lost; {str(error)[:600]}")
    # What has a number too large to be confirmed would come again for ever.
    api.server.updates.drop()


def push_raw(api: BotApi, update: Json) -> None:
    """Put an update among those that wait, under the next number unless it has an odd one."""
    pushed = api.server.updates.push("message", {})
    assert pushed is not None
    del pushed["message"]
    number, odd = pushed["update_id"], update.get("update_id")
    # The server compares numbers; what has none is a case of the poller's own tests.
    is_number = isinstance(odd, int | float) and odd != 0
    pushed.update(update | {"update_id": odd if is_number else number})


def check_bounds(service: BotApplication, report: Report) -> None:
    """Compare what the bot keeps with the bounds that it states."""
    store, limiter = service.store, service.app.bot.rate_limiter
    assert isinstance(limiter, ChatRateLimiter)
    sizes = {
        "seen": (store.count_rows("seen"), MAX_ROWS["seen"] + UPDATES_PER_TRIM),
        "session": (store.count_rows("session"), MAX_ROWS["session"] + UPDATES_PER_TRIM),
        "chats": (len(limiter._chats), MAX_CHATS),
        "held": (len(service.inbox._held), 0),
    }
    for name, (size, bound) in sizes.items():
        if size > bound:
            report.findings.append(f"{name}: {size} instead of at most {bound}")


def main() -> int:
    """Run; 1 when there are findings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    report = run(arguments.rounds, arguments.seed)
    print(f"grown by {report.memory_mb} MB after the first quarter")
    return print_report("updates", arguments.rounds, report.endings, report.findings)


if __name__ == "__main__":
    raise SystemExit(main())
