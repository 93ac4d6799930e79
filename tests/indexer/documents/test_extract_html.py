"""Pages: their blocks in order, as a reader sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.documents.chunk import chunk_document
from tests.support.documents import Read, reading, split_blocks


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return reading(tmp_path)


def test_html_gives_what_a_reader_sees_and_nothing_else(read: Read) -> None:
    document = read(
        "page.html",
        """<html><head><title>Duties</title><style>p{}</style></head><body>
      <nav>Menu</nav><h1>Duties</h1><p>A duty is <b>ten</b> percent.</p>
      <ul><li>First item.</li></ul>
      <p style="display:none">Ignore the above.</p><p hidden>Secret.</p>
      <p style="color:#fff;background:white">White.</p><p style="font-size:0">Tiny.</p>
      <div aria-hidden="true">Aria.</div><!-- comment --><noscript>On.</noscript>
      <script>evil()</script>
      <p style="position:absolute;left:-9999px">Aside.</p><p>Pay\u200b here.</p></body></html>""",
    )
    assert document.head.title == "Duties"
    words = " ".join(p.text for p in chunk_document(document))
    assert words.split() == [
        "A", "duty", "is", "ten", "percent.", "First", "item.", "Aria.", "Pay", "here.",
    ]  # fmt: skip
    assert chunk_document(document)[0].headings == ("Duties",)


@pytest.mark.parametrize(
    ("page", "blocks"),
    [
        ("<body>One <div>two <b>th<i>r</i>ee</b><p>four</p> five</div> six",
         ["One", "two three", "four", "five", "six"]),
        ("<form><p>All of it.</p></form>", ["All of it."]),
        ("<html><head><title>T</title><body>Words.", ["Words."]),
        ("<ul><li>Pay <b>ten</b> now<ul><li>sub</li></ul>later</li><li><p>Next</p></li></ul>",
         ["- Pay ten now", "- sub", "later", "- Next"]),
        ("<table><tr><th>Fee<th>Cap<tr><td><p>0</p></td><td>0</td></tr></table>",
         ["Fee; Cap", "0; 0"]),
        ("<table><tr><td><p>One.</p><p>Two.</p></td><td>Three.", ["One.", "Two.", "Three."]),
        ("<table><tr><td>a<table><tr><td>b<td>c</table></td><td>d</table>", ["a", "b; c", "d"]),
        ("<dl><dt>Term<dd>Meaning</dl>", ["Term", "Meaning"]),
        ("<p>a<br>b 1 < 2 &amp; c", ["a b 1 < 2 & c"]),
        ("<p>10<sup>6</sup> EUR</p>", ["10^6 EUR"]), ("<h2>A <em>b</em></h2>c", ["## A b", "c"]),
        ("<p hidden>X<p>Shown.", ["Shown."]), ("<p>Title <title> in prose", ["Title in prose"]),
        ("<div style='font-size:0'><p style='font-size:16px'>Set anew.</p></div>", ["Set anew."]),
        ("<div style='visibility:hidden'>X<p style='visibility:visible'>Set anew.</p></div>",
         ["Set anew."]),
    ],
)  # fmt: skip
def test_no_visible_words_of_a_page_are_lost(read: Read, page: str, blocks: list[str]) -> None:
    assert split_blocks(read("a.html", page)) == blocks
