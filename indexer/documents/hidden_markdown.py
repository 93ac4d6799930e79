"""Markdown without comments and hidden HTML, which its reader does not see."""

from __future__ import annotations

import re

from indexer.documents.html_tokens import parse_attributes
from indexer.documents.visibility import Appearance

_EMPTY = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
# Code is shown as it stands, whatever it holds; so it is matched before the rest.
_MARKDOWN = re.compile(
    r"^ {0,3}(?P<fence>`{3,}+|~{3,}+)[^\n]*+"
    r"|(?<!`)(?P<code>`++)[^`\n]++(?P=code)(?!`)"
    r"|(?P<comment><!--)"
    r"""|<(?P<name>[a-zA-Z][\w-]*+)(?P<rest>(?:\s(?:[^<>"']++|"[^"\n]*+"|'[^'\n]*+')*+)?+)>""",
    re.MULTILINE,
)


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
            end = text.find("-->", start) + 3 if start < last else _check_unclosed(text, start)
        else:
            end = _hidden_element_end(text, mark)
        if end > start:
            out.append(text[kept:start])
            kept = at = end
    return "".join(out) + text[kept:]


def _check_unclosed(text: str, start: int) -> int:
    """The start of a comment that is but an open mark amid a line; others hide all that follows."""
    before = text[max(0, start - 4) : start]
    if before.rpartition("\n")[2].strip(" ") or (len(before) == 4 and "\n" not in before):
        return start
    raise ValueError("has a comment that is never closed; close it with -->")


def _hidden_element_end(text: str, tag: re.Match[str]) -> int:
    """Where a hidden element ends; its start when it is not hidden."""
    name = (tag["name"] or "").lower()
    if not name or name in _EMPTY:
        return tag.start()
    attributes = parse_attributes(tag["rest"])
    appearance = Appearance().inside(name, attributes, {}) if attributes else Appearance()
    if appearance.is_visible and name not in ("script", "style", "template", "noscript"):
        return tag.start()
    depth = 1
    same = re.compile(rf"<(/?){re.escape(name)}(?=[\s/>])[^<>]*+>", re.IGNORECASE)
    for found in same.finditer(text, tag.end()):
        depth += -1 if found[1] else 1
        if depth == 0:
            return found.end()
    raise ValueError(f"has a hidden <{name[:20]}> that is never closed; close it or take it out")
