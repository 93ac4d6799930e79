"""Calls of a chain's node by JSON-RPC."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.sources import Fault, SourceError


async def call_rpc(
    http: HttpClient, source: str, url: str, method: str, parameters: list[Any]
) -> tuple[Any, HttpResponse]:
    """A node's result and when it came; SourceError with the node's own words for its errors."""
    payload = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
    answer = await http.post(source, url, payload)
    said = answer.json()
    if not isinstance(said, Mapping):
        raise SourceError(source, Fault.MALFORMED, "sent no JSON-RPC answer")
    error = said.get("error")
    if error:
        words = str(error.get("message", "")) if isinstance(error, Mapping) else str(error)
        limited = any(word in words.lower() for word in ("rate limit", "too many", "exceeded"))
        fault = Fault.RATE_LIMITED if limited else Fault.UNAVAILABLE
        raise SourceError(source, fault, f"answered {method} with an error: {words[:80]}")
    if said.get("result") is None:
        raise SourceError(source, Fault.EMPTY, f"has no answer to {method}")
    return said["result"], answer


def parse_quantity(source: str, text: Any) -> int:
    """A number in a node's hexadecimal form."""
    try:
        value = int(text, 16)
    except (TypeError, ValueError):
        raise SourceError(source, Fault.MALFORMED, "sent no hexadecimal number") from None
    if value < 0:
        raise SourceError(source, Fault.ABSURD, "sent a negative number")
    return value
