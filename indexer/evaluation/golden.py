"""Golden questions: what is asked, what the answer must cite and say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

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


def read(folder: Path) -> list[Golden]:
    """The golden questions of a folder."""
    found = []
    for group in GROUPS:
        file = folder / f"{group}.jsonl"
        if not file.is_file():
            continue
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                found.append(
                    Golden(
                        id=str(row.get("id", f"{group}-{number}")),
                        text=row["text"],
                        language=row.get("language", "en"),
                        group=group,
                        sources=tuple(row.get("sources", ())),
                        facts=tuple(tuple(fact) for fact in row.get("facts", ())),
                        turns=tuple(row.get("turns", ())),
                    )
                )
            except (ValueError, KeyError, TypeError):
                raise UsageError(f"{file}:{number} is no golden question.") from None
    if not found:
        raise UsageError(f"{folder} holds no golden questions.", fix="Give --golden DIR.")
    return found
