"""The texts and tags of a page, read in time linear in its length however it is broken."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_ATTRIBUTE = re.compile(
    r"""([^\s"'<>/=]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s>"']++))?""",
)
_START = re.compile(r"<(?:!--|/?[a-zA-Z]|[!?/])")
_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*+)((?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)>""")
_PLAIN_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)([^>]*+)>")
# What stands in these is no markup.
_RAW_TAGS = "script style title textarea noscript iframe noembed noframes"
_RAW = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW_TAGS.split()}
_LONG_NUMBER = re.compile(r"&#[xX]?0*+[0-9a-fA-F]{8,}+;?")


def split_tokens(text: str) -> Iterator[tuple[str, str, str]]:
    """The texts and tags of a page as (kind, what is inside, name); comments are left out.

    Each character is looked at a bounded number of times, however the page is broken.
    """
    at, last, quoted, endless = 0, text.rfind(">"), True, set[str]()
    while at <= last and (start := _START.search(text, at, last + 1)):
        if start.start() > at:
            yield "text", text[at : start.start()], ""
        at = start.start()
        if not start[0][-1].isalpha():
            comment = start[0] == "<!--"
            end = text.find("-->" if comment else ">", at + 2)
            at = len(text) if end < 0 else end + (3 if comment else 1)
            continue
        tag = _TAG.match(text, at) if quoted else None
        # After one quote that never ends no later one is looked for.
        quoted = tag is not None
        tag = tag or _PLAIN_TAG.match(text, at)
        if tag is None:
            break
        at, name = tag.end(), tag[2].lower()
        if tag[1] or name not in _RAW:
            yield "end" if tag[1] else "start", tag[3], name
            continue
        close = None if name in endless else _RAW[name].search(text, at)
        if close:
            yield "raw", f"{tag[3]}>{text[at : close.start()]}", name
            at = text.find(">", close.end()) + 1 or len(text)
        else:
            endless.add(name)
            # A script without an end hides all that follows; a title without one is passed over.
            at = len(text) if name in ("script", "style") else at
    if at < len(text):
        yield "text", text[at:], ""


def unescape(text: str) -> str:
    """The characters that a text of HTML stands for."""
    # Numbers of no character go: thousands of digits would be refused with an error of their own.
    return html.unescape(_LONG_NUMBER.sub("", text)) if "&" in text else text


def parse_attributes(inside: str) -> dict[str, str]:
    """The attributes of a tag by name; of two of one name the first, as in a browser."""
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(inside):
        bare = value[1:-1] if value[:1] in ("'", '"') else value
        found.setdefault(name.lower(), unescape(bare))
    return found
