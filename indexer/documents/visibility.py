"""What a reader does not see: unseen characters, and what HTML hides by its tags and styles."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge.text.invisible import DOCUMENT

_LINE_ENDS = "\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_JOINERS = "\u200c\u200d"
# Zero-width joiners belong to the spelling of Persian and of Indic scripts, between their letters.
_LETTER = r"[\u0620-\u06d3\u06fa-\u06ff\u0900-\u0dff]"
_LOOSE = re.compile(rf"(?<!{_LETTER})[{_JOINERS}]|[{_JOINERS}](?!{_LETTER})")

Rules = dict[str, dict[str, str]]
Colour = tuple[int, int, int] | str
_VOID_TAGS = "area base br col embed hr img input link meta param source track wbr"
VOID = frozenset(_VOID_TAGS.split())
_BLOCK_TAGS = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav "
    "ol optgroup option p pre section summary table tbody td textarea tfoot th thead tr ul"
)
BLOCKS = frozenset(_BLOCK_TAGS.split())
CELLS = ("td", "th", "caption")
TABLE = frozenset({"table", "thead", "tbody", "tfoot", "tr", *CELLS})
# A tag that begins closes an open one of the first names, unless one of the second is nearer.
CLOSES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "li": (("li",), ("ul", "ol", "menu", *CELLS)),
    **dict.fromkeys(("dt", "dd"), (("dt", "dd"), ("dl", *CELLS))),
    "tr": (("tr", "td", "th", "caption"), ("table",)),
    **dict.fromkeys(("td", "th"), (CELLS, ("tr", "table"))),
    **dict.fromkeys(("tbody", "tfoot"), (("thead", "tbody", "tr", *CELLS), ("table",))),
}
_P = (("p",), (*CELLS, "table", "button", "object"))
_DEEPEST = 400
_DROPPED_TAGS = (
    "script style template noscript noembed noframes nav footer iframe object svg canvas audio "
    "video datalist select rp"
)
DROPPED = frozenset(_DROPPED_TAGS.split())
_SHEET = 500_000
_NUMBER = re.compile(r"(-?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))\s*(%|[a-z]*)")
# In each unit, a length that leads off the page.
_FAR = {"px": -100, "pt": -100, "em": -20, "rem": -20, "%": -100, "vw": -99, "vh": -99}
_SHADES = {"white": "ffffff", "black": "000000", "red": "ff0000", "blue": "0000ff",
           "gray": "808080", "grey": "808080", "green": "008000", "yellow": "ffff00",
           "silver": "c0c0c0", "snow": "fffafa", "whitesmoke": "f5f5f5"}  # fmt: skip
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


class _Seen(dict[int, str | None]):
    """What a reader sees of each character, worked out once for each."""

    def __missing__(self, code: int) -> str | None:
        self[code] = seen = _seen(chr(code))
        return seen


def _seen(char: str) -> str | None:
    if char in _LINE_ENDS:
        return "\n"
    if unicodedata.category(char) == "Zs" or char == "\u2800":
        return " "
    return None if DOCUMENT.hides(char) else char


def remove_unseen(text: str) -> str:
    """The text without zero-width, bidi, control, tag and private-use characters.

    Line ends become plain newlines, white space of other kinds plain spaces.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_Seen())
    return _LOOSE.sub("", text) if "\u200c" in text or "\u200d" in text else text


def tokens(text: str) -> Iterator[tuple[str, str, str]]:
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


def unescaped(text: str) -> str:
    """The characters that a text of HTML stands for."""
    # Numbers of no character go: thousands of digits would be refused with an error of their own.
    return html.unescape(_LONG_NUMBER.sub("", text)) if "&" in text else text


def attributes(inside: str) -> dict[str, str]:
    """The attributes of a tag by name; of two of one name the first, as in a browser."""
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(inside):
        bare = value[1:-1] if value[:1] in ("'", '"') else value
        found.setdefault(name.lower(), unescaped(bare))
    return found


def declarations(style: str) -> dict[str, str]:
    """The properties that a style sets."""
    out: dict[str, str] = {}
    for part in _uncommented(style).lower().split(";"):
        name, colon, value = part.partition(":")
        if colon:
            out[name.strip()] = value.replace("!important", "").strip()
    return out


