"""What is typed into the process that answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.evaluation.ask_process import ask_in_process, write_lines
from knowledge.errors import TradewindError


def test_each_conversation_begins_anew_and_its_last_reply_counts() -> None:
    lines, last = write_lines([["a", "b\nc"], ["  "]])
    assert lines == ["/reset", "a", "b c", "/reset", "?"]
    assert [lines[place] for place in last] == ["b c", "?"]


@pytest.mark.slow
def test_a_process_that_fails_is_an_error_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(TradewindError, match=r"tradewind ask failed: .*index"):
        ask_in_process(tmp_path / "index", tmp_path)([["a"]])
