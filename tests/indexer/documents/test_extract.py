"""Rows of tables."""

from __future__ import annotations

import pytest

from indexer.documents.extract import MAX_ROW_CHARS, join_row


@pytest.mark.parametrize(
    ("cells", "blocks"),
    [
        ([["Fee"], ["Cap"]], ["Fee; Cap"]),
        ([["Fee"], [], ["9"]], ["Fee; 9"]),
        ([["One.", "Two."], ["Three."]], ["One.", "Two.", "Three."]),
        ([["# Title"], ["b"]], ["# Title", "b"]),
        ([["- Item"], ["b"]], ["- Item", "b"]),
        ([["x" * MAX_ROW_CHARS], ["b"]], ["x" * MAX_ROW_CHARS, "b"]),
        ([["alone"]], ["alone"]),
        ([], []),
    ],
)
def test_a_row_of_figures_is_one_line_and_a_row_that_lays_out_a_page_is_none(
    cells: list[list[str]], blocks: list[str]
) -> None:
    assert join_row(cells) == blocks
