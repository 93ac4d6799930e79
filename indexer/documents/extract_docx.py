"""Text out of Word files."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from typing import Any

from indexer.documents.docx_package import LIMITS, DocxLimits, repack_docx
from indexer.documents.extract import Extract, RefusedDocument, join_row

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0"
# Styles that a style is based on, one on another; a circle of them ends there.
MAX_STYLE_CHAIN = 20
_OFF = ("0", "false", "off", "none")
_PIECES = {f"{_W}tab": " ", f"{_W}ptab": " ", f"{_W}br": "\n", f"{_W}cr": "\n",
           f"{_W}noBreakHyphen": "-"}  # fmt: skip
_SKIPPED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", _FALLBACK})


def extract_docx(raw: bytes, limits: DocxLimits = LIMITS) -> Extract:
    """The text of a Word document; ValueError when it is none, or exceeds the limits."""
    import docx

    if raw.startswith(_OLE_MAGIC):
        raise ValueError("is locked with a password or an old .doc; save it as plain .docx")
    try:
        document = docx.Document(io.BytesIO(repack_docx(raw, limits)))
        blocks = _WordDocument(document, limits.parts).extract_blocks()
    except (RefusedDocument, MemoryError):
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


class _WordDocument:
    """Walks a document's XML: the library's own text leaves out links, boxes and insertions."""

    def __init__(self, document: Any, max_parts: int) -> None:
        self._document = document
        self._max_parts = self._left = max_parts
        self._styles = {
            style.get(f"{_W}styleId"): _own_marks(style)
            for style in self._items(document.styles.element)
            if style.tag == f"{_W}style"
        }
        self._known: dict[str | None, tuple[str, bool | None]] = {None: ("", None)}
        # White text stands out on a page of another colour.
        self._white = f"{_W}background" not in _children(document.element)

    def extract_blocks(self) -> list[str]:
        """The blocks of the document, its footnotes and endnotes last."""
        from docx.oxml import parse_xml

        out: list[str] = []
        self._add_blocks(self._document.element.body, out)
        notes = {
            relation.target_part.partname: relation.target_part
            for relation in self._document.part.rels.values()
            if relation.reltype.endswith(("/footnotes", "/endnotes")) and not relation.is_external
        }
        # Many relations may name one part, or the text itself: each is read once.
        notes.pop(self._document.part.partname, None)
        for part in notes.values():
            self._add_blocks(parse_xml(part.blob), out)
        return out

    def _items(self, parent: Any) -> Iterator[Any]:
        """What stands in an element and is not taken out of the text; counted."""
        for item in parent.iterchildren():
            self._left -= 1
            if self._left < 0:
                raise RefusedDocument(f"is made of more than {self._max_parts:,} parts; split it")
            # Comments and the like have no name.
            if isinstance(item.tag, str) and item.tag not in _SKIPPED:
                yield item

    def _add_blocks(self, parent: Any, out: list[str], *, cell: bool = False) -> None:
        for item in self._items(parent):
            if item.tag == f"{_W}p":
                self._add_paragraph(item, out, cell)
            elif item.tag == f"{_W}tr":
                out.extend(join_row(self._cells(item)))
            else:
                self._add_blocks(item, out, cell=cell)

    def _cells(self, parent: Any) -> list[list[str]]:
        cells: list[list[str]] = []
        for item in self._items(parent):
            if item.tag == f"{_W}tc":
                cells.append([])
                self._add_blocks(item, cells[-1], cell=True)
            else:
                cells.extend(self._cells(item))
        return cells

    def _add_paragraph(self, paragraph: Any, out: list[str], cell: bool) -> None:
        own = _children(next(paragraph.iterchildren(f"{_W}pPr"), None))
        name, hides = self._style(own.get(f"{_W}pStyle"))
        words: list[str] = []
        boxes: list[Any] = []
        self._gather_words(paragraph, (hides, cell or f"{_W}shd" in own), words, boxes)
        if text := re.sub(r"[^\S\n]+", " ", "".join(words)).strip():
            out.append(_block_mark(name, listed=f"{_W}numPr" in own) + text)
        for box in boxes:
            self._add_blocks(box, out)

    def _gather_words(
        self, parent: Any, look: tuple[bool | None, bool], words: list[str], boxes: list[Any]
    ) -> None:
        for item in self._items(parent):
            if item.tag in (f"{_W}t", _MATHS):
                words.append(item.text or "")
            elif item.tag in _PIECES:
                words.append(_PIECES[item.tag])
            elif item.tag == f"{_W}txbxContent":
                boxes.append(item)
            elif item.tag != f"{_W}r" or not self._is_hidden(item, *look):
                self._gather_words(item, look, words, boxes)

    def _is_hidden(self, run: Any, hides: bool | None, shaded: bool) -> bool:
        """Whether a run is hidden, too small to see, or white on a page that is white."""
        own = _children(next(run.iterchildren(f"{_W}rPr"), None))
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
            self._known[key] = self._look_up_style(key)
        return self._known[key]

    def _look_up_style(self, key: str | None) -> tuple[str, bool | None]:
        name = ""
        for _ in range(MAX_STYLE_CHAIN):
            if key not in self._styles:
                break
            own_name, hides, key = self._styles[key]
            name = name or own_name
            if hides is not None:
                return name, hides
        return name, None


def _own_marks(style: Any) -> tuple[str, bool | None, str | None]:
    """The name of a style, whether it hides its text, if it says so, and what it is based on."""
    fields = _children(style)
    own = _children(fields.get(f"{_W}rPr"))
    hides = _value(own[f"{_W}vanish"]) not in _OFF if f"{_W}vanish" in own else None
    based = fields.get(f"{_W}basedOn")
    return _value(fields.get(f"{_W}name")), hides, None if based is None else based.get(f"{_W}val")


def _children(item: Any) -> dict[str, Any]:
    return {} if item is None else {child.tag: child for child in item.iterchildren()}


def _value(item: Any) -> str:
    return "" if item is None else str(item.get(f"{_W}val", "")).lower()


def _block_mark(name: str, *, listed: bool) -> str:
    if level := re.match(r"(?:heading|заголовок) ([1-6])$", name):
        return "#" * int(level[1]) + " "
    if name == "title":
        return "# "
    return "- " if listed or name.startswith("list ") else ""
