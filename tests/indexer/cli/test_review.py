"""``sources check`` and ``notes due`` as an operator runs them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.__main__ import main
from tests.support.http_server import Loopback, serving
from tests.support.notes import note


@pytest.fixture(name="server")
def _server() -> Iterator[Loopback]:
    with serving() as server:
        yield server


@pytest.fixture(name="notes")
def _notes(tmp_path: Path, server: Loopback, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRADEWIND_HOME", str(tmp_path / "home"))
    folder = tmp_path / "notes"
    folder.mkdir()
    source = {"title": "A law", "publisher": "A state", "url": f"{server.url}/law", "date": "2026"}
    text = note("alpha", "Apples are paid in silver.[^1]", sources=[source])
    (folder / "alpha.md").write_text(text)
    return folder


def test_a_source_that_changed_is_named_with_its_notes_and_makes_them_due(
    notes: Path, server: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> str:
        assert main([*words, "--sources", str(notes)]) == 0
        return capsys.readouterr().out

    server.answer("/law", "<p>A payer of apples pays in silver and in nothing else.</p>")
    assert "1 seen for the first time" in run("sources", "check", "--today", "2026-10-01")
    assert "1 as they were" in run("sources", "check", "--today", "2026-10-02")
    assert run("notes", "due", "--today", "2026-10-02").startswith("0 notes to review")
    server.answer("/law", "<p>A payer of apples pays in gold and in nothing else.</p>")
    shown = run("sources", "check", "--today", "2026-10-03")
    assert f"changed, 100% of its sentences are gone: {server.url}/law (cited by alpha)" in shown
    due = json.loads(run("notes", "due", "--today", "2026-10-03", "--json"))
    assert [each["id"] for each in due["notes"]] == ["alpha"]


@pytest.mark.parametrize(
    "words",
    [
        ("notes", "due", "--days", "-1"),
        ("notes", "due", "--today", "soon"),
        ("sources", "check", "--today", "32.1.2026"),
        ("sources", "check", "--sources", "/no/such/folder"),
    ],
)
def test_a_wrong_option_is_one_line(
    words: tuple[str, ...], notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = () if "--sources" in words else ("--sources", str(notes))
    assert main([*words, *sources]) == 2
    assert capsys.readouterr().err.startswith("tradewind-index: ")
