"""The router: one decision for each message, by what is in it and what went before."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.question import Question
from bot.replies.figure_reply import FigureReply
from bot.replies.reply import ReplyKind
from bot.router import Intent, Route, RuleRouter
from bot.session import Session
from bot.understand.conversation.small_talk import SmallTalk
from bot.understand.request.draft import PaymentDraft, draft_payment
from bot.understand.text.parsed_message import parse_message
from knowledge.compliance.addresses.models import DetectedAddress
from knowledge.compliance.screening import AddressScreening, ScreeningVerdict, SearchedLists

ADDRESS = "0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb"


def route(text: str, session: Session | None = None, **router: bool) -> Route:
    message = Question(text=text).message
    return RuleRouter(**router).route(message, session or Session())


def screened_as(verdict: ScreeningVerdict) -> Sequence[AddressScreening]:
    start = len("pay 500 USDT to ")
    address = DetectedAddress(
        kind="evm",
        chain="evm",
        canonical=ADDRESS,
        start=start,
        end=start + len(ADDRESS),
        valid=True,
    )
    return [
        AddressScreening(
            address=address, written=ADDRESS, verdict=verdict, searched=SearchedLists()
        )
    ]


def after_estimate() -> Session:
    draft = draft_payment(parse_message("pay 250k CNY from Russia to China in USDT", "en"))
    return Session(draft=draft, reply=FigureReply(kind=ReplyKind.ESTIMATE, language="en"))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("hello", Intent.SMALL_TALK),
        ("", Intent.SMALL_TALK),
        ("asdkjfhqwlekjrh", Intent.SMALL_TALK),
        ("x" * 2001, Intent.TOO_LONG),
        ("/corridor DE TR " + "x" * 2001, Intent.TOO_LONG),
        ("/estimate 40000 EUR to Istanbul " + "x" * 2001, Intent.TOO_LONG),
        ("/help", Intent.SLASH_COMMAND),
        ("/price", Intent.SLASH_COMMAND),
        ("/no-such-command", Intent.SLASH_COMMAND),
        ("/screen Sample Pay Trading FZE", Intent.SCREEN_COMMAND),
        ("/corridor DE TR 40000 EUR USDT", Intent.CORRIDOR_COMMAND),
        ("what do I need to pay Vietnam from the UAE in USDC?", Intent.CORRIDOR),
        ("price of BTC in TRY", Intent.PRICE),
        ("/price BTC in TRY", Intent.PRICE),
        ("what is the network fee on Tron now?", Intent.NETWORK_FEE),
        ("pay 40000 EUR from Germany to Turkey in USDT", Intent.ESTIMATE),
        ("/estimate 40000 EUR from Germany to Istanbul", Intent.ESTIMATE),
        ("сколько стоит отправить 500 USDT в Китай", Intent.ESTIMATE),
        ("rate 1 USDT = 82.95 RUB", Intent.MANUAL_RATE),
        ("set wire.margin 0.5%", Intent.TARIFF),
        ("Can a Russian company pay a foreign supplier in bitcoin?", Intent.QUESTION),
        ("What is the fine for paying in crypto, up to RUB 1m?", Intent.QUESTION),
        ("What documents does a corridor need?", Intent.QUESTION),
    ],
)
def test_a_message_wants_one_thing(text: str, intent: Intent) -> None:
    assert route(text).intent is intent


@pytest.mark.parametrize(
    ("text", "needs_market"),
    [
        ("pay 12000 USDT to Vietnam", True),
        ("price BTC", True),
        ("/Corridor RU CN", True),
        ("/screen Toyota", False),
        ("rate 1 USDT = 82.95 RUB", False),
        ("Can I pay in USDT?", False),
        ("hello", False),
    ],
)
def test_only_figures_need_the_market(text: str, *, needs_market: bool) -> None:
    assert route(text).needs_market is needs_market


@pytest.mark.parametrize(
    ("missing", "text", "intent"),
    [
        ("has_market", "pay 40000 EUR from Germany to Turkey", Intent.QUESTION),
        ("has_market", "/price BTC", Intent.SLASH_COMMAND),
        ("has_corridors", "/corridor DE TR", Intent.SLASH_COMMAND),
        ("has_screening", "/screen Toyota", Intent.SLASH_COMMAND),
    ],
)
def test_nothing_is_routed_to_a_handler_that_is_not_there(
    missing: str, text: str, intent: Intent
) -> None:
    assert route(text, **{missing: False}).intent is intent


def test_a_number_alone_is_nonsense_unless_it_answers_what_was_asked() -> None:
    assert route("1250").talk is SmallTalk.NONSENSE
    draft = draft_payment(parse_message("pay 1.250 eur from Germany to Turkey", "en"))
    waiting = Session(pending=draft.model_copy(update={"pending": "confirm_amount"}))
    answered = route("1250", waiting)
    assert answered.intent is Intent.ESTIMATE
    assert answered.draft
    assert answered.draft.amount == 1250
    assert answered.drops_pending


def test_a_short_message_goes_on_from_an_estimate_and_a_rule_question_does_not() -> None:
    changed = route("and via Solana?", after_estimate())
    assert changed.intent is Intent.ESTIMATE
    assert changed.draft
    assert changed.draft.network == "solana"
    question = route("May we pay a Chinese supplier in crypto at all?", after_estimate())
    assert question.intent is Intent.QUESTION
    assert not question.drops_pending


def test_a_request_may_ask_for_the_rule_as_well() -> None:
    both = route("can I pay my Turkish supplier 40k EUR in USDT from Germany, what would it cost?")
    assert both.intent is Intent.ESTIMATE
    assert both.asks_rule


@pytest.mark.parametrize(
    ("verdict", "intent"),
    [(ScreeningVerdict.HIT, Intent.SCREENING), (ScreeningVerdict.NO_MATCH, Intent.ESTIMATE)],
)
def test_a_hit_leaves_nothing_else_worth_answering(
    verdict: ScreeningVerdict, intent: Intent
) -> None:
    message = parse_message(f"pay 500 USDT to {ADDRESS} in Vietnam")
    found = RuleRouter().route(message, Session(), lambda _: screened_as(verdict))
    assert found.intent is intent
    assert found.screenings


def test_addresses_are_looked_up_only_where_there_may_be_one() -> None:
    asked: list[str] = []

    def screen(text: str) -> Sequence[AddressScreening]:
        asked.append(text)
        return ()

    for text in ("Can I pay in USDT?", f"is {ADDRESS} on a list?"):
        RuleRouter().route(parse_message(text), Session(), screen)
    assert asked == [f"is {ADDRESS} on a list?"]


def test_routing_changes_nothing_in_the_session() -> None:
    session = Session(pending=PaymentDraft(pending="to"))
    route("to Turkey", session)
    assert session == Session(pending=PaymentDraft(pending="to"))
