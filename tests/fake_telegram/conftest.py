"""Fixtures of the fake Bot API server's own tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from tests.fake_telegram.chats import Chat
from tests.fake_telegram.person import Person
from tests.fake_telegram.server import BotApi


@pytest.fixture
def api() -> Iterator[BotApi]:
    """The server."""
    with BotApi() as server:
        yield server


@pytest.fixture
def client() -> Iterator[httpx2.Client]:
    """A plain HTTP client."""
    with httpx2.Client(timeout=5.0, trust_env=False) as client:
        yield client


@pytest.fixture
def anna(api: BotApi) -> Person:
    """A person."""
    return api.user(1, first_name="Anna", language_code="ru")


@pytest.fixture
def chat(api: BotApi, anna: Person) -> Chat:
    """Their private chat."""
    return api.private(anna)


@pytest.fixture
def call(api: BotApi, client: httpx2.Client) -> Callable[..., dict[str, Any]]:
    """What calls a method of the Bot API with parameters, and gives the whole answer."""

    def ask(method: str, **params: Any) -> dict[str, Any]:
        answer: dict[str, Any] = client.post(
            f"{api.base_url}{api.token}/{method}", json=params
        ).json()
        return answer

    return ask
