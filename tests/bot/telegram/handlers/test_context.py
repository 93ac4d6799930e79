"""What handlers share."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from bot.telegram.handlers.context import HandlerContext
from bot.telegram.metrics import Metrics
from tests.support.assistants import FakeAssistant


def test_what_handlers_share_is_not_exchanged_by_one_of_them() -> None:
    nothing: Any = None
    context = HandlerContext(FakeAssistant(), nothing, nothing, nothing, Metrics())
    with pytest.raises(FrozenInstanceError):
        context.metrics = Metrics()  # type: ignore[misc]
