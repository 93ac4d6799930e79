"""Every message that the code asks for exists, and every message that exists is asked for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import get_args

import pytest

from bot.messages import catalogue
from bot.messages.language import LANGUAGES
from bot.render.chart import COST_KINDS
from bot.telegram.commands import ADMIN_COMMANDS, COMMANDS
from bot.understand.amounts.disambiguate import AmountQuestion
from knowledge.compliance.addresses.models import AddressProblem
from knowledge.compliance.corridor_brief import SANCTIONERS
from knowledge.compliance.listings import Act
from knowledge.compliance.obligations import Topic, load_bundled
from knowledge.compliance.policy.refusal import PolicyRule
from knowledge.compliance.sanctions.catalogue import MAX_EDITION_AGE
from knowledge.compliance.screening import ScreeningVerdict
from knowledge.market.failures import REASONS
from knowledge.market.official.notes import NOTE_TEXTS
from knowledge.models import Verdict
from knowledge.settlement.quote_validity import Status
from knowledge.settlement.wire_rail import WIRE_RAILS
from tests.support.source_tree import PATHS, nodes_of, relative

BOT = [path for path in PATHS if relative(path).startswith("bot/")]
KNOWLEDGE = [path for path in PATHS if relative(path).startswith("knowledge/")]
CONSTANTS = {
    node.value
    for path in (*BOT, *KNOWLEDGE)
    for node in nodes_of(path)
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}
# The keys that f-strings build, by f-string, with what may stand in the place of "{}".
FAMILIES: dict[str, set[str]] = {
    "address_{}": {*get_args(AddressProblem), "unsound"} - {""},
    "alike_{}": {"same", "order", "part", "spelling", "script", "alias"},
    "ask_{}": {*get_args(AmountQuestion), "from", "to"},
    "assume_{}": {"taker", "withdraw", "payout", "confirm", "lightning"}
    | {f"wire_{row}" for row in ("margin", "sender_fee", "our_fee", "intermediary", "beneficiary")},
    "assumed_{}": {"own", "withdraw", "payout", "lightning"}
    | {f"taker_{venue}" for venue in ("kraken", "coinbase", "okx", "binance", "bybit", "default")}
    | {f"wire_{row}" for row in ("margin", "sender_fee", "our_fee", "intermediary", "beneficiary")},
    "caution_{}": {
        "low_confidence", "too_scattered", "no_check", "scattered", "left_out", "peg_notice",
        "peg_warn", "cross_show", "cross_warn", "no_yardstick", "heavy_order", "may_be_returned",
        "clock", "overdue",
    },
    "chain_{}": {
        "bitcoin-cash", "evm", "xrp", "litecoin", "monero", "other",
    },
    "chart_{}": {kind for kind, _ in COST_KINDS},
    "corridor_{}": {
        "payer", "payee", "no_rate", "suspended", "conflict", "differ", "alike", "both_forbid",
        "under_ban", "reached_at_least", "reached_above", "below_at_least", "below_above",
        "below_at_least_contract",
    }
    | {f"cap_{side}_{per}" for side in ("over", "within") for per in ("payment", "day", "month")},
    "corridor_word_{}": {
        "allowed", "restricted", "forbidden", "unclear", "reading", "unsaid",
    },
    "cost_{}": {name for _, names in COST_KINDS for name in names},
    "failure_{}": set(REASONS),
    "fee_{}": {"holder", "new"},
    "list_{}": set(MAX_EDITION_AGE),
    "name_{}": {*LANGUAGES, "other"},
    "rail_{}": set(WIRE_RAILS),
    "rate_note_{}": set(NOTE_TEXTS),
    "refuse_{}": {rule.name for rule in PolicyRule},
    "region_{}": {duty.region for duties in load_bundled().values() for duty in duties} - {""},
    "rule_{}": {rule.name for rule in PolicyRule},
    "sanctioner_{}": {name.lower() for name in SANCTIONERS},
    "screen_{}": set(ScreeningVerdict),
    "screen_left_{}": set(ScreeningVerdict) - {"hit"},
    "screen_lists_{}": {"broken", "absent"},
    "status_{}": set(Status),
    "table_{}": set(Act),
    "tg_cmd_{}": {*COMMANDS, *ADMIN_COMMANDS},
    "topic_{}": set(get_args(Topic)),
    "unit_{}": {
        "share_of_the_order", "share_of_the_payout", "share_above_the_mid_rate", "share_of_the_sum",
    },
    "usage_{}": {"ask", "price", "estimate"},
    "verdict_{}": set(get_args(Verdict)),
    "why_{}": {
        "no_market", "stale_book", "no_quorum", "depeg", "cross_far", "too_large_for_lightning",
        "no_coin_price", "no_chain_fee", "thin_book", "too_small", "wire_needs_money", "no_rate",
        "impossible_figures",
        "stale_rate",
    },
    "{}_short": {"seconds", "minutes", "hours", "days"},
}  # fmt: skip
FAMILY_KEYS = {family.format(value) for family, values in FAMILIES.items() for value in values}


def key_arguments() -> Iterator[tuple[str, ast.expr]]:
    """The key of each call of ``message``, with the file of the call."""
    for path in BOT:
        for node in nodes_of(path):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
                if name in ("message", "_message"):
                    yield relative(path), node.args[0]


def family_of(key: ast.JoinedStr) -> str:
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "{}" for part in key.values
    )


def built_families() -> set[str]:
    """Every f-string of the bot, with "{}" for its values."""
    return {
        family_of(node)
        for path in BOT
        for node in nodes_of(path)
        if isinstance(node, ast.JoinedStr)
    }


def test_every_key_that_is_spelled_out_exists() -> None:
    spelled = {key.value: file for file, key in key_arguments() if isinstance(key, ast.Constant)}
    assert len(spelled) > 100
    assert not {key: file for key, file in spelled.items() if key not in catalogue("en")}


def test_every_key_that_is_built_belongs_to_a_family() -> None:
    built = {family_of(key) for _, key in key_arguments() if isinstance(key, ast.JoinedStr)}
    assert built <= FAMILIES.keys()


@pytest.mark.parametrize("family", FAMILIES)
def test_every_key_of_a_family_exists_and_the_code_builds_it(family: str) -> None:
    assert FAMILIES[family]
    assert not {family.format(value) for value in FAMILIES[family]} - catalogue("en").keys()
    assert family in built_families()


@pytest.mark.parametrize("key", catalogue("en"))
def test_every_message_is_used(key: str) -> None:
    assert key in CONSTANTS or key in FAMILY_KEYS, f"nothing asks for {key}"


def test_every_rail_that_fails_says_why() -> None:
    keys = {
        node.args[0].value
        for path in KNOWLEDGE
        for node in nodes_of(path)
        if isinstance(node, ast.Call)
        and re.fullmatch(r"Rail\w*Error", getattr(node.func, "id", ""))
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert keys
    assert keys <= FAMILIES["why_{}"]
