"""Failures of sources and notes on rates in the language of a chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.messages import message
from bot.render.number_format import format_decimal
from knowledge.market.models import Failure, RateNote

_DECIMAL_VALUES = ("price", "percent")


def failure_text(failure: Failure, language: str) -> str:
    """Why a source gave nothing; the stored English sentence for failures without a key."""
    if not failure.key:
        return failure.sentence
    return _reason_text(failure.key, failure.values, language)


def _reason_text(key: str, values: Mapping[str, str], language: str) -> str:
    texts = dict(values)
    if "cause" in texts:
        texts["cause"] = message(f"failure_{texts['cause']}", language, **values)
    for name in _DECIMAL_VALUES:
        if name in texts:
            texts[name] = format_decimal(Decimal(texts[name]), language)
    return message(f"failure_{key}", language, **texts)


def localize_reason(values: Mapping[str, str], language: str) -> dict[str, str]:
    """The values of a caution with its ``why`` in the language, where its key is known.

    ``why_key`` is the key of the failure and ``why_<name>`` are the failure's values.
    """
    localized = dict(values)
    reason = {
        name.removeprefix("why_"): localized.pop(name) for name in values if name.startswith("why_")
    }
    key = reason.pop("key", "")
    if key:
        localized["why"] = _reason_text(key, reason, language)
    return localized


def rate_note_text(notes: Sequence[RateNote], note: str, language: str) -> str:
    """The notes on a rate; the stored English ``note`` where there are no structured ones."""
    if not notes:
        return note
    return "; ".join(message(f"rate_note_{x.key}", language, **x.values) for x in notes)
