"""A file made into a document: decoded, freed of what cannot be seen, its head filled in."""

from __future__ import annotations

import codecs
import datetime as dt
import hashlib
import re
from typing import Any

from indexer import formats, frontmatter
from indexer.clean import blocks
from indexer.discover import Entry
from indexer.formats import Extract
from indexer.visible import visible
from knowledge.errors import NoteError
from knowledge.language import detect
from knowledge.models import Document

LARGEST = 20 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# "date 2024-12-26 The growing use ...": a first line that holds the date and runs into the text.
_DATED = re.compile(r"\s*(?:date|dated|as of|дата|от)?\s*[:\-]?\s*", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:г\.|года)?\s*[.:,;|–—-]*\s*")
_LATIN = str.maketrans(
    {"а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
     "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
     "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
     "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya"}
)  # fmt: skip


def load(entry: Entry) -> Document:
    """The document in a file; NoteError says in a few words why there is none."""
    try:
        if entry.size > LARGEST:
            raise ValueError(f"is larger than {LARGEST >> 20} MiB")
        raw = entry.path.read_bytes()
        return _document(entry, raw)
    except OSError as error:
        raise NoteError(entry.name, f"cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise NoteError(entry.name, str(error)) from None
    except RecursionError:
        raise NoteError(entry.name, "is nested too deeply to be a document") from None


def _document(entry: Entry, raw: bytes) -> Document:
    suffix = entry.path.suffix.lower()
    if not raw.strip():
        raise ValueError("is empty")
    if suffix == ".pdf":
        extract = formats.pdf(raw)
    elif suffix == ".docx":
        extract = formats.word(raw)
    elif suffix in (".html", ".htm"):
        extract = formats.html(decode(raw))
    else:
        extract = Extract(decode(raw))
    text = visible(extract.text)
    fields, body = frontmatter.split(text) if suffix in (".md", ".markdown", ".txt") else (None, 0)
    guessed, begin = _guess(entry, extract, text, body, known=fields is not None)
    if not text[begin:].strip():
        raise ValueError("holds no text")
    return Document(
        head=frontmatter.head(fields or {}, guessed),
        path=entry.name,
        text=text,
        body=begin,
        digest=hashlib.sha256(raw).hexdigest(),
    )


def decode(raw: bytes) -> str:
    """The text of bytes in whatever encoding they are; ValueError when they are no text."""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                raise ValueError("is not the Unicode that it claims to be") from None
    if b"\x00" in raw or sum(byte < 9 or 13 < byte < 32 for byte in raw[:4096]) > 40:
        raise ValueError("is binary, not text")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(raw[: 1 << 16], threshold=0.3).best()
    if best is None:
        raise ValueError("is in an encoding that was not recognised; save it as UTF-8")
    return raw.decode(best.encoding, "replace")


def _guess(
    entry: Entry, extract: Extract, text: str, body: int, *, known: bool
) -> tuple[dict[str, Any], int]:
    """What the file does not say of itself, and where its text begins."""
    date, begin = extract.date, body
    opening = text[body : body + 400]
    lead = _DATED.match(opening)
    found = frontmatter.first_date(opening)
    if found and not known:
        date = date or found[0]
        at = lead.end() if lead else 0
        first = frontmatter.first_date(opening[at : at + 24])
        # Only a date that the text begins with is taken out of it.
        if first and re.match(r"\d|[A-Za-z]{3,9} \d", opening[at:]) and first[1] <= 20:
            end = at + first[1]
            gap = _AFTER.match(opening, end)
            begin = body + (gap.end() if gap else end)
    changed = dt.datetime.fromtimestamp(entry.mtime_ns / 1e9, dt.UTC).date()
    as_of = (date or changed).isoformat()
    title = visible(extract.title).strip() or _title(text, begin) or entry.path.stem
    source = {"title": title[:300], "publisher": "own document", "url": "", "date": as_of}
    return {
        "id": slug(entry.name),
        "title": title[:300],
        "language": detect(text[begin : begin + 4000]),
        "kind": "article",
        "as_of": as_of,
        "sources": [source],
    }, begin


def _title(text: str, begin: int) -> str:
    for block in blocks(text, begin):
        words = block.plain.text
        if block.level or len(words) <= 80:
            return words[:300]
        end = re.search(r"[.!?](?:\s|$)", words)
        cut = words[: end.start()] if end and end.start() <= 120 else words[:80].rsplit(" ", 1)[0]
        return cut.strip()
    return ""


def slug(name: str) -> str:
    """An id made of a file's name; a short hash keeps ids apart where letters were lost."""
    stem = name.rsplit(".", 1)[0]
    plain = re.sub(r"[^a-z0-9._-]+", "-", stem.lower().translate(_LATIN)).strip("-._")
    if plain == stem and len(plain) <= 100:
        return plain
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{plain[:90].strip('-._') or 'document'}-{mark}"
