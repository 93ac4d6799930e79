"""Answers of chains' nodes for tests of fee sources."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest

from knowledge.errors import SourceError
from knowledge.market.http_client import HttpClient, HttpResponse
from knowledge.market.models import Observation
from knowledge.market.sources import FeeSource

AT = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


def response(answer: Any, source: str = "node") -> HttpResponse:
    """A response with a JSON body."""
    return HttpResponse(json.dumps(answer).encode(), AT, source=source)


def fetch_fees(build: Callable[[HttpClient], FeeSource]) -> dict[str, Observation]:
    """The fees of a source by key."""

    async def once() -> tuple[Observation, ...]:
        http = HttpClient(timeout_s=1.0)
        try:
            return await build(http).fetch_fees()
        finally:
            await http.aclose()

    return {fee.key: fee for fee in asyncio.run(once())}


def error_key(call: Callable[[], object]) -> str:
    """The key of the SourceError that a call raises."""
    with pytest.raises(SourceError) as caught:
        call()
    return caught.value.key
