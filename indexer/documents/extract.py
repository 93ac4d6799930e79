"""Text out of HTML, PDF and Word files: headings as Markdown, the title and date inside."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.documents import frontmatter
from indexer.documents.visibility import (
    BLOCKS,
    VOID,
    OpenTags,
    attributes,
    rules,
    tokens,
    unescaped,
)

_ROW = 1000
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_DATES = ("article:modified_time", "dcterms.modified", "last-modified", "article:published_time",
          "date", "dc.date", "dcterms.date", "pubdate")  # fmt: skip

_PAGES = 5_000
_PAGE_BYTES = 2 << 20
_OPERATIONS, _SHOWN = 100_000, 20_000

_UNPACKED = 200 << 20
_XML = 24 << 20
_ITEMS = 500_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OLD = b"\xd0\xcf\x11\xe0"
_OFF = ("0", "false", "off", "none")
_PIECES = {f"{_W}tab": " ", f"{_W}ptab": " ", f"{_W}br": "\n", f"{_W}cr": "\n",
           f"{_W}noBreakHyphen": "-"}  # fmt: skip
_SKIPPED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", _FALLBACK})


@dataclass(frozen=True)
class Extract:
    """What a file says, and what it says of itself."""

    text: str
    title: str = ""
    date: dt.date | None = None


def html(text: str) -> Extract:
    """The visible text of a page."""
    page = _Page(rules(text))
    for kind, inside, name in tokens(text):
        page.read(kind, inside, name)
    page.flush()
    dated = (page.dates[name] for name in _DATES if name in page.dates)
    return Extract("\n\n".join(page.out), page.title, next(dated, None))


class _Page:
    """The blocks of a page in order; words gather until a block begins or ends."""

    def __init__(self, sheet: dict[str, dict[str, str]]) -> None:
        self.out: list[str] = []
        self.title = ""
        self.dates: dict[str, dt.date] = {}
        self._sheet = sheet
        self._open = OpenTags()
        self._words: list[str] = []
        self._mark = ""
        self._raised = False
        self._rows: list[list[int]] = []

    def read(self, kind: str, inside: str, name: str) -> None:
        """The next token of the page taken in."""
        if kind == "text":
            self._text(inside)
        elif kind == "end":
            self._end(name)
        elif kind == "start":
            self._start(name, inside)
        elif name == "title" and not self.title and self._open.last("svg") < 0:
            self.title = " ".join(unescaped(inside.partition(">")[2]).split())
        elif name == "textarea":
            self._text(inside.partition(">")[2])

    def flush(self) -> None:
        """The words so far made a block."""
        if not self._words:
            return
        words = " ".join("".join(self._words).split())
        self._words.clear()
        if words:
            self.out.append(self._mark + words)
            self._mark = ""

    def _text(self, text: str) -> None:
        if not self._open.look.seen:
            return
        words = unescaped(text)
        # 10<sup>6</sup> must not become 106.
        if self._raised and words[:1].isdigit() and "".join(self._words[-1:])[-1:].isdigit():
            words = "^" + words
        self._raised = False
        self._words.append(words)

    def _start(self, name: str, inside: str) -> None:
        for above in self._open.closed_before(name):
            self._closed(above)
        if name in BLOCKS:
            self.flush()
        said = attributes(inside) if inside.strip(" /\n\t") else {}
        if name == "meta":
            self._dated(said)
        if name in VOID:
            if name == "br":
                self._words.append(" ")
            return
        if inside.endswith("/") and (name == "svg" or self._open.last("svg", "math") >= 0):
            return
        self._begin(name)
        self._open.add(name, self._open.look.under(name, said, self._sheet))

    def _begin(self, name: str) -> None:
        """What an element that begins means for the blocks in it."""
        self._raised = name == "sup"
        if name in _HEADINGS:
            self._mark = "#" * int(name[1]) + " "
        elif name == "li":
            self._mark = "- "
        elif name == "tr":
            self._rows.append([])
        elif name in ("td", "th") and self._open.last("tr") > self._open.last("table"):
            self._rows[-1].append(len(self.out))

    def _end(self, name: str) -> None:
        for closed in self._open.closed_by(name):
            self._closed(closed)
        if name in BLOCKS:
            self.flush()

    def _closed(self, name: str) -> None:
        if name in BLOCKS:
            self.flush()
        if name == "li" or name in _HEADINGS:
            self._mark = ""
        elif name == "tr" and (bounds := self._rows.pop()):
            parts = zip(bounds, [*bounds[1:], len(self.out)], strict=True)
            self.out[bounds[0] :] = _row([self.out[a:b] for a, b in parts])

    def _dated(self, said: dict[str, str]) -> None:
        name = said.get("property") or said.get("name") or said.get("http-equiv") or ""
        found = frontmatter.date_at(said.get("content", "")[:80].strip())
        if found and name.lower() in _DATES:
            self.dates.setdefault(name.lower(), found[0])


def _row(cells: list[list[str]]) -> list[str]:
    """A row of figures as one line; a row that only lays out a page as its paragraphs."""
    blocks = [block for cell in cells for block in cell]
    plain = all(len(cell) <= 1 for cell in cells)
    marked = any(block.startswith(("#", "- ")) for block in blocks)
    if len(blocks) < 2 or not plain or marked or sum(map(len, blocks)) > _ROW:
        return blocks
    return ["; ".join(blocks)]


def pdf(raw: bytes) -> Extract:
    """The text layer of a PDF; ValueError when there is none, or it is locked or broken."""
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _Refused("is a PDF locked with a password; save it without one")
        text = "\n\n".join(_pages(reader, _OPERATIONS + len(raw) // 2))
    except _Refused:
        raise
    except Exception as error:  # noqa: BLE001 (a parser of foreign bytes)
        problem = f"is a PDF that cannot be read ({type(error).__name__}); save it anew"
        raise ValueError(problem) from None
    if not text.strip():
        raise ValueError("is a PDF without text: it needs text recognition first")
    title, made = "", None
    # What a PDF says of itself is often malformed, and no reason to refuse its text.
    with contextlib.suppress(Exception):
        title = str((reader.metadata and reader.metadata.title) or "").strip()
    with contextlib.suppress(Exception):
        said = str(reader.metadata and reader.metadata.get("/CreationDate"))
        day = re.match(r"D:(\d{4})(\d\d)(\d\d)", said)
        made = dt.date(int(day[1]), int(day[2]), int(day[3])) if day else None
    return Extract(text, title, made)


class _Refused(ValueError):
    """Why a file is no document, in our own words and not in a library's."""


