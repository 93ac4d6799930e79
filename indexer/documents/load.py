"""A file made into a document: decoded, freed of what cannot be seen, its head filled in."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Any

from indexer.documents import dates, frontmatter, hidden_markdown
from indexer.documents.decode import decode_text, parse_declared_encoding
from indexer.documents.discover import Entry
from indexer.documents.extract import Extract
from indexer.documents.extract_docx import extract_docx
from indexer.documents.extract_html import extract_html
from indexer.documents.extract_pdf import extract_pdf
from indexer.documents.markdown import parse_blocks
from indexer.documents.visible_text import remove_unseen
from knowledge.errors import NoteError
from knowledge.files import open_regular_file
from knowledge.models import Document
from knowledge.text.language import detect_language

MAX_BYTES = 20 << 20
_MARKDOWN = (".md", ".markdown")
# How much of a text its title and its language are looked for in.
_FRONT = 4000
_LATIN = str.maketrans(
    {"а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
     "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
     "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
     "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya"}
)  # fmt: skip


def load_document(entry: Entry, *, today: dt.date | None = None) -> Document:
    """The document in a file; NoteError says in a few words why there is none.

    A date that the file does not state is guessed, and never later than ``today``.
    """
    latest = today or dt.datetime.now(dt.UTC).date()
    try:
        return _make_document(entry, _read_bytes(entry), latest)
    except OSError as error:
        problem = f"cannot be read ({error.strerror or type(error).__name__})"
        raise NoteError(entry.name, problem) from None
    except ValueError as error:
        raise NoteError(entry.name, str(error)[:200]) from None
    except RecursionError:
        raise NoteError(entry.name, "is nested too deeply to be a document") from None
    except MemoryError:
        # The reader's process says how much there was, and ends.
        raise
    except Exception as error:  # noqa: BLE001 (parsers of foreign bytes: one file must not end a build)
        problem = f"cannot be read ({type(error).__name__}); save it anew or as plain text"
        raise NoteError(entry.name, problem) from None


def _read_bytes(entry: Entry) -> bytes:
    # A pipe that took its place since it was found is not waited for.
    with open_regular_file(entry.path, follow_links=True) as file:
        # It may have grown since it was found.
        raw = b"" if entry.size > MAX_BYTES else file.read(MAX_BYTES + 1)
    if max(entry.size, len(raw)) > MAX_BYTES:
        raise ValueError(f"is larger than {MAX_BYTES >> 20} MiB; split it")
    if not raw.strip():
        raise ValueError("is empty; write it or take it away")
    return raw


def _make_document(entry: Entry, raw: bytes, latest: dt.date) -> Document:
    suffix = entry.path.suffix.lower()
    if suffix == ".pdf":
        extract = extract_pdf(raw)
    elif suffix == ".docx":
        extract = extract_docx(raw)
    elif suffix in (".html", ".htm"):
        extract = extract_html(decode_text(raw, parse_declared_encoding(raw)))
    else:
        extract = Extract(decode_text(raw))
    text = remove_unseen(extract.text)
    fields, body = (
        frontmatter.split_front_matter(text) if suffix in (*_MARKDOWN, ".txt") else (None, 0)
    )
    if suffix in _MARKDOWN:
        text = text[:body] + hidden_markdown.remove_hidden_html(text[body:])
    guessed, begin = _guess_fields(entry, extract, text, body, fields or {}, latest)
    if not text[begin:].strip():
        raise ValueError("holds no text that a reader sees; write some or take it away")
    return Document(
        head=frontmatter.make_head(fields or {}, guessed),
        path=entry.name,
        text=text,
        body=begin,
        digest=hashlib.sha256(raw).hexdigest(),
    )


def _guess_fields(
    entry: Entry,
    extract: Extract,
    text: str,
    body: int,
    fields: dict[str, Any],
    latest: dt.date,
) -> tuple[dict[str, Any], int]:
    """What the file does not say of itself, and where its text begins."""
    date, begin = None, body
    if not fields.get("as_of"):
        date, begin = dates.find_opening_date(text, body, latest)
        stated = (day for day in (date, extract.date, _change_date(entry)) if day and day <= latest)
        date = next(stated, None)
    as_of = str(fields.get("as_of") or "")[:10] if date is None else date.isoformat()
    title = remove_unseen(extract.title).strip() or _find_title(text[: begin + _FRONT], begin)
    title = (title or remove_unseen(entry.path.stem).strip() or "document")[:300]
    source = {"title": title, "publisher": "own document", "url": "", "date": as_of}
    return {
        "id": make_slug(entry.name),
        "title": title,
        "language": detect_language(text[begin : begin + _FRONT]),
        "kind": "article",
        "as_of": date,
        "sources": [source],
    }, begin


def _change_date(entry: Entry) -> dt.date | None:
    try:
        return dt.datetime.fromtimestamp(entry.mtime_ns / 1e9, dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


def _find_title(text: str, begin: int) -> str:
    for block in parse_blocks(text, begin):
        words = block.plain.text
        if block.level or len(words) <= 80:
            return words[:300]
        end = re.search(r"[.!?](?:\s|$)", words)
        cut = words[: end.start()] if end and end.start() <= 120 else words[:80].rsplit(" ", 1)[0]
        return cut.strip()
    return ""


def make_slug(name: str) -> str:
    """An id made of a file's name; a short hash keeps ids apart where letters were lost."""
    stem = name.rsplit(".", 1)[0]
    plain = re.sub(r"[^a-z0-9._-]+", "-", stem.lower().translate(_LATIN)).strip("-._")
    if plain == stem and len(plain) <= 100:
        return plain
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{plain[:90].strip('-._') or 'document'}-{mark}"
