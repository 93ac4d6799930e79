"""Hostile titles, addresses and words: they are shown as they are, and lead nowhere."""

from __future__ import annotations

import unicodedata

import pytest

from bot.assistant import Assistant
from bot.replies.reply import Claim, Reply, ReplyKind, Role
from bot.session import Sessions
from bot.telegram.delivery.formatting import format_reply, format_sources
from bot.telegram.display_names import plain_name
from knowledge.library import Library
from knowledge.models import Citation
from tests.fake_telegram.actions import press, say
from tests.fake_telegram.chats import Chat, Json, Message
from tests.fake_telegram.server import BotApi
from tests.support.encoders import WordEncoder
from tests.support.index import MakeIndex
from tests.support.notes import note
from tests.support.telegram_bot import ANNA, Serve

QUESTION = "Can I pay my Turkish supplier in USDT?"
SHOWN = "<b>A law</b> _of_ *pay* `now` [here](tg://user?id=1) &lt;"
UNSEEN = "\u202eevil\u2066\u200b\u200d\u061c\ufeff\u00ad\U000e0041"
GOOD, BROKEN = "https://law.example/1?a=b&c=[1]", "https://[bad"


def source(title: str, url: str) -> Json:
    return {"title": title, "publisher": f"A state\n\n{UNSEEN}", "url": url,
            "date": "2026-01-02", "primary": True}  # fmt: skip


@pytest.fixture
def assistant(make_index: MakeIndex) -> Assistant:
    said = f"A Turkish buyer cannot pay an invoice in crypto {SHOWN}{UNSEEN} at all."
    more = "The ban on <i>payments</i> holds since 30 April 2021."
    root = make_index(
        {
            "tr.md": note(
                "tr-goods-payment", f"{said}[^1] {more}[^2]", jurisdictions=["TR"],
                title=f"{SHOWN}{UNSEEN}", asks=[{"q": QUESTION, "verdict": "no"}],
                sources=[source(f"{SHOWN}{UNSEEN}\nA second line", GOOD), source(SHOWN, BROKEN)],
            )
        }
    )  # fmt: skip
    library = Library(root, root, encoders=[WordEncoder()])
    return Assistant(library, Sessions())


def unseen(text: str) -> list[str]:
    """What stands in a text and is not seen, or turns it round."""
    return [c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"]


def check(message: Message | Json) -> None:
    """Every mark is one of ours, every link is from the front matter, nothing is markup."""
    told = message.call if isinstance(message, Message) else message
    text = told.get("text") or told["message_text"]
    assert unseen(text) == []
    assert "parse_mode" not in told
    assert told["link_preview_options"] == {"is_disabled": True}
    for entity in told.get("entities", []):
        assert entity["type"] in ("bold", "text_link", "pre")
        assert entity.get("url", GOOD) == GOOD


def test_hostile_titles_and_addresses_of_sources_cost_no_answer_and_lead_nowhere(
    api: BotApi, serve: Serve, assistant: Assistant
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(assistant) as service:
        answer = say(api, anna, chat, QUESTION)
        assert "in crypto A law of pay now here &lt;evil at all. [1]" in answer.text
        assert f"[1] {SHOWN}evil A second line, A state evil, 2 January 2026" in answer.text
        assert f"[2] {SHOWN}, A state" in answer.text
        assert answer.marked("text_link").count(f"{SHOWN}evil A second line") == 1
        press(api, anna, answer, "Sources")
        assert api.wait(lambda: len(chat.replies) == 2)
        say(api, anna, chat, "/why")
        say(api, anna, chat, "/more")
        asked = anna.inline(QUESTION)
        assert api.wait(lambda: asked.answered)
    for message in chat.replies:
        check(message)
    check(asked.results[0]["input_message_content"])
    assert service.metrics.errors == 0
    assert not api.violations


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://law.example/1", True),
        ("http://law.example", True),
        ("HTTPS://LAW.EXAMPLE/1", True),
        ("", False),
        ("https://", False),
        ("https:///path", False),
        ("https://[bad", False),
        ("javascript:alert(1)", False),
        ("tg://user?id=1", False),
        ("data:text/html,<b>x</b>", False),
        ("ftp://law.example/1", False),
        ("//law.example/1", False),
        (" https://law.example/1", False),
        ("https://law.example/1 2", False),
        ("https://law\u202e.example/1", False),
        ("https://law.example/\u200b", False),
    ],
)
def test_only_addresses_of_pages_are_linked_to(url: str, leads: bool) -> None:
    cited = Citation(
        n=1, source_id="a", passage_id="a:1", title="A law", publisher="A state", url=url, date="",
        as_of="2026-01-02", language="en", quote="No.", start=0, end=3,
    )  # fmt: skip
    claim = Claim(
        text="No.", role=Role.LEAD, citations=(1,), source_id="a", passage_id="a:1", start=0,
        end=3, language="en",
    )  # fmt: skip
    reply = Reply(kind=ReplyKind.ANSWER, language="en", claims=(claim,), citations=(cited,))
    for shown in (format_reply(reply), format_sources((cited,), "en")):
        assert ([m.url for m in shown.entities if m.kind == "text_link"] != []) is leads
        assert {m.url for m in shown.entities} <= {"", url}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Anna", "Anna"),
        ("Анна-Мария О'Нил", "Анна-Мария О'Нил"),
        ("\u202e\u200b", "?"),
        ("a\nb\u2028c\td", "a bc d"),
        ("“Vera” (999) «x»", "Vera (999) x"),
        ("x" * 64, "x" * 40),
        ("Vera\ud83d", "Vera"),
    ],
)
def test_a_name_is_made_plain(name: str, shown: str) -> None:
    assert plain_name(name) == shown


TYPED = "\u202eevil\u202c <b>x</b> [y](tg://user?id=1) _z_ `q` @somebody"


@pytest.mark.parametrize(
    "text",
    [f"/screen {TYPED}", f"/{TYPED}", f"/lang {TYPED}", "/" * 300, "a\u200bb\u0000c", TYPED],
    ids=["name", "command", "language", "slashes", "hidden", "words"],
)
def test_hostile_words_come_back_as_words_if_they_come_back(
    api: BotApi, serve: Serve, text: str
) -> None:
    chat: Chat = api.private(anna := api.user(ANNA))
    with serve() as service:
        said = say(api, anna, chat, text)
    assert not said.marked("text_link")
    assert unseen(said.text) == []
    if text.startswith("/screen"):
        assert "<b>x</b> [y](tg://user?id=1) _z_" in said.text
    assert service.metrics.errors == 0
    assert not api.violations


def test_a_message_of_4096_letters_beyond_the_first_plane_gets_an_answer(
    api: BotApi, serve: Serve
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve() as service:
        say(api, anna, chat, "😀" * 2048)
    assert service.metrics.errors == 0
    assert not api.violations
