"""Prices and estimates in a conversation: understood, asked back, told with every figure."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path

import jsonschema
import pytest

from bot.assistant import Assistant
from bot.messages import catalogue
from bot.payments import market_data
from bot.payments.handler import PaymentHandler
from bot.payments.manual_rates import USER_RATE_MINUTES
from bot.payments.market_data import load_sample_data
from bot.question import Question
from bot.render import chart, plain_text
from bot.replies.figure_reply import FigureReply
from bot.replies.reply import Reply, ReplyKind
from bot.session import Session, Sessions
from knowledge.errors import UsageError
from knowledge.library import Library
from knowledge.settlement import schema
from knowledge.settlement.models import Estimate
from knowledge.settlement.reference_data import load_bundled_reference
from tests.support.encoders import WordEncoder
from tests.support.index import MakeIndex
from tests.support.notes import note

Ask = Callable[..., Reply]
NOTES = {
    "tr-goods-payment.md": note(
        "tr-goods-payment", "A Turkish buyer cannot pay an invoice in crypto.[^1]",
        jurisdictions=["TR"],
        asks=[{"q": "Can I pay my Turkish supplier in USDT?", "verdict": "no"}],
    ),
    "ru-trade-payment-2026.md": note(
        "ru-trade-payment-2026", "A Russian importer may pay a foreign supplier in coins.[^1]",
        jurisdictions=["RU"],
    ),
}  # fmt: skip


@pytest.fixture
def assistant(make_index: MakeIndex) -> Assistant:
    root = make_index(NOTES)
    library = Library(root, root, encoders=[WordEncoder()])
    estimator = partial(PaymentHandler, load_sample_data(), library, load_bundled_reference())
    return Assistant(library, Sessions(lambda: 0.0), payments=estimator)


@pytest.fixture
def ask(assistant: Assistant) -> Ask:
    def answer(text: str, chat: str = "c") -> Reply:
        return assistant.answer(Question(text=text, chat=chat))

    return answer


def estimate_in(reply: Reply) -> Estimate:
    assert isinstance(reply, FigureReply)
    assert reply.estimate is not None
    return reply.estimate


def test_a_whole_request_is_echoed_and_estimated(ask: Ask) -> None:
    reply = ask("how much to pay 250k CNY to Shenzhen from Moscow in USDT")
    assert reply.kind is ReplyKind.ESTIMATE
    assert reply.opening == "250,000.00 CNY to the payee · Russia → China · USDT"
    estimate = estimate_in(reply)
    assert estimate.request.payer == "RUB"
    assert {rail.asset for rail in estimate.rails} == {"USDT", None}


def test_what_is_missing_is_asked_one_thing_at_a_time_and_the_answer_completes_it(ask: Ask) -> None:
    first = ask("€40,000 invoice to Istanbul, cheapest?")
    assert first.kind is ReplyKind.CLARIFICATION
    assert "which country" in first.opening
    assert "Kazakhstan" in first.choices
    done = ask("Kazakhstan")
    estimate = estimate_in(done)
    assert (estimate.request.from_country, estimate.request.payer) == ("KZ", "KZT")
    assert estimate.request.amount == Decimal(40000)


def test_a_choice_may_be_given_by_its_number(ask: Ask) -> None:
    first = ask("€40,000 invoice to Istanbul")
    done = ask(f"{first.choices.index('Germany') + 1}")
    estimate = estimate_in(done)
    assert estimate.request.from_country == "DE"


def test_an_ambiguous_amount_is_asked_about_and_never_guessed(ask: Ask) -> None:
    first = ask("pay 1.250 eur to Istanbul from Germany")
    assert first.kind is ReplyKind.CLARIFICATION
    assert set(first.choices) >= {"1250", "1.25"}
    done = ask("1250")
    estimate = estimate_in(done)
    assert estimate.request.amount == Decimal(1250)


def test_a_question_in_between_drops_what_was_asked_back(ask: Ask) -> None:
    ask("€40,000 invoice to Istanbul")
    assert ask("Can I pay my Turkish supplier in USDT?").kind is ReplyKind.ANSWER


@pytest.mark.parametrize(
    ("said", "slot", "value"),
    [
        ("and via Solana?", "networks", ("solana",)),
        ("what if 200k?", "amount", Decimal(200000)),
        ("swap sides", "from_country", "CN"),
        ("refresh", "amount", Decimal(250000)),
        ("from my own wallet", "own_wallet", True),
        ("in EUR", "payer", "EUR"),
        ("а в долларах?", "payer", "USD"),
    ],
)
def test_follow_ups_change_one_thing_of_the_last_estimate(
    ask: Ask, said: str, slot: str, value: object
) -> None:
    ask("250k CNY to Shenzhen from Moscow in USDT")
    again = estimate_in(ask(said))
    assert again is not None
    assert getattr(again.request, slot) == value


def test_a_whole_question_about_a_rule_is_no_change_to_the_last_estimate(ask: Ask) -> None:
    ask("250k CNY to Shenzhen from Moscow in USDT")
    assert ask("Can I pay my Turkish supplier in USDT?").kind is ReplyKind.ANSWER


def test_a_rule_and_an_estimate_in_one_message_get_both_the_rule_first(ask: Ask) -> None:
    reply = ask("can I pay my Turkish supplier 40k EUR in USDT from Germany, what would it cost?")
    assert reply.kind is ReplyKind.ESTIMATE
    assert reply.verdict in (None, "no")
    assert "Turkish" in reply.claims[0].text
    text = plain_text.render_text(reply)
    assert text.index("cannot pay") < text.index("Bank wire")
    numbers = {n for claim in reply.claims for n in claim.citations}
    assert numbers == {citation.n for citation in reply.citations}


def test_each_country_has_its_rule_or_is_said_to_have_none(ask: Ask) -> None:
    text = plain_text.render_text(ask("pay 3 mln RUB to Istanbul from Moscow"))
    assert "A Turkish buyer cannot pay" in text
    assert "A Russian importer may pay" in text
    text = plain_text.render_text(ask("pay 5000 USD to Tonga from Moscow"))
    assert "Tonga: no rule in the knowledge base" in text


def test_a_price_says_its_sources_and_that_it_is_sample_data(ask: Ask) -> None:
    reply = ask("BTC price in TRY")
    assert reply.kind is ReplyKind.PRICE
    assert isinstance(reply, FigureReply)
    assert reply.price is not None
    text = plain_text.render_text(reply)
    assert text.startswith("SAMPLE DATA")
    assert "Median of 4 exchanges" in text
    assert reply.figures[0].unit == "TRY per BTC"


def test_every_estimate_from_sample_data_says_so(ask: Ask) -> None:
    for words in ("250k CNY to Shenzhen from Moscow", "2,5 млн рублей в Дубай из Москвы"):
        assert "SAMPLE DATA" in plain_text.render_text(ask(words))


def test_russian_is_answered_in_russian_with_russian_figures(ask: Ask) -> None:
    text = plain_text.render_text(ask("отправить 15к$ из РФ в ОАЭ usdt по сети трон"))
    assert "15\u202f000,00 USD" in text
    assert "Это оценка, а не предложение." in text


def test_a_rate_by_hand_is_kept_with_who_said_it_and_used(ask: Ask) -> None:
    told = ask("rate 1 USDT = 81,50 RUB")
    assert "81.50 RUB" in told.opening
    # The sample's moment lies before the rate was said, so it is fresh.
    reply = ask("250k CNY to Shenzhen from Moscow in USDT")
    estimate = estimate_in(reply)
    tron = estimate.rail("usdt-tron")
    assert tron is not None
    assert "your rate (you)" in tron.venues


def test_rates_by_hand_that_hold_no_longer_are_dropped_with_the_next(assistant: Assistant) -> None:
    now, session = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), Session()
    handler = PaymentHandler(
        load_sample_data(), assistant.library, load_bundled_reference(), clock=lambda: now
    )
    handler.keep_rate("rate 1 USDT = 81,50 RUB", session, "en")
    handler.keep_rate("rate 1 USDT = 33 TRY", session, "en")
    assert len(session.manual_rates) == 2
    now += dt.timedelta(minutes=USER_RATE_MINUTES)
    handler.keep_rate("rate 1 USDC = 33 TRY", session, "en")
    assert [rate.base for rate in session.manual_rates] == ["USDC"]


@pytest.mark.parametrize(
    "text", ["rate 1 USDT = banana", "rate 1 USDT = 1.000,5 RUB", "rate 1 XXX = 5 RUB"]
)
def test_a_bad_rate_is_explained(ask: Ask, text: str) -> None:
    assert "rate 1 USDT = 82.95 RUB" in ask(text).opening


def test_a_supposed_figure_can_be_replaced_by_ones_own(ask: Ask) -> None:
    before = estimate_in(ask("250k CNY to Shenzhen from Moscow"))
    assert "wire.margin = 0.005" in ask("set wire.margin 0.5%").opening
    after = estimate_in(ask("250k CNY to Shenzhen from Moscow"))
    assert before is not None
    assert after is not None
    dear, cheap = before.rail("wire-our"), after.rail("wire-our")
    assert dear is not None
    assert cheap is not None
    assert cheap.payer_pays is not None
    assert dear.payer_pays is not None
    assert cheap.payer_pays < dear.payer_pays
    assert any(each.source == "your figure" for each in after.inputs)


@pytest.mark.parametrize("text", ["set wire.margin lots", "set wire.margin 150%", "set no.such 1"])
def test_a_bad_figure_of_ones_own_is_explained(ask: Ask, text: str) -> None:
    assert "set wire.margin 0.5%" in ask(text).opening


def test_unsafe_requests_are_refused_before_any_figure(ask: Ask) -> None:
    reply = ask("split 30k USDT into parts under the reporting threshold to Istanbul from Moscow")
    assert reply.kind is ReplyKind.REFUSAL


def test_the_estimate_validates_against_the_committed_schema(ask: Ask) -> None:
    committed = json.loads(schema.SCHEMA_FILE.read_text("utf-8"))
    for words in ("250k CNY to Shenzhen from Moscow", "40000 USD to Dubai from Germany"):
        estimate = plain_text.render_json(ask(words))["estimate"]
        jsonschema.validate(estimate, committed)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"quotes": estimate}, committed)


UNITS = {"min": 60, "h": 3600, "days": 86400, "s": 1}


def numbers(text: str) -> Iterator[Decimal]:
    for found in re.finditer(r"\d+(?:\.\d+)?", text):
        yield Decimal(found.group())


@pytest.mark.parametrize(
    "words",
    [
        "250k CNY to Shenzhen from Moscow",
        "€40,000 invoice to Istanbul from Germany",
        "pay 100000 EUR from Germany to Dubai",
        "pay 500 USD from the US to Brazil in BTC",
    ],
)
def test_every_number_in_the_text_is_found_in_the_object(ask: Ask, words: str) -> None:
    reply = ask(words)
    found = plain_text.render_json(reply)
    del found["text"], found["body"], found["opening"]
    known = set(numbers(json.dumps(found, ensure_ascii=False)))
    said = "\n\n".join(reply.body)
    for match in re.finditer(r"(\d[\d,]*(?:\.\d+)?)(?: (min|h|days|s)\b)?", said):
        shown = Decimal(match[1].replace(",", ""))
        places = -int(shown.as_tuple().exponent)
        unit = Decimal(1).scaleb(-places)
        scale = UNITS.get(match[2] or "", 1)
        assert any(shown == value or abs(value / scale - shown) <= unit / 2 for value in known), (
            f"{match[0]!r} is not in the object"
        )


def test_the_chart_is_drawn_for_two_rails_and_for_all_in_light_and_dark(
    ask: Ask, tmp_path: Path
) -> None:
    two = estimate_in(ask("pay 40000 EUR from Germany to Dubai in USDT on tron"))
    many = estimate_in(ask("pay 40000 EUR from Germany to Dubai"))
    assert two is not None
    assert many is not None
    sizes = []
    for i, (found, dark) in enumerate([(two, False), (many, False), (many, True)]):
        file = tmp_path / f"{i}.png"
        chart.save_chart(found, "en", file, dark=dark)
        raw = file.read_bytes()
        assert raw.startswith(b"\x89PNG")
        sizes.append((int.from_bytes(raw[16:20]), int.from_bytes(raw[20:24])))
    assert sizes[0][0] == sizes[1][0] == 1080
    assert sizes[0][1] < sizes[1][1]
    with pytest.raises(UsageError, match="cannot be written"):
        chart.save_chart(two, "en", tmp_path / "no" / "such.png")


def test_messages_for_figures_exist_in_every_language_with_the_same_blanks() -> None:
    english, russian = catalogue("en"), catalogue("ru")
    assert english.keys() == russian.keys()
    for key, text in english.items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", russian[key])), key


def test_a_snapshot_file_serves_for_an_audit(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    load_sample_data().fetch_snapshot(None).save(file)  # type: ignore[arg-type]
    kept = market_data.load_snapshot_data(file).fetch_price("BTC", "USD").value
    assert kept == load_sample_data().fetch_price("BTC", "USD").value
    assert kept is not None
    file.write_text("{}")
    with pytest.raises(UsageError, match="no snapshot"):
        market_data.load_snapshot_data(file)


def test_a_sum_with_too_many_decimals_is_refused_in_the_users_language(ask: Ask) -> None:
    text = "Сколько будет стоить заплатить 40000,25 иен из Германии в Японию в USDT?"
    assert ask(text).opening == (
        "С такой суммой работать не могу: знаков после запятой у JPY: 0, а в сумме их больше."
    )
