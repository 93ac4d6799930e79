"""A file made into a document: decoded, freed of what cannot be seen, its head filled in."""

from __future__ import annotations

import codecs
import datetime as dt
import hashlib
import re
from typing import Any

from indexer.documents import frontmatter
from indexer.documents.discover import Entry
from indexer.documents.extract import Extract, html, pdf, word
from indexer.documents.markdown import parse_blocks
from indexer.documents.visibility import remove_unseen
from knowledge.errors import NoteError
from knowledge.models import Document
from knowledge.text.language import detect_language

LARGEST = 20 << 20
_MARKDOWN = (".md", ".markdown")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # Before UTF-16: its mark begins in the same way.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes([*range(9), *range(14, 32), 127])
_SAMPLE = 1 << 14
# In the order of preference where a text reads equally well in several.
_CYRILLIC = ("cp1251", "koi8_r", "cp866")
_OTHERS = ("cp1252", "cp1251", "koi8_r", "koi8_u", "cp866", "cp1250", "cp1254", "cp1253", "cp1255",
           "cp1256", "cp1257", "cp932", "cp949", "gb18030", "big5", "euc_jp", "cp874")  # fmt: skip
_CAPITALS, _SMALL = "А-ЯЁІЇЄҐЎ", "а-яёіїєґў"
_WORD = re.compile(rf"[{_CAPITALS}{_SMALL}]?[{_SMALL}]*|[{_CAPITALS}]+")
# The commoner a letter is in Russian, the smaller its number.
_RANKS = {letter: rank for rank, letter in enumerate("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъ")}
_CHARSET = re.compile(rb"""(?i)(?:charset|encoding)\s{0,9}=\s{0,9}["']?([-\w]{2,20})""")
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
        return _document(entry, _bytes(entry), latest)
    except OSError as error:
        problem = f"cannot be read ({error.strerror or type(error).__name__})"
        raise NoteError(entry.name, problem) from None
    except ValueError as error:
        raise NoteError(entry.name, str(error)[:200]) from None
    except RecursionError:
        raise NoteError(entry.name, "is nested too deeply to be a document") from None
    except Exception as error:  # noqa: BLE001 (parsers of foreign bytes: one file must not end a build)
        problem = f"cannot be read ({type(error).__name__}); save it anew or as plain text"
        raise NoteError(entry.name, problem) from None


def _bytes(entry: Entry) -> bytes:
    with entry.path.open("rb") as file:
        # It may have grown since it was found.
        raw = b"" if entry.size > LARGEST else file.read(LARGEST + 1)
    if max(entry.size, len(raw)) > LARGEST:
        raise ValueError(f"is larger than {LARGEST >> 20} MiB; split it")
    if not raw.strip():
        raise ValueError("is empty; write it or take it away")
    return raw


def _document(entry: Entry, raw: bytes, latest: dt.date) -> Document:
    suffix = entry.path.suffix.lower()
    if suffix == ".pdf":
        extract = pdf(raw)
    elif suffix == ".docx":
        extract = word(raw)
    elif suffix in (".html", ".htm"):
        extract = html(decode(raw, _declared(raw)))
    else:
        extract = Extract(decode(raw))
    text = remove_unseen(extract.text)
    fields, body = (
        frontmatter.split_front_matter(text) if suffix in (*_MARKDOWN, ".txt") else (None, 0)
    )
    if suffix in _MARKDOWN:
        text = text[:body] + frontmatter.remove_hidden_html(text[body:])
    guessed, begin = _guess(entry, extract, text, body, fields or {}, latest)
    if not text[begin:].strip():
        raise ValueError("holds no text that a reader sees; write some or take it away")
    return Document(
        head=frontmatter.make_head(fields or {}, guessed),
        path=entry.name,
        text=text,
        body=begin,
        digest=hashlib.sha256(raw).hexdigest(),
    )


