"""Why a source gave nothing: a closed set of keys, each with its fault and its English text.

The English text is for logs, ``tradewind doctor`` and the JSON of replies. A chat shows the
message ``failure_<key>`` of its language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.errors import Fault, SourceError
from knowledge.market.models import Failure
from knowledge.text.terminal import escape_line

MAX_VALUE_CHARS = 80


@dataclass(frozen=True)
class FailureReason:
    """The fault that a key stands for, and its English text with ``{placeholders}``."""

    fault: Fault
    text: str


REASONS: Mapping[str, FailureReason] = {
    # The connection and the HTTP status.
    "timeout": FailureReason(Fault.TIMEOUT, "did not answer within {seconds} s"),
    "unreachable_tls": FailureReason(Fault.UNREACHABLE, "could not prove who it is (TLS)"),
    "unreachable_dns": FailureReason(Fault.UNREACHABLE, "cannot be found (no network, or DNS)"),
    "connection_refused": FailureReason(Fault.UNREACHABLE, "refused the connection"),
    "connection_broken": FailureReason(Fault.UNREACHABLE, "broke the connection ({error})"),
    "geo_blocked": FailureReason(Fault.GEO_BLOCKED, "does not serve the place we ask from"),
    "rate_limited": FailureReason(Fault.RATE_LIMITED, "asks us to slow down"),
    "server_error": FailureReason(Fault.UNAVAILABLE, "is out of service (HTTP {status})"),
    "out_of_service": FailureReason(Fault.UNAVAILABLE, "is out of service"),
    "not_found": FailureReason(Fault.EMPTY, "has nothing under that address (HTTP 404)"),
    "request_refused": FailureReason(Fault.UNAVAILABLE, "refused the request (HTTP {status})"),
    "paused": FailureReason(Fault.UNAVAILABLE, "is paused: it {cause}"),
    "unexpected": FailureReason(Fault.UNAVAILABLE, "failed in an unexpected way ({error})"),
    # The shape of the answer.
    "too_large": FailureReason(Fault.MALFORMED, "sent more than {megabytes} MB"),
    "undecodable": FailureReason(
        Fault.MALFORMED, "sent an answer that is damaged or packed in an unusual way"
    ),
    "web_page": FailureReason(Fault.MALFORMED, "sent a web page instead of data"),
    "no_json": FailureReason(Fault.MALFORMED, "sent no valid JSON"),
    "no_xml": FailureReason(Fault.MALFORMED, "sent no whole XML document"),
    "doctype": FailureReason(Fault.MALFORMED, "sent a document with a type declaration"),
    "other_document": FailureReason(Fault.MALFORMED, "sent another document than its rates"),
    "other_shape": FailureReason(Fault.MALFORMED, "sent an answer of another shape"),
    "missing_field": FailureReason(Fault.MALFORMED, "left out {field}"),
    "unreadable_number": FailureReason(Fault.MALFORMED, "gave {value} for {field}"),
    "unreadable_time": FailureReason(Fault.MALFORMED, "gave no readable time"),
    "unreadable_date": FailureReason(Fault.MALFORMED, "gave no date for its rates"),
    # What the source does not have.
    "unknown_pair": FailureReason(Fault.UNKNOWN_PAIR, "does not trade {pair}"),
    "no_closes": FailureReason(Fault.EMPTY, "has no hourly prices of {pair}"),
    "no_rates": FailureReason(Fault.EMPTY, "has no rates for today"),
    "no_fees": FailureReason(Fault.EMPTY, "has no fee figures"),
    "no_result": FailureReason(Fault.EMPTY, "has no answer to {method}"),
    "empty_answer": FailureReason(Fault.EMPTY, "sent an empty answer"),
    "not_offered": FailureReason(Fault.EMPTY, "does not give such figures"),
    "other_access": FailureReason(Fault.UNAVAILABLE, "gives its figures in another way"),
    "error_answer": FailureReason(Fault.UNAVAILABLE, "answered with an error: {error}"),
    # Figures that cannot be true.
    "impossible_number": FailureReason(Fault.ABSURD, "gave {value} for {field}"),
    "impossible_fee": FailureReason(Fault.ABSURD, "gave an impossible fee: {value} {unit}"),
    "contradiction": FailureReason(Fault.ABSURD, "contradicts itself about {currency}"),
    "other_pair": FailureReason(Fault.ABSURD, "answered about {pair}"),
    "stale": FailureReason(Fault.ABSURD, "sent figures that are {seconds} s old"),
    "future": FailureReason(Fault.CLOCK, "sent figures from {seconds} s in the future"),
    "crossed_quote": FailureReason(Fault.ABSURD, "sent a bid that is not below its ask"),
    "wide_spread": FailureReason(Fault.ABSURD, "has too wide a spread to price by"),
    "unordered_book": FailureReason(Fault.ABSURD, "sent a book with levels out of order"),
    "crossed_book": FailureReason(Fault.ABSURD, "sent a book that is crossed"),
    "invalid_book": FailureReason(Fault.ABSURD, "sent a book that cannot be used"),
    # Prices left out of a consensus.
    "rejected_crossed": FailureReason(Fault.ABSURD, "its bid is not below its ask"),
    "rejected_spread": FailureReason(Fault.ABSURD, "its spread is {bps} basis points"),
    "rejected_stale": FailureReason(Fault.ABSURD, "its price is {seconds} s old"),
    "rejected_future": FailureReason(Fault.ABSURD, "its price is {seconds} s in the future"),
    "outlier": FailureReason(Fault.ABSURD, "its price {price} is {percent} % off the others'"),
}


def failure_sentence(key: str, values: Mapping[str, str]) -> str:
    """The English text of a key; the ``cause`` of a pause is the key of another text."""
    if "cause" in values:
        values = {**values, "cause": REASONS[values["cause"]].text.format(**values)}
    return REASONS[key].text.format(**values)


def _format_values(values: Mapping[str, object]) -> dict[str, str]:
    """Values as texts; long ones are cut, and what a terminal would obey is made visible."""
    texts = {name: escape_line(str(value)[:MAX_VALUE_CHARS]) for name, value in values.items()}
    return {name: text[:MAX_VALUE_CHARS] for name, text in texts.items()}


def build_source_error(
    source: str, key: str, *, retry_after: float | None = None, **values: object
) -> SourceError:
    """The error of a source by its key; long values are cut."""
    texts = _format_values(values)
    sentence = failure_sentence(key, texts)
    fault = REASONS[key].fault
    return SourceError(source, fault, sentence, key=key, values=texts, retry_after=retry_after)


def build_failure(source: str, key: str, *, kind: str = "", **values: object) -> Failure:
    """A failure by its key; ``kind`` is the fault of the key unless it is given."""
    texts = _format_values(values)
    return Failure(
        source=source,
        sentence=failure_sentence(key, texts),
        kind=kind or REASONS[key].fault,
        key=key,
        values=texts,
    )


def to_failure(error: SourceError) -> Failure:
    """An error as a value that replies and snapshots hold."""
    values = {name: str(value) for name, value in error.values.items()}
    return Failure(
        source=error.source, sentence=error.sentence, kind=error.fault, key=error.key, values=values
    )