def _uncommented(style: str) -> str:
    first, *rest = style.split("/*")
    return first + "".join(part.partition("*/")[2] for part in rest)


def rules(page: str) -> Rules:
    """The declarations of a page's style sheets by the tag, .class or #id that they are for.

    Only plain selectors hide, and none that holds for some media alone. What a selector of
    more parts shows again (".tab.open") is not taken as hidden.
    """
    out: Rules = {}
    shown: set[str] = set()
    for selectors, style in _ruled(_uncommented(_sheets(page)[:_SHEET])):
        said = declarations(style)
        for selector in selectors.split(","):
            if re.fullmatch(r"[.#]?[\w-]++", selector.strip()):
                out.setdefault(selector.strip(), {}).update(said)
            elif said.get("display", "none") != "none" or said.get("visibility") == "visible":
                shown.update(re.findall(r"[.#][\w-]++", selector))
    for name in shown & out.keys():
        for key in ("display", "visibility"):
            out[name].pop(key, None)
    return out


def _sheets(page: str) -> str:
    if "<style" not in page.lower():
        return ""
    inside = (inside.partition(">") for _, inside, name in tokens(page) if name == "style")
    return "\n".join(sheet for said, _, sheet in inside if "print" not in said.lower())


def _ruled(sheet: str) -> Iterator[tuple[str, str]]:
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


@dataclass(frozen=True)
class Look:
    """How the text inside an element looks; ``gone`` holds for all below, the rest may change."""

    gone: bool = False
    veiled: bool = False
    tiny: bool = False
    colour: Colour = ""
    ground: Colour = (255, 255, 255)

    @property
    def seen(self) -> bool:
        """Whether a reader sees text of this look."""
        return not (self.gone or self.veiled or self.tiny or self._faint())

    def _faint(self) -> bool:
        if isinstance(self.colour, tuple) and isinstance(self.ground, tuple):
            pairs = zip(self.colour, self.ground, strict=True)
            return all(abs(a - b) < 24 for a, b in pairs)
        return self.colour == "transparent" or (self.colour != "" and self.colour == self.ground)

    def under(self, name: str, said: Mapping[str, str], sheet: Rules) -> Look:
        """The look inside an element with these attributes."""
        if self.gone or not (said or sheet or name in DROPPED or name == "dialog"):
            return self
        style = _style(name, said, sheet)
        if name in DROPPED or hidden(name, said, style):
            return Look(gone=True)
        if not style and "color" not in said and "bgcolor" not in said:
            return self
        shown = style.get("visibility", "inherit")
        colour = _colour(style.get("color") or said.get("color", ""))
        below = style.get("background-color") or style.get("background") or said.get("bgcolor", "")
        ground = _colour(below)
        return Look(
            veiled=self.veiled if shown == "inherit" else shown in ("hidden", "collapse"),
            tiny=_tiny(style, below=self.tiny),
            colour=self.colour if colour in ("", "inherit") else colour,
            ground=self.ground if ground in ("", "inherit", "none", "transparent") else ground,
        )


def _style(name: str, said: Mapping[str, str], sheet: Rules) -> dict[str, str]:
    out: dict[str, str] = {}
    if sheet:
        classes = (f".{word}" for word in said.get("class", "").split())
        for selector in (name, *classes, f"#{said.get('id', '')}"):
            out.update(sheet.get(selector, {}))
    if "style" in said:
        out.update(declarations(said["style"]))
    return out


def hidden(name: str, said: Mapping[str, str], style: Mapping[str, str]) -> bool:
    """Whether an element hides all that is in it, whatever that says of its own look."""
    if "hidden" in said or (name == "dialog" and "open" not in said):
        return True
    get = style.get
    clipped = get("overflow", "").startswith(("hidden", "clip"))
    narrow = any(
        (size := _number(get(side, ""))) is not None and size[0] <= 1 and size[1] in ("", "px")
        for side in ("width", "height", "max-width", "max-height")
    )
    return (
        get("display") == "none"
        or get("content-visibility") == "hidden"
        or _opacity(get("opacity", "")) < 0.05
        or (clipped and narrow)
        or any(_far(get(side, "")) for side in ("left", "top", "text-indent"))
        or bool(re.match(r"rect\(\s*[01](?:px)?\b", get("clip", "")))
        or bool(re.match(r"inset\(\s*(?:[5-9]\d|100)%|circle\(\s*0", get("clip-path", "")))
        or bool(re.search(r"scale[xy]?\(\s*0(?:\.0*)?\s*[,)]", get("transform", "")[:200]))
    )


