"""Requests of exchanges that answer HTTP 404 about a pair that they do not trade."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.errors import SourceError
from knowledge.market.exchanges import parsing
from knowledge.market.http_client import HttpClient, HttpResponse


async def get_pair(
    http: HttpClient, source: str, url: str, parameters: Mapping[str, int], base: str, quote: str
) -> HttpResponse:
    """The response; SourceError ``unknown_pair`` in place of ``not_found``."""
    try:
        return await http.get(source, url, parameters)
    except SourceError as error:
        if error.key == "not_found":
            raise parsing.unknown_pair(source, base, quote) from None
        raise
