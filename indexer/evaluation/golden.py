"""Golden questions: what is asked, and what the answer must cite and say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from indexer.evaluation.jsonl import parse_rows
from knowledge.errors import UsageError

GROUPS = ("questions", "followups", "unanswerable", "unsafe", "safe")


@dataclass(frozen=True)
class Golden:
    """A question with what its answer must cite and say; ``turns`` were asked before it."""

    id: str
    text: str
    language: str
    group: str
    sources: tuple[str, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    turns: tuple[str, ...] = ()


def read_golden(folder: Path) -> list[Golden]:
    """The golden questions of a folder; UsageError when there are none or a line is none."""
    found: list[Golden] = []
    for group in GROUPS:
        file = folder / f"{group}.jsonl"
        if file.is_file():
            text = file.read_text("utf-8")
            found += parse_rows(text, file, partial(_parse, group), "golden question")
    if not found:
        raise UsageError(f"{folder} holds no golden questions.", fix="Give --golden DIR.")
    return found


def _parse(group: str, number: int, row: dict[str, Any]) -> Golden:
    return Golden(
        id=str(row.get("id", f"{group}-{number}")),
        text=row["text"],
        language=row.get("language", "en"),
        group=group,
        sources=tuple(row.get("sources", ())),
        facts=tuple(tuple(fact) for fact in row.get("facts", ())),
        turns=tuple(row.get("turns", ())),
    )
