"""Text out of HTML: what a reader sees, headings and list items as Markdown."""

from __future__ import annotations

import datetime as dt

from indexer.documents import dates
from indexer.documents.extract import Extract, join_row
from indexer.documents.html_styles import parse_rules
from indexer.documents.html_tokens import parse_attributes, split_tokens, unescape
from indexer.documents.open_tags import BLOCKS, VOID, OpenTags

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_DATES = ("article:modified_time", "dcterms.modified", "last-modified", "article:published_time",
          "date", "dc.date", "dcterms.date", "pubdate")  # fmt: skip


def extract_html(text: str) -> Extract:
    """The visible text of a page."""
    page = _PageBlocks(parse_rules(text))
    for kind, inside, name in split_tokens(text):
        page.add_token(kind, inside, name)
    page.flush()
    dated = (page.dates[name] for name in _DATES if name in page.dates)
    return Extract("\n\n".join(page.out), page.title, next(dated, None))


class _PageBlocks:
    """The blocks of a page in order; words gather until a block begins or ends."""

    def __init__(self, sheet: dict[str, dict[str, str]]) -> None:
        self.out: list[str] = []
        self.title = ""
        self.dates: dict[str, dt.date] = {}
        self._sheet = sheet
        self._open = OpenTags()
        self._words: list[str] = []
        self._mark = ""
        self._superscript = False
        self._rows: list[list[int]] = []

    def add_token(self, kind: str, inside: str, name: str) -> None:
        """Take in the next token of the page."""
        if kind == "text":
            self._add_text(inside)
        elif kind == "end":
            self._end_element(name)
        elif kind == "start":
            self._start_element(name, inside)
        elif name == "title" and not self.title and self._open.depth_of("svg") < 0:
            self.title = " ".join(unescape(inside.partition(">")[2]).split())
        elif name == "textarea":
            self._add_text(inside.partition(">")[2])

    def flush(self) -> None:
        """Make a block of the words gathered so far."""
        if not self._words:
            return
        words = " ".join("".join(self._words).split())
        self._words.clear()
        if words:
            self.out.append(self._mark + words)
            self._mark = ""

    def _add_text(self, text: str) -> None:
        if not self._open.appearance.is_visible:
            return
        words = unescape(text)
        # 10<sup>6</sup> must not become 106.
        if self._superscript and words[:1].isdigit() and "".join(self._words[-1:])[-1:].isdigit():
            words = "^" + words
        self._superscript = False
        self._words.append(words)

    def _start_element(self, name: str, inside: str) -> None:
        for above in self._open.close_before(name):
            self._on_closed(above)
        if name in BLOCKS:
            self.flush()
        attributes = parse_attributes(inside) if inside.strip(" /\n\t") else {}
        if name == "meta":
            self._read_date(attributes)
        if name in VOID:
            if name == "br":
                self._words.append(" ")
            return
        if inside.endswith("/") and (name == "svg" or self._open.depth_of("svg", "math") >= 0):
            return
        self._begin_block(name)
        self._open.open(name, self._open.appearance.inside(name, attributes, self._sheet))

    def _begin_block(self, name: str) -> None:
        """Note what an element means for the blocks inside it."""
        self._superscript = name == "sup"
        if name in _HEADINGS:
            self._mark = "#" * int(name[1]) + " "
        elif name == "li":
            self._mark = "- "
        elif name == "tr":
            self._rows.append([])
        elif name in ("td", "th") and self._open.depth_of("tr") > self._open.depth_of("table"):
            self._rows[-1].append(len(self.out))

    def _end_element(self, name: str) -> None:
        for closed in self._open.close_at_end_tag(name):
            self._on_closed(closed)
        if name in BLOCKS:
            self.flush()

    def _on_closed(self, name: str) -> None:
        if name in BLOCKS:
            self.flush()
        if name == "li" or name in _HEADINGS:
            self._mark = ""
        elif name == "tr" and (bounds := self._rows.pop()):
            parts = zip(bounds, [*bounds[1:], len(self.out)], strict=True)
            self.out[bounds[0] :] = join_row([self.out[a:b] for a, b in parts])

    def _read_date(self, attributes: dict[str, str]) -> None:
        name = (
            attributes.get("property")
            or attributes.get("name")
            or attributes.get("http-equiv")
            or ""
        )
        found = dates.parse_date_at(attributes.get("content", "")[:80].strip())
        if found and name.lower() in _DATES:
            self.dates.setdefault(name.lower(), found[0])
