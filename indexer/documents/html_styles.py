"""Style sheets, as far as they hide text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.documents.html_tokens import split_tokens

Rules = dict[str, dict[str, str]]
MAX_SHEET_CHARS = 500_000
# What can hide a text; what else a rule sets is not kept, for each element would carry it along.
_PROPERTY_NAMES = (
    "background background-color clip clip-path color content-visibility display font font-size "
    "height left max-height max-width opacity overflow text-indent top transform visibility width"
)
_PROPERTIES = frozenset(_PROPERTY_NAMES.split())
# A value that hides text says so at its front; longer ones hold pictures and lists of fonts.
MAX_VALUE_CHARS = 200


def parse_declarations(style: str) -> dict[str, str]:
    """The properties that a style sets, of those that can hide text; the front of long values."""
    out: dict[str, str] = {}
    for part in _without_comments(style).lower().split(";"):
        name, colon, value = part.partition(":")
        if colon and (name := name.strip()) in _PROPERTIES:
            value = " ".join(value.replace("!important", "").split())
            out[name] = value[:MAX_VALUE_CHARS].rstrip()
    return out


def _without_comments(style: str) -> str:
    first, *rest = style.split("/*")
    return first + "".join(part.partition("*/")[2] for part in rest)


def parse_rules(page: str) -> Rules:
    """The declarations of a page's style sheets by the tag, .class or #id that they are for.

    Only plain selectors hide, and none that holds for some media alone. What a selector of
    more parts shows again (".tab.open") is not taken as hidden.
    """
    out: Rules = {}
    shown: set[str] = set()
    for selectors, style in _split_rules(_without_comments(_join_sheets(page)[:MAX_SHEET_CHARS])):
        declared = parse_declarations(style)
        for selector in selectors.split(","):
            if re.fullmatch(r"[.#]?[\w-]++", selector.strip()):
                out.setdefault(selector.strip(), {}).update(declared)
            elif (
                declared.get("display", "none") != "none" or declared.get("visibility") == "visible"
            ):
                shown.update(re.findall(r"[.#][\w-]++", selector))
    for name in shown & out.keys():
        for key in ("display", "visibility"):
            out[name].pop(key, None)
    return out


def _join_sheets(page: str) -> str:
    if "<style" not in page.lower():
        return ""
    inside = (inside.partition(">") for _, inside, name in split_tokens(page) if name == "style")
    return "\n".join(sheet for declared, _, sheet in inside if "print" not in declared.lower())


def _split_rules(sheet: str) -> Iterator[tuple[str, str]]:
    depth, begin, selectors = 0, 0, ""
    for mark in re.finditer(r"[{};]", sheet):
        if mark[0] == "{":
            if depth == 0:
                selectors, begin = sheet[begin : mark.start()], mark.end()
            depth += 1
        elif mark[0] == "}" and depth:
            depth -= 1
            if depth == 0:
                if not selectors.lstrip().startswith("@"):
                    yield selectors, sheet[begin : mark.start()]
                begin = mark.end()
        elif depth == 0:
            # "@import x;" is no part of the selector after it.
            begin = mark.end()
