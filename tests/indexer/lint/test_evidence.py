"""What a note must say of its sources, and where it needs their marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.documents.load import load_document
from indexer.lint.evidence import check_evidence
from tests.support.documents import entry
from tests.support.notes import note

OWN = {"title": "Practice", "publisher": "Tradewind", "date": "2026-11-30", "seen": "own"}
PAGE = {"title": "A page", "publisher": "A firm", "url": "https://firm.example", "date": "2026"}


def problems(folder: Path, body: str, **front: object) -> list[str]:
    file = folder / "a.md"
    file.write_text(note("a", body, **front), "utf-8")
    return list(check_evidence(load_document(entry(file))))


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (PAGE, "source 1 does not say how it was seen (read, excerpt, quoted, unread or own)"),
        (PAGE | {"seen": "unread", "primary": True},
         "source 1 is primary, but was neither read nor quoted"),
        (OWN | {"primary": True}, "source 1 is primary, but was neither read nor quoted"),
        (OWN | {"url": "https://x.example"}, "source 1 is our own and has an address"),
        (PAGE | {"seen": "read", "url": "", "primary": True},
         "source 1 is primary and has no address"),
    ],
)  # fmt: skip
def test_each_fault_of_a_source_is_found(
    tmp_path: Path, source: dict[str, object], problem: str
) -> None:
    assert problems(tmp_path, "Coins are sold.[^1]", sources=[source]) == [problem]


@pytest.mark.parametrize(
    "source",
    [
        OWN,
        PAGE | {"seen": "unread"},
        PAGE | {"seen": "excerpt", "primary": True},
        PAGE | {"seen": "quoted", "quoted_by": "A paper", "primary": True},
    ],
)
def test_a_source_that_says_how_it_was_seen_is_right(
    tmp_path: Path, source: dict[str, object]
) -> None:
    assert problems(tmp_path, "Coins are sold.[^1]", sources=[source]) == []


@pytest.mark.parametrize(
    ("primary", "seen", "right"),
    [(True, "read", True), (True, "excerpt", False), (False, "read", False)],
)
def test_high_confidence_needs_a_primary_that_was_read(
    tmp_path: Path, primary: bool, seen: str, right: bool
) -> None:
    source = PAGE | {"primary": primary, "seen": seen}
    found = problems(tmp_path, "Coins are sold.[^1]", sources=[source], confidence="high")
    assert found == (
        [] if right else ["has high confidence without a primary source that was read"]
    )


def test_a_sentence_names_its_source_in_every_section_but_the_advice(tmp_path: Path) -> None:
    body = (
        "Coins are sold.[^1]\n\n## Exposure\n\nCoins are lost.\n\n## What to check\n\nCount them."
    )
    assert problems(tmp_path, body) == ["a sentence of Exposure names no source: 'Coins are lost.'"]
    assert problems(tmp_path, "Coins are sold.") == [
        "a sentence of the lead names no source: 'Coins are sold.'"
    ]


def test_a_playbook_has_numbered_steps(tmp_path: Path) -> None:
    steps = [f"{number}. Do the thing of step {number}.[^1]" for number in range(1, 5)]
    assert problems(tmp_path, "\n".join(steps), kind="playbook") == []
    assert problems(tmp_path, "\n".join(steps[:3]), kind="playbook") == [
        "is a playbook with 3 numbered steps, fewer than 4"
    ]
    assert problems(tmp_path, "- Do it.[^1]", kind="guide") == []
