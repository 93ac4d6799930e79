"""The questions of other people, and the notes that they are labelled with."""

from __future__ import annotations

import json
from typing import Any

import pytest

from knowledge.settings import BUNDLED_NOTES
from tests.support.paths import GOLDEN

KINDS = {
    "question", "procedure", "definition", "comparison", "price", "network_fee", "estimate",
    "screening", "corridor", "small_talk", "about_assistant", "style", "outside", "unsafe",
}  # fmt: skip


def read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLDEN / name).read_text("utf-8").splitlines()]


def messages() -> list[dict[str, Any]]:
    threads = read("unseen_threads.jsonl")
    return [*read("unseen.jsonl"), *(each for one in threads for each in one["messages"])]


def test_every_label_names_a_note_that_there_is() -> None:
    notes = {path.stem for path in BUNDLED_NOTES.rglob("*.md")}
    named = {key for each in messages() for key in (*each["notes"], *each["partly"])}
    assert named
    assert not named - notes


def test_every_message_has_a_kind_and_only_messages_of_the_trade_have_notes() -> None:
    assert {each["kind"] for each in messages()} <= KINDS
    assert not [each["text"] for each in messages() if each["notes"] and not each["trade"]]


@pytest.mark.parametrize("name", ["unseen.jsonl", "unseen_threads.jsonl"])
def test_about_half_of_each_language_is_sealed(name: str) -> None:
    for language in ("en", "ru"):
        sealed = [each["sealed"] for each in read(name) if each["language"] == language]
        assert 0.35 < sum(sealed) / len(sealed) < 0.65
