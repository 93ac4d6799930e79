"""A corridor brief in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.render.corridor_brief import RenderedBrief, render_brief
from bot.render.corridor_lines import QuotedLine
from knowledge.compliance.corridor_brief import BriefLine
from knowledge.compliance.listings import load_listings
from knowledge.compliance.thresholds import PaymentSum
from tests.support.sample_briefs import brief, claim, line, obligation, quoted

PAYER = line(obligation())
PAYEE = line(obligation(), country="BR", part="payee")


def render(*lines: BriefLine, language: str = "en", **changes: object) -> RenderedBrief:
    claims = [quoted(each, f"Yes, {each.country} allows it.", n) for n, each in enumerate(lines, 1)]
    return render_brief(brief(*lines, **changes), claims, language)


def block(rendered: RenderedBrief, heading: str) -> str:
    return next(each for each in rendered.blocks if each.startswith(heading))


def test_the_title_names_ends_sum_coin_and_day() -> None:
    payment = PaymentSum(amount=Decimal(40000), currency="EUR")
    rendered = render(PAYER, PAYEE, sum=payment, asset="USDT")
    assert rendered.title == (
        "Corridor brief: Germany → Brazil · 40,000 EUR · USDT · 24 November 2026"
    )
    coin = PaymentSum(amount=Decimal(40000), currency="USDT")
    assert render(PAYER, sum=coin, asset="USDT").title.count("USDT") == 1


def test_each_part_has_its_lines_under_its_heading() -> None:
    rendered = render(PAYER, PAYEE, line(obligation(topic="tax"), part="papers"))
    assert "DE allows it" in block(rendered, "Payer: Germany\n")
    assert "BR allows it" in block(rendered, "Payee: Brazil\n")
    assert "DE allows it" in block(rendered, "Documents, tax and accounting")
    assert not any(each.startswith("Rules from outside") for each in rendered.blocks)


@pytest.mark.parametrize(
    ("words", "opening"),
    [
        (("allowed", "forbidden"), "The two sides disagree on such a payment."),
        (("allowed", "restricted"), "The two sides have different rules on such a payment."),
        (("allowed", "allowed"), "Such a payment under the rules on crypto-assets."),
        (("forbidden", "forbidden"), "Both sides forbid such a payment."),
        (("unclear", "forbidden"), "The two sides have different rules on such a payment."),
    ],
)
def test_what_the_two_sides_say_is_compared_and_cited(words: tuple[str, str], opening: str) -> None:
    first = render(PAYER, PAYEE, words=words).blocks[0]
    assert first.startswith(opening)
    assert first.endswith(" [1] [2]")


def test_a_side_without_a_source_has_no_position() -> None:
    assert "Brazil: no source." in render(PAYER).blocks[0]


def test_a_ban_comes_first_and_is_not_lifted_by_other_rules() -> None:
    lead = line(obligation(topic="exposure"), country="US", part="lead")
    rendered = render(lead, PAYER, PAYEE)
    assert rendered.blocks[0].startswith("First of all\n• United States: ")
    assert rendered.blocks[1].startswith("The rules on crypto-assets themselves do not lift")


def test_topics_without_a_source_or_a_claim_are_gaps() -> None:
    taxed = line(obligation(topic="tax"))
    rendered = render_brief(
        brief(PAYER, taxed, gaps=(("DE", "licence"), ("BR", "limit"))),
        [QuotedLine(PAYER, claim())],
        "en",
    )
    assert "• No source on: licences, tax." in block(rendered, "Payer: Germany")
    assert "• No source on: limits." in block(rendered, "Payee: Brazil")


def test_ends_of_one_law_say_so_and_a_territory_names_its_law() -> None:
    rendered = render(line(obligation(), country="FR"), payer="FR", payee="GP")
    payee = block(rendered, "Payee: Guadeloupe (law of France)")
    assert payee.endswith("• The same law applies as on the payer's side.")


def test_a_region_is_named_with_its_country() -> None:
    rendered = render(PAYER, payer="UA", regions=("crimea", ""))
    assert "Ukraine (Crimea) → Brazil" in rendered.title


def test_whose_sanctions_no_source_states_is_said() -> None:
    rendered = render(PAYER, unsaid=(("BR", ("EU", "UN")),))
    assert "sanctions of the EU, the UN against Brazil" in block(rendered, "Rules from outside")


def test_a_line_in_another_language_is_announced() -> None:
    assert "in the language of their note" not in render(PAYER).blocks[-1]
    russian = [QuotedLine(PAYER, claim("Да, можно.", language="ru"))]
    assert "in the language of their note" in render_brief(brief(PAYER), russian, "en").blocks[-1]


def test_listed_venues_of_an_end_stand_in_its_part() -> None:
    listed = {"BR": [next(one for one in load_listings().venues if one.slug == "grinex")]}
    claims = [quoted(each, "Yes.", n) for n, each in enumerate((PAYER, PAYEE), 1)]
    rendered = render_brief(brief(PAYER, PAYEE), claims, "en", listed)
    assert "\nListed venues and persons of Brazil" in block(rendered, "Payee: Brazil\n")
    assert "Listed venues" not in block(rendered, "Payer: Germany\n")
