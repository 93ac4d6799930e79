"""Calls of a chain's node by JSON-RPC."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.market.failures import build_source_error
from knowledge.market.http_client import HttpClient, HttpResponse

# 256 bits, as chains count, and the prefix.
MAX_QUANTITY_CHARS = 66
_RATE_LIMIT_WORDS = ("rate limit", "too many", "exceeded")


async def call_rpc(
    http: HttpClient, source: str, url: str, method: str, parameters: list[Any]
) -> tuple[Any, HttpResponse]:
    """A node's result and the response that holds it; SourceError when the node gives an error."""
    payload = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
    response = await http.post(source, url, payload)
    answer = response.json()
    if not isinstance(answer, Mapping):
        raise build_source_error(source, "other_shape")
    error = answer.get("error")
    if error:
        text = str(error.get("message", "")) if isinstance(error, Mapping) else str(error)
        if any(word in text.lower() for word in _RATE_LIMIT_WORDS):
            raise build_source_error(source, "rate_limited")
        raise build_source_error(source, "error_answer", error=text)
    if answer.get("result") is None:
        raise build_source_error(source, "no_result", method=method)
    return answer["result"], response


def parse_quantity(source: str, text: Any) -> int:
    """A number in a node's hexadecimal form; SourceError when it is none or negative."""
    try:
        if len(text) > MAX_QUANTITY_CHARS:
            raise ValueError("more than 256 bits")
        value = int(text, 16)
    except (TypeError, ValueError):
        raise build_source_error(
            source, "unreadable_number", field="a quantity", value=f"{text!r:.20}"
        ) from None
    if value < 0:
        raise build_source_error(source, "impossible_number", field="a quantity", value=value)
    return value