def decode(raw: bytes, declared: str = "") -> str:
    """The text of bytes in whatever encoding they are; ValueError when they are no text.

    ``declared`` is what the file itself names; it is believed where it fits.
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                problem = "is not the Unicode that it claims to be; save it as UTF-8"
                raise ValueError(problem) from None
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    if b"\x00" in raw or controls > max(40, len(raw) // 50):
        raise ValueError("is binary, not text; save it as UTF-8")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        _check_broken(raw, error.start)
    for encoding in filter(None, (declared, _cyrillic(raw), _best(raw))):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("is in an encoding that was not recognised; save it as UTF-8")


def _check_broken(raw: bytes, at: int) -> None:
    """ValueError for UTF-8 with a few bytes amiss: as another encoding all of it would be wrong."""
    whole = raw.decode("utf-8", "ignore")
    lost = len(raw) - len(whole.encode())
    if 10 * lost < len(whole.encode()) - len(whole):
        line = raw.count(b"\n", 0, at) + 1
        raise ValueError(f"is UTF-8 with broken bytes (line {line}); save it again as UTF-8")


def _declared(raw: bytes) -> str:
    """The encoding that a page names near its top, when it is one of the known ones."""
    found = _CHARSET.search(raw[:2048])
    try:
        name = codecs.lookup(found[1].decode("ascii")).name if found else ""
    except (LookupError, UnicodeDecodeError):
        return ""
    name = {"iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}.get(name, name)
    known = name.replace("-", "_")
    return known if known in _OTHERS or known.startswith(("iso8859_", "shift_jis", "euc_")) else ""


def _cyrillic(raw: bytes) -> str:
    """The encoding in which the bytes read as Russian words of common letters, or nothing.

    Surer on a short text than statistics of whole languages.
    """
    best, least = "", 14.5
    for encoding in _CYRILLIC:
        text = raw[:_SAMPLE].decode(encoding, "replace")
        words = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()]
        # A capital inside a word, or a Latin letter, is another encoding's.
        pure = [word for word in words if _WORD.fullmatch(word)]
        size = sum(map(len, pure))
        strange = sum(map(len, words)) - size + sum(char > "\x7f" for char in text) - size
        if size and 4 * strange <= size and (rank := sum(map(_rank, pure)) / size) < least:
            best, least = encoding, rank
    return best


def _rank(word: str) -> int:
    """How unlike Russian a word is: by its letters, and by capitals and signs out of place."""
    ranks = sum(_RANKS.get(letter, 20) for letter in word.lower())
    return ranks + sum(letter.isupper() for letter in word[1:]) + 9 * (word[0] in "ьъыЬЪЫ")


def _best(raw: bytes) -> str:
    from charset_normalizer import from_bytes

    # Cut where a line ends, so that no character is cut.
    sample = raw[: raw.rfind(b"\n", 0, _SAMPLE) + 1] or raw[:_SAMPLE]
    sample = raw if len(raw) <= _SAMPLE else sample
    found = list(from_bytes(sample, threshold=0.3, cp_isolation=list(_OTHERS)))
    ranked = sorted(
        (round(match.chaos, 2), -round(match.coherence, 2), _OTHERS.index(name), name)
        for match in found
        for name in match.could_be_from_charset
        if name in _OTHERS
    )
    return ranked[0][3] if ranked else ""


def _guess(
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
        date, begin = frontmatter.opening_date(text, body, latest)
        stated = (day for day in (date, extract.date, _changed(entry)) if day and day <= latest)
        date = next(stated, None)
    as_of = str(fields.get("as_of") or "")[:10] if date is None else date.isoformat()
    title = remove_unseen(extract.title).strip() or _title(text[: begin + _FRONT], begin)
    title = (title or remove_unseen(entry.path.stem).strip() or "document")[:300]
    source = {"title": title, "publisher": "own document", "url": "", "date": as_of}
    return {
        "id": slug(entry.name),
        "title": title,
        "language": detect_language(text[begin : begin + _FRONT]),
        "kind": "article",
        "as_of": date,
        "sources": [source],
    }, begin


def _changed(entry: Entry) -> dt.date | None:
    try:
        return dt.datetime.fromtimestamp(entry.mtime_ns / 1e9, dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


def _title(text: str, begin: int) -> str:
    for block in parse_blocks(text, begin):
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