def _number(value: str) -> tuple[float, str] | None:
    found = _NUMBER.match(value)
    return (float(found[1]), found[2]) if found else None


def _opacity(value: str) -> float:
    found = _number(value)
    return 1.0 if found is None else found[0] / (100 if found[1] == "%" else 1)


def _far(value: str) -> bool:
    found = _number(value)
    return found is not None and found[0] <= _FAR.get(found[1], -1e9)


def _tiny(style: Mapping[str, str], *, below: bool) -> bool:
    """Whether letters are too small to see; a size in parts of the one above cannot mend it."""
    size = style.get("font-size", "")
    if not size and (short := re.search(r"(?:^|\s)(\d*\.?\d+[a-z%]*)\s*(?:/|\s)",
                                        style.get("font", "")[:200])):  # fmt: skip
        size = short[1]
    found = _number(size)
    if found is None:
        return below and size in ("", "inherit", "smaller", "larger")
    if found[1] in ("em", "%", "ex", "ch"):
        return below or found[0] == 0
    return found[0] <= (1 if found[1] in ("px", "pt") else 0)


def _colour(value: str) -> Colour:
    value = " ".join(value.lower()[:200].split())
    if "url(" in value or "gradient" in value:
        return "picture"
    if digits := re.search(r"#([0-9a-f]{3,8})\b", value):
        code = digits[1] if len(digits[1]) >= 6 else "".join(char * 2 for char in digits[1])
        return "transparent" if code[6:] == "00" else _rgb(code)
    if parts := re.search(r"rgba?\(([^)]*)\)", value):
        numbers = [float(number) for number in re.findall(r"\d{1,9}\.?\d*|\.\d+", parts[1])]
        if len(numbers) > 3 and numbers[3] == 0:
            return "transparent"
        if len(numbers) > 2:
            return int(numbers[0]), int(numbers[1]), int(numbers[2])
    shade = next((_SHADES[word] for word in value.split() if word in _SHADES), "")
    return _rgb(shade) if shade else value


def _rgb(code: str) -> tuple[int, int, int]:
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:6], 16)


class OpenTags:
    """The elements that are open at a place of a page, closed as a browser closes them."""

    def __init__(self) -> None:
        self._open = [("", Look())]
        self._places: dict[str, list[int]] = {}

    @property
    def look(self) -> Look:
        """The look of text at this place."""
        return self._open[-1][1]

    def last(self, *names: str) -> int:
        """How deep the innermost of these elements lies; -1 where none is open."""
        place = -1
        for name in names:
            if (places := self._places.get(name)) and places[-1] > place:
                place = places[-1]
        return place

    def add(self, name: str, look: Look) -> None:
        """One more element opened; ValueError when a document would not be as deep."""
        self._places.setdefault(name, []).append(len(self._open))
        self._open.append((name, look))
        if len(self._open) > _DEEPEST:
            raise ValueError("is HTML nested too deeply to be a document; save it as plain text")

    def closed_before(self, name: str) -> Iterator[str]:
        """The elements that end where an element of this name begins, innermost first."""
        if name in CLOSES:
            yield from self._closed(*CLOSES[name])
        if name in BLOCKS:
            yield from self._closed(*_P)

    def closed_by(self, name: str) -> Iterator[str]:
        """The elements that an end tag closes, innermost first; none that hold its table cell."""
        place = self.last(name)
        if place >= 0 and (name in TABLE or place > self.last(*CELLS)):
            yield from self._above(place)

    def _closed(self, names: tuple[str, ...], limits: tuple[str, ...]) -> Iterator[str]:
        if (place := self.last(*names)) < 0:
            return
        limit = self.last(*limits)
        while place > limit:
            yield from self._above(place)
            place = self.last(*names)

    def _above(self, place: int) -> Iterator[str]:
        while len(self._open) > place:
            name, _ = self._open.pop()
            self._places[name].pop()
            yield name
