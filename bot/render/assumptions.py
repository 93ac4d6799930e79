"""The assumptions that an estimate rests on, and how a user replaces one."""

from __future__ import annotations

from decimal import Decimal

from bot.messages import catalogue, message
from bot.render.number_format import format_decimal
from knowledge.settlement.models import Assumption, Estimate


def render_assumptions(estimate: Estimate, language: str) -> str:
    """The assumptions that weigh most, one a line."""
    if not estimate.assumptions:
        return ""
    lines = [
        f"  {_render_assumption(assumption, estimate.request.payer, language)}"
        for assumption in estimate.assumptions
    ]
    return "\n".join([message("est_assumed", language), *lines])


def _render_assumption(assumption: Assumption, currency: str, language: str) -> str:
    return message(
        "est_assumption",
        language,
        name=message(f"assume_{_message_key(assumption.key)}", language),
        value=_format_value(assumption.value, language),
        unit=_localize(f"unit_{assumption.unit.replace(' ', '_')}", assumption.unit, language),
        weight=format_decimal(assumption.weight, language),
        currency=currency,
        source=_find_source(assumption, language),
        row=assumption.key,
    )


def _format_value(value: str, language: str) -> str:
    """A number as the language writes it; a range of them as it is."""
    return value if "/" in value else format_decimal(Decimal(value), language)


def _message_key(row: str) -> str:
    """The part of a row's key that names it: only the rows of wires have names of their own."""
    first = row.partition(".")[0]
    return row.replace(".", "_") if first == "wire" else first


def _find_source(assumption: Assumption, language: str) -> str:
    """What the assumption rests on; the user's own figure, or an operator's row, says so itself."""
    keys = (
        f"assumed_{assumption.key.replace('.', '_')}",
        f"assumed_{_message_key(assumption.key)}",
        "assumed_own",
    )
    texts = catalogue("en")
    key = next((key for key in keys if texts.get(key) == assumption.source), "")
    return _localize(key, assumption.source, language)


def _localize(key: str, text: str, language: str) -> str:
    """The message of the key; the text of the reference data where there is none."""
    return message(key, language) if key in catalogue(language) else text
