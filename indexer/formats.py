"""Text out of HTML, PDF and Word files: headings as Markdown, the title and date inside."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_UNPACKED = 200 << 20
_DEEPEST = 400
_DROPPED = ("script", "style", "template", "noscript", "nav", "footer", "iframe", "object", "svg",
            "form", "head")  # fmt: skip
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)"
    r"|font-size\s*:\s*0|(?:width|height)\s*:\s*0(?:px)?\s*(?:;|$)|clip\s*:\s*rect\(0"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}|transform\s*:\s*scale\(0\)",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"(?<![-\w])color\s*:\s*([^;]+)", re.IGNORECASE)
_GROUND = re.compile(r"background(?:-color)?\s*:\s*([^;]+)", re.IGNORECASE)
_WHITE = frozenset({"white", "#fff", "#ffffff", "rgb(255,255,255)", "transparent"})
_BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "blockquote", "pre", "dt", "dd",
           "div", "section", "article", "figcaption", "caption")  # fmt: skip


@dataclass(frozen=True)
class Extract:
    """What a file says, and what it says of itself."""

    text: str
    title: str = ""
    date: dt.date | None = None


def html(text: str) -> Extract:
    """The visible text of a page."""
    from bs4 import BeautifulSoup, Comment

    if _depth(text) > _DEEPEST:
        raise ValueError("is HTML nested too deeply to be a document")
    soup = BeautifulSoup(text, "html.parser")
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    for comment in soup.find_all(string=lambda piece: isinstance(piece, Comment)):
        comment.extract()
    for tag in soup.find_all(_DROPPED):
        tag.decompose()
    for tag in soup.find_all(_hidden):
        if not tag.decomposed:
            tag.decompose()
    return Extract(_paragraphs(soup), title)


def _depth(text: str) -> int:
    depth = deepest = 0
    for mark in re.finditer(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)", text):
        if mark[2].lower() in ("br", "img", "hr", "meta", "link", "input", "p", "li"):
            continue
        depth += -1 if mark[1] else 1
        deepest = max(deepest, depth)
    return deepest


def _hidden(tag: Tag) -> bool:
    if tag.has_attr("hidden") or str(tag.get("aria-hidden", "")).lower() == "true":
        return True
    style = str(tag.get("style", ""))
    if _HIDING.search(style):
        return True
    colour, ground = _COLOUR.search(style), _GROUND.search(style)
    said = colour.group(1).strip().lower().replace(" ", "") if colour else ""
    beneath = ground.group(1).strip().lower().replace(" ", "") if ground else "white"
    return bool(said) and (said == beneath or (said in _WHITE and beneath in _WHITE))


def _paragraphs(soup: BeautifulSoup) -> str:
    for mark in soup.find_all("br"):
        mark.replace_with("\n")
    out: list[str] = []
    for tag in soup.find_all(_BLOCKS):
        inner = tag.find(_BLOCKS)
        # A block of blocks speaks through them; what stands loose in it is read with them.
        pieces = (
            [str(p) for p in tag.find_all(string=True, recursive=False)]
            if inner
            else [tag.get_text(" ")]
        )
        words = re.sub(r"\s+", " ", " ".join(pieces)).strip()
        if not words:
            continue
        level = int(tag.name[1]) if re.fullmatch(r"h[1-6]", tag.name) else 0
        mark_up = "#" * level + " " if level else "- " if tag.name == "li" else ""
        out.append(mark_up + words)
    if not out:
        out = [line.strip() for line in soup.get_text("\n").splitlines() if line.strip()]
    return "\n\n".join(out)


def pdf(raw: bytes) -> Extract:
    """The text layer of a PDF; ValueError when there is none, or it is locked or broken."""
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PdfReadError

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValueError("is a PDF locked with a password")
        pages = [page.extract_text() or "" for page in reader.pages]
        about = reader.metadata
        title = str(about.title or "") if about else ""
        made = about.creation_date if about else None
    except ValueError:
        raise
    except (PdfReadError, Exception) as error:  # noqa: BLE001 (a parser of foreign bytes)
        raise ValueError(f"is a PDF that cannot be read ({type(error).__name__})") from None
    text = "\n\n".join(_unwrapped(page) for page in pages)
    if not text.strip():
        raise ValueError("is a PDF without text: it needs text recognition first")
    return Extract(text, title.strip(), made.date() if made else None)


def _unwrapped(page: str) -> str:
    """A page's lines joined into paragraphs, words cut at a line's end made whole."""
    page = re.sub(r"(?<=\w)-\n(?=[a-zа-яё])", "", page)
    page = re.sub(r"[ \t]+\n", "\n", page)
    return re.sub(r"(?<![.!?:;\n])\n(?=[^\n])", " ", page)


def word(raw: bytes) -> Extract:
    """The text of a Word document; ValueError when it is none, or would unpack too far."""
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(item.file_size for item in packed.infolist()) > _UNPACKED:
                raise ValueError("unpacks to more than 200 MiB")
        document = docx.Document(io.BytesIO(raw))
    except ValueError:
        raise
    except Exception as error:
        raise ValueError(f"is no Word document ({type(error).__name__})") from error
    out: list[str] = []
    for item in document.iter_inner_content():
        if hasattr(item, "rows"):
            rows = ([cell.text.strip() for cell in row.cells] for row in item.rows)
            out.extend("; ".join(dict.fromkeys(cells)) for cells in rows)
            continue
        style = str(getattr(item.style, "name", "") or "")
        level = re.match(r"Heading (\d)", style)
        mark = "#" * int(level[1]) + " " if level else "# " if style == "Title" else ""
        shown = "".join(run.text for run in item.runs if not run.font.hidden) or item.text
        if shown.strip():
            out.append(mark + shown.strip())
    about = document.core_properties
    made = about.modified or about.created
    return Extract("\n\n".join(out), (about.title or "").strip(), made.date() if made else None)
