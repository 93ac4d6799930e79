"""Which elements are open at a place of a page, closed as a browser closes them."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.documents.visibility import Appearance

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
MAX_DEPTH = 400


class OpenTags:
    """The elements that are open at a place of a page, closed as a browser closes them."""

    def __init__(self) -> None:
        self._open = [("", Appearance())]
        self._places: dict[str, list[int]] = {}

    @property
    def appearance(self) -> Appearance:
        """How text at this place looks."""
        return self._open[-1][1]

    def depth_of(self, *names: str) -> int:
        """The depth of the innermost of these elements; -1 where none is open."""
        place = -1
        for name in names:
            if (places := self._places.get(name)) and places[-1] > place:
                place = places[-1]
        return place

    def open(self, name: str, appearance: Appearance) -> None:
        """Open an element; ValueError when more are open than a document needs."""
        self._places.setdefault(name, []).append(len(self._open))
        self._open.append((name, appearance))
        if len(self._open) > MAX_DEPTH:
            raise ValueError("is HTML nested too deeply to be a document; save it as plain text")

    def close_before(self, name: str) -> Iterator[str]:
        """Close and yield what ends where an element of this name begins, innermost first."""
        if name in CLOSES:
            yield from self._close(*CLOSES[name])
        if name in BLOCKS:
            yield from self._close(*_P)

    def close_at_end_tag(self, name: str) -> Iterator[str]:
        """Close and yield what an end tag ends, innermost first; nothing around its table cell."""
        place = self.depth_of(name)
        if place >= 0 and (name in TABLE or place > self.depth_of(*CELLS)):
            yield from self._close_down_to(place)

    def _close(self, names: tuple[str, ...], limits: tuple[str, ...]) -> Iterator[str]:
        if (place := self.depth_of(*names)) < 0:
            return
        limit = self.depth_of(*limits)
        while place > limit:
            yield from self._close_down_to(place)
            place = self.depth_of(*names)

    def _close_down_to(self, place: int) -> Iterator[str]:
        while len(self._open) > place:
            name, _ = self._open.pop()
            self._places[name].pop()
            yield name
