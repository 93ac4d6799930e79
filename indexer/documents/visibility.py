"""Whether a reader sees the text of an HTML element, by its tags, attributes and styles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from indexer.documents.html_styles import Rules, parse_declarations

Colour = tuple[int, int, int] | str
_HIDDEN_TAGS = (
    "script style template noscript noembed noframes nav footer iframe object svg canvas audio "
    "video datalist select rp"
)
HIDDEN_TAGS = frozenset(_HIDDEN_TAGS.split())
_NUMBER = re.compile(r"(-?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))\s*(%|[a-z]*)")
_FONT_SIZE = re.compile(r"(?:^|\s)((?:\d++(?:\.\d++)?+|\.\d++)[a-z%]*+)(?:/|\s)")
# In each unit, a length that leads off the page.
_FAR = {"px": -100, "pt": -100, "em": -20, "rem": -20, "%": -100, "vw": -99, "vh": -99}
_SHADES = {"white": "ffffff", "black": "000000", "red": "ff0000", "blue": "0000ff",
           "gray": "808080", "grey": "808080", "green": "008000", "yellow": "ffff00",
           "silver": "c0c0c0", "snow": "fffafa", "whitesmoke": "f5f5f5"}  # fmt: skip


@dataclass(frozen=True)
class Appearance:
    """How the text inside an element looks.

    ``gone`` holds for everything inside; what the other fields say may be set anew further down.
    """

    gone: bool = False
    invisible: bool = False
    tiny: bool = False
    colour: Colour = ""
    background: Colour = (255, 255, 255)

    @property
    def is_visible(self) -> bool:
        """Whether a reader sees text that looks so."""
        return not (self.gone or self.invisible or self.tiny or self._is_faint())

    def _is_faint(self) -> bool:
        if isinstance(self.colour, tuple) and isinstance(self.background, tuple):
            pairs = zip(self.colour, self.background, strict=True)
            return all(abs(a - b) < 24 for a, b in pairs)
        return self.colour == "transparent" or (
            self.colour != "" and self.colour == self.background
        )

    def inside(self, name: str, attributes: Mapping[str, str], sheet: Rules) -> Appearance:
        """The appearance inside an element with these attributes and style rules."""
        if self.gone or not (attributes or sheet or name in HIDDEN_TAGS or name == "dialog"):
            return self
        style = _merge_style(name, attributes, sheet)
        if name in HIDDEN_TAGS or hides_all(name, attributes, style):
            return Appearance(gone=True)
        if not style and "color" not in attributes and "bgcolor" not in attributes:
            return self
        shown = style.get("visibility", "inherit")
        colour = _parse_colour(style.get("color") or attributes.get("color", ""))
        below = (
            style.get("background-color")
            or style.get("background")
            or attributes.get("bgcolor", "")
        )
        background = _parse_colour(below)
        return Appearance(
            invisible=self.invisible if shown == "inherit" else shown in ("hidden", "collapse"),
            tiny=_is_tiny(style, inherited=self.tiny),
            colour=self.colour if colour in ("", "inherit") else colour,
            background=self.background
            if background in ("", "inherit", "none", "transparent")
            else background,
        )


def _merge_style(name: str, attributes: Mapping[str, str], sheet: Rules) -> dict[str, str]:
    out: dict[str, str] = {}
    if sheet:
        classes = (f".{word}" for word in attributes.get("class", "").split())
        for selector in (name, *classes, f"#{attributes.get('id', '')}"):
            out.update(sheet.get(selector, {}))
    if "style" in attributes:
        out.update(parse_declarations(attributes["style"]))
    return out


def hides_all(name: str, attributes: Mapping[str, str], style: Mapping[str, str]) -> bool:
    """Whether an element hides all that is in it, whatever styles that has."""
    if "hidden" in attributes or (name == "dialog" and "open" not in attributes):
        return True
    get = style.get
    clipped = get("overflow", "").startswith(("hidden", "clip"))
    narrow = any(
        (size := _parse_number(get(side, ""))) is not None
        and size[0] <= 1
        and size[1] in ("", "px")
        for side in ("width", "height", "max-width", "max-height")
    )
    return (
        get("display") == "none"
        or get("content-visibility") == "hidden"
        or _parse_opacity(get("opacity", "")) < 0.05
        or (clipped and narrow)
        or any(_is_far_off(get(side, "")) for side in ("left", "top", "text-indent"))
        or bool(re.match(r"rect\(\s*[01](?:px)?\b", get("clip", "")))
        or bool(re.match(r"inset\(\s*(?:[5-9]\d|100)%|circle\(\s*0", get("clip-path", "")))
        or bool(re.search(r"scale[xy]?\(\s*0(?:\.0*)?\s*[,)]", get("transform", "")[:200]))
    )


def _parse_number(value: str) -> tuple[float, str] | None:
    found = _NUMBER.match(value)
    return (float(found[1]), found[2]) if found else None


def _parse_opacity(value: str) -> float:
    found = _parse_number(value)
    return 1.0 if found is None else found[0] / (100 if found[1] == "%" else 1)


def _is_far_off(value: str) -> bool:
    found = _parse_number(value)
    return found is not None and found[0] <= _FAR.get(found[1], -1e9)


def _is_tiny(style: Mapping[str, str], *, inherited: bool) -> bool:
    """Whether letters are too small to see; a relative size keeps those above it tiny."""
    size = style.get("font-size", "")
    if not size and (short := _FONT_SIZE.search(style.get("font", ""))):
        size = short[1]
    found = _parse_number(size)
    if found is None:
        return inherited and size in ("", "inherit", "smaller", "larger")
    if found[1] in ("em", "%", "ex", "ch"):
        return inherited or found[0] == 0
    return found[0] <= (1 if found[1] in ("px", "pt") else 0)


def _parse_colour(value: str) -> Colour:
    value = " ".join(value.lower()[:200].split())
    if "url(" in value or "gradient" in value:
        return "picture"
    if digits := re.search(r"#([0-9a-f]{3,8})\b", value):
        code = digits[1] if len(digits[1]) >= 6 else "".join(char * 2 for char in digits[1])
        return "transparent" if code[6:] == "00" else _parse_hex(code)
    if (parts := re.search(r"rgba?\(", value)) and (end := value.find(")", parts.end())) >= 0:
        inside = value[parts.end() : end]
        numbers = [float(number) for number in re.findall(r"\d{1,9}\.?\d*|\.\d+", inside)]
        if len(numbers) > 3 and numbers[3] == 0:
            return "transparent"
        if len(numbers) > 2:
            return int(numbers[0]), int(numbers[1]), int(numbers[2])
    shade = next((_SHADES[word] for word in value.split() if word in _SHADES), "")
    return _parse_hex(shade) if shade else value


def _parse_hex(code: str) -> tuple[int, int, int]:
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:6], 16)
