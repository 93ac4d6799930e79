"""What stands at the head of a note: its front matter, checked field by field, and its date."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import yaml
from pydantic import ValidationError

from indexer.documents.visibility import Look, attributes, remove_unseen
from knowledge.models import Head

_LIMIT = 64 << 10
_OPEN = re.compile(r"---[ \t]*\n")
_CLOSE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_DEEPEST, _PARTS = 20, 6_000
_STARTS = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken,
           yaml.BlockSequenceStartToken, yaml.BlockMappingStartToken)  # fmt: skip
_ENDS = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)
_TIMESTAMP = "tag:yaml.org,2002:timestamp"

_YEAR = r"(?:19|20)\d\d"
_WORD = r"[^\W\d_]{3,9}"
_DATE = re.compile(
    rf"({_YEAR})-(\d\d)-(\d\d)(?:T[\d:.]{{5,20}}(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-])"
    rf"|(\d\d?)(?:st|nd|rd|th)?\s+(?:of\s+)?({_WORD})\.?,?\s+({_YEAR})(?!\w)"
    rf"|({_WORD})\.?\s+(\d\d?)(?:st|nd|rd|th)?,?\s+({_YEAR})(?!\w)",
    re.IGNORECASE,
)
_MONTHS = (
    "january января январь", "february февраля февраль", "march марта март", "april апреля апрель",
    "may мая май", "june июня июнь", "july июля июль", "august августа август",
    "september сентября сентябрь", "october октября октябрь", "november ноября ноябрь",
    "december декабря декабрь",
)  # fmt: skip
_LABEL = re.compile(
    r"[\s>#*_]*(?:(?:dated?|(?:last\s+)?(?:published|updated|reviewed|modified)(?:\s+on)?|as\s+of"
    r"|дата(?:\s+публикации)?|опубликовано|обновлено|по\s+состоянию\s+на|от)\b[\s*_]*[:–—-]?[\s*_]*)?",
    re.IGNORECASE,
)
# What stands between a date and the text that it runs into.
_AFTER = re.compile(r"\s*(?:г\.|года\b)?[ \t]*[.:,;|–—-]*\s*")
_LINES, _FRONT = 8, 2000
_EMPTY = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
# Code is shown as it stands, whatever it holds; so it is matched before the rest.
_MARKDOWN = re.compile(
    r"^ {0,3}(?P<fence>`{3,}+|~{3,}+)[^\n]*+"
    r"|(?<!`)(?P<code>`++)[^`\n]++(?P=code)(?!`)"
    r"|(?P<comment><!--)"
    r"""|<(?P<name>[a-zA-Z][\w-]*+)(?P<rest>(?:\s(?:[^<>"']++|"[^"\n]*+"|'[^'\n]*+')*+)?+)>""",
    re.MULTILINE,
)


class _Loader(yaml.SafeLoader):
    """YAML with dates left as text: the model reads them, and names the field of a bad one."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (so it is declared in PyYAML)
        start: [(tag, pattern) for tag, pattern in resolvers if tag != _TIMESTAMP]
        for start, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def split_front_matter(text: str) -> tuple[dict[str, Any] | None, int]:
    """The fields, or None, and where the body begins; ValueError says what is wrong."""
    if not (begin := _OPEN.match(text)):
        return None, 0
    close = _CLOSE.search(text, begin.end())
    if not close:
        # A rule at the top of a text is no front matter.
        return None, 0
    raw = text[begin.end() : close.start()]
    if len(raw) > _LIMIT:
        raise ValueError("has front matter of more than 64 KiB; shorten it")
    try:
        fields = _parsed(raw)
    except _Refused:
        raise
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        raise ValueError(f"has front matter that is not YAML{where}; correct it") from None
    if not isinstance(fields, dict):
        raise ValueError("has front matter that is no list of fields; write `name: value` lines")
    body = close.end()
    return _cleaned(fields), body + (1 if text[body : body + 1] == "\n" else 0)


class _Refused(ValueError):
    """What front matter must not hold."""


def _parsed(raw: str) -> object:
    depth = 0
    for number, token in enumerate(yaml.scan(raw)):
        depth += isinstance(token, _STARTS) - isinstance(token, _ENDS)
        # Each level makes every token slower to read.
        if depth > _DEEPEST or number > _PARTS:
            raise _Refused("has front matter that is nested too deeply or too long; shorten it")
        # Anchors can multiply without end; tags ask for types that a note has no use for.
        if isinstance(token, yaml.AnchorToken | yaml.AliasToken):
            raise _Refused("has front matter with anchors, which are not read; quote & and *")
        if isinstance(token, yaml.TagToken):
            raise _Refused("has front matter with tags, which are not read; quote !")
    return yaml.load(raw, Loader=_Loader)  # noqa: S506 (a SafeLoader with less in it)


def _cleaned(value: Any) -> Any:
    """A value whose texts hold nothing unseen: YAML can write any character as an escape."""
    if isinstance(value, str):
        return remove_unseen(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(item) for key, item in value.items()}
    return value


def make_head(fields: dict[str, Any], guessed: dict[str, Any]) -> Head:
    """The front matter with what it lacks filled in from guesses; ValueError names a bad field."""
    missing = {name: value for name, value in guessed.items() if fields.get(name) in (None, "")}
    whole = {name: value for name, value in fields.items() if value is not None} | missing
    try:
        return Head.model_validate(whole | {"guessed": tuple(sorted(missing))})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{name[:60]}: {first['msg'][:110]}") from None


def date_at(text: str, at: int = 0) -> tuple[dt.date, int] | None:
    """The date that stands at a place of a text and where it ends, or None.

    Only ISO dates and dates with the name of a month are read: 03.04.2024 may be of either month.
    """
    if not (found := _DATE.match(text, at)):
        return None
    y, m, d = (next((found[i] for i in places if found[i]), "") for places in
               ((1, 6, 9), (2, 5, 7), (3, 4, 8)))  # fmt: skip
    try:
        return dt.date(int(y), int(m) if m.isdecimal() else _month(m), int(d)), found.end()
    except ValueError:
        return None


def _month(word: str) -> int:
    """The number of a month named in English or Russian, whole or cut short; 0 for none."""
    word = word.lower()
    for number, names in enumerate(_MONTHS, 1):
        english, of, name = names.split()
        if english.startswith(word) or of.startswith(word) or word == name:
            return number
    return 0


def opening_date(text: str, begin: int, latest: dt.date) -> tuple[dt.date | None, int]:
    """The date at the front of a text, not after ``latest``, and where the text after it begins.

    It counts when the text opens with it, or when it has one of the first lines to itself; a date
    that its sentence needs ("26 December 2024 is the day") is not the document's.
    """
    if found := _run_in(text, begin, latest):
        return found
    lines = [line for line in text[begin : begin + _FRONT].split("\n") if line.strip()]
    for line in lines[:_LINES]:
        start = _label(line)
        found = date_at(line, start)
        if found and found[0] <= latest and not line[_after(line, found[1]) :].strip("*_ \t"):
            return found[0], begin
    return None, begin


def _run_in(text: str, begin: int, latest: dt.date) -> tuple[dt.date, int] | None:
    opening = text[begin : begin + 400]
    start = _label(opening)
    found = date_at(opening, start)
    # A heading or a line in bold keeps its date.
    if not found or found[0] > latest or re.search(r"[#>*_]", opening[:start]):
        return None
    end = _after(opening, found[1])
    if opening[end : end + 1].islower():
        return (found[0], begin) if opening[:start].strip() else None
    return found[0], begin + (end if text[begin + end :].strip() else 0)


def _label(text: str) -> int:
    found = _LABEL.match(text)
    return found.end() if found else 0


def _after(text: str, at: int) -> int:
    found = _AFTER.match(text, at)
    return found.end() if found else at


def remove_hidden_html(text: str) -> str:
    """Markdown without comments and hidden HTML; ValueError names one that is never closed."""
    out: list[str] = []
    at = kept = 0
    # Looked for once: a search at each of many open comments would take too long.
    last = text.rfind("-->")
    while mark := _MARKDOWN.search(text, at):
        start, at = mark.start(), mark.end()
        if mark["fence"]:
            fence = rf"^ {{0,3}}{mark['fence'][0]}{{{len(mark['fence'])},}}"
            closing = re.compile(fence, re.MULTILINE).search(text, at)
            at = closing.end() if closing else len(text)
            continue
        if mark["comment"]:
            end = text.find("-->", start) + 3 if start < last else _unclosed(text, start)
        else:
            end = _hidden_end(text, mark)
        if end > start:
            out.append(text[kept:start])
            kept = at = end
    return "".join(out) + text[kept:]


def _unclosed(text: str, start: int) -> int:
    """The start of a comment that is but an open mark amid a line; others hide all that follows."""
    before = text[max(0, start - 4) : start]
    if before.rpartition("\n")[2].strip(" ") or (len(before) == 4 and "\n" not in before):
        return start
    raise ValueError("has a comment that is never closed; close it with -->")


def _hidden_end(text: str, tag: re.Match[str]) -> int:
    """Where a hidden element ends; its start when it is not hidden."""
    name = (tag["name"] or "").lower()
    if not name or name in _EMPTY:
        return tag.start()
    said = attributes(tag["rest"])
    look = Look().under(name, said, {}) if said else Look()
    if look.seen and name not in ("script", "style", "template", "noscript"):
        return tag.start()
    depth = 1
    same = re.compile(rf"<(/?){re.escape(name)}(?=[\s/>])[^<>]*+>", re.IGNORECASE)
    for found in same.finditer(text, tag.end()):
        depth += -1 if found[1] else 1
        if depth == 0:
            return found.end()
    raise ValueError(f"has a hidden <{name[:20]}> that is never closed; close it or take it out")