def _pages(reader: Any, allowed: int) -> Iterator[str]:
    """The text of each page; a file made to draw without end is refused."""
    too_much = _Refused("is a PDF that draws more than a document needs; save it as text")
    done = shown = 0

    def count(operator: bytes, *_: object) -> None:
        nonlocal done, shown
        done, shown = done + 1, shown + (operator in (b"Tj", b"TJ", b"'", b'"'))
        if done > allowed or shown > _SHOWN:
            raise too_much

    if len(reader.pages) > _PAGES:
        raise _Refused(f"is a PDF of more than {_PAGES:,} pages; split it")
    for page in reader.pages:
        contents, shown = page.get_contents(), 0
        if contents is not None and len(contents.get_data()) > _PAGE_BYTES:
            raise too_much
        yield _unwrapped(page.extract_text(visitor_operand_before=count) or "")


def _unwrapped(page: str) -> str:
    """A page's lines joined into paragraphs, words cut at a line's end made whole."""
    page = "\n".join(line.rstrip(" \t") for line in page.split("\n"))
    page = re.sub(r"(?<=\w)-\n(?=[a-zа-яё])", "", page)
    return re.sub(r"(?<![.!?:;\n])\n(?=[^\n])", " ", page)


def word(raw: bytes) -> Extract:
    """The text of a Word document; ValueError when it is none, or would unpack too far."""
    import docx

    if raw.startswith(_OLD):
        raise ValueError("is locked with a password or an old .doc; save it as plain .docx")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            _check_unpacked(packed.infolist())
        document = docx.Document(io.BytesIO(raw))
        blocks = _Word(document).read()
    except _Refused:
        raise
    except Exception as error:  # noqa: BLE001 (a parser of foreign bytes)
        problem = f"is no Word document that can be read ({type(error).__name__}); save it anew"
        raise ValueError(problem) from None
    title, made = "", None
    with contextlib.suppress(Exception):
        about = document.core_properties
        title, made = str(about.title or "").strip(), about.modified or about.created
        # The library's own template carries its author's date, not this document's.
        if made and "python-docx" in (about.comments or "") and made.year == 2013:
            made = None
    return Extract("\n\n".join(blocks), title, made.date() if made else None)


def _check_unpacked(items: Sequence[zipfile.ZipInfo]) -> None:
    if sum(item.file_size for item in items) > _UNPACKED:
        raise _Refused(f"unpacks to more than {_UNPACKED >> 20} MiB; split it")
    texts = (i.file_size for i in items if not i.filename.startswith("word/media/"))
    if sum(texts) > _XML:
        raise _Refused(f"holds more than {_XML >> 20} MiB of text and marks; split it")


