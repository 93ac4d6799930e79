"""Elements opened and closed as in a browser."""

from __future__ import annotations

import pytest

from indexer.documents.open_tags import MAX_DEPTH, OpenTags
from indexer.documents.visibility import Appearance


def opened(*names: str) -> OpenTags:
    tags = OpenTags()
    for name in names:
        tags.open(name, Appearance())
    return tags


def test_a_paragraph_ends_where_a_block_begins() -> None:
    assert list(opened("div", "p", "b").close_before("ul")) == ["b", "p"]
    assert list(opened("div", "b").close_before("ul")) == []


def test_an_item_ends_the_one_before_it_and_none_of_an_outer_list() -> None:
    assert list(opened("ul", "li", "b").close_before("li")) == ["b", "li"]
    assert list(opened("ul", "li", "ul").close_before("li")) == []


def test_an_end_tag_closes_nothing_around_its_table_cell() -> None:
    assert list(opened("div", "table", "tr", "td", "b").close_at_end_tag("div")) == []
    assert list(opened("div", "table", "tr", "td").close_at_end_tag("tr")) == ["td", "tr"]
    assert list(opened("div").close_at_end_tag("p")) == []


def test_the_appearance_is_that_of_the_innermost_element() -> None:
    tags = opened("p")
    tags.open("b", Appearance(tiny=True))
    assert not tags.appearance.is_visible
    assert tags.depth_of("p", "b") == 2
    assert tags.depth_of("i") == -1
    list(tags.close_at_end_tag("b"))
    assert tags.appearance.is_visible


def test_a_page_nested_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        opened(*["div"] * (MAX_DEPTH + 1))
