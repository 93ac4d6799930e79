"""Standard input for commands that run in the process of the tests."""

from __future__ import annotations

import io

import pytest


def type_in(text: str | bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a text on standard input."""
    raw = text if isinstance(text, bytes) else text.encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw), "utf-8"))