class _Word:
    """Walks a document's XML: the library's own text leaves out links, boxes and insertions."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._left = _ITEMS
        self._styles = {
            style.get(f"{_W}styleId"): style for style in self._items(document.styles.element)
        }
        self._known: dict[str | None, tuple[str, bool | None]] = {None: ("", None)}
        # White text stands out on a page of another colour.
        self._white = f"{_W}background" not in _inside(document.element)

    def read(self) -> list[str]:
        """The blocks of the document, its footnotes and endnotes last."""
        from docx.oxml import parse_xml

        out: list[str] = []
        self._blocks(self._document.element.body, out)
        for relation in self._document.part.rels.values():
            if relation.reltype.endswith(("/footnotes", "/endnotes")) and not relation.is_external:
                self._blocks(parse_xml(relation.target_part.blob), out)
        return out

    def _items(self, parent: Any) -> Iterator[Any]:
        """What stands in an element and is not taken out of the text; counted."""
        for item in parent.iterchildren():
            self._left -= 1
            if self._left < 0:
                raise _Refused(f"is made of more than {_ITEMS:,} parts; split it")
            # Comments and the like have no name.
            if isinstance(item.tag, str) and item.tag not in _SKIPPED:
                yield item

    def _blocks(self, parent: Any, out: list[str], *, cell: bool = False) -> None:
        for item in self._items(parent):
            if item.tag == f"{_W}p":
                self._paragraph(item, out, cell)
            elif item.tag == f"{_W}tr":
                out.extend(_row(self._cells(item)))
            else:
                self._blocks(item, out, cell=cell)

    def _cells(self, parent: Any) -> list[list[str]]:
        cells: list[list[str]] = []
        for item in self._items(parent):
            if item.tag == f"{_W}tc":
                cells.append([])
                self._blocks(item, cells[-1], cell=True)
            else:
                cells.extend(self._cells(item))
        return cells

    def _paragraph(self, paragraph: Any, out: list[str], cell: bool) -> None:
        own = _inside(next(paragraph.iterchildren(f"{_W}pPr"), None))
        name, hides = self._style(own.get(f"{_W}pStyle"))
        words: list[str] = []
        boxes: list[Any] = []
        self._gather(paragraph, (hides, cell or f"{_W}shd" in own), words, boxes)
        if text := re.sub(r"[^\S\n]+", " ", "".join(words)).strip():
            out.append(_mark(name, listed=f"{_W}numPr" in own) + text)
        for box in boxes:
            self._blocks(box, out)

    def _gather(
        self, parent: Any, look: tuple[bool | None, bool], words: list[str], boxes: list[Any]
    ) -> None:
        for item in self._items(parent):
            if item.tag in (f"{_W}t", _MATHS):
                words.append(item.text or "")
            elif item.tag in _PIECES:
                words.append(_PIECES[item.tag])
            elif item.tag == f"{_W}txbxContent":
                boxes.append(item)
            elif item.tag != f"{_W}r" or not self._unseen(item, *look):
                self._gather(item, look, words, boxes)

    def _unseen(self, run: Any, hides: bool | None, shaded: bool) -> bool:
        """Whether a run is hidden, too small to see, or white on a page that is white."""
        own = _inside(next(run.iterchildren(f"{_W}rPr"), None))
        if _value(own.get(f"{_W}sz")) in ("0", "1", "2"):
            return True
        shaded = shaded or f"{_W}shd" in own or f"{_W}highlight" in own
        if self._white and not shaded and _value(own.get(f"{_W}color")) == "ffffff":
            return True
        if f"{_W}vanish" in own:
            return _value(own[f"{_W}vanish"]) not in _OFF
        styled = self._style(own.get(f"{_W}rStyle"))[1]
        return bool(hides if styled is None else styled)

    def _style(self, named: Any) -> tuple[str, bool | None]:
        """The name of a style, and whether it hides its text, if it says so."""
        key = None if named is None else named.get(f"{_W}val")
        if key not in self._known:
            self._known[key] = self._looked_up(key)
        return self._known[key]

    def _looked_up(self, key: str | None) -> tuple[str, bool | None]:
        name = ""
        for _ in range(20):
            said = _inside(self._styles.get(key))
            name = name or _value(said.get(f"{_W}name"))
            own = _inside(said.get(f"{_W}rPr"))
            if f"{_W}vanish" in own:
                return name, _value(own[f"{_W}vanish"]) not in _OFF
            based = said.get(f"{_W}basedOn")
            key = None if based is None else based.get(f"{_W}val")
        return name, None


def _inside(item: Any) -> dict[str, Any]:
    return {} if item is None else {child.tag: child for child in item.iterchildren()}


def _value(item: Any) -> str:
    return "" if item is None else str(item.get(f"{_W}val", "")).lower()


def _mark(name: str, *, listed: bool) -> str:
    if level := re.match(r"(?:heading|заголовок) ([1-6])$", name):
        return "#" * int(level[1]) + " "
    if name == "title":
        return "# "
    return "- " if listed or name.startswith("list ") else ""
