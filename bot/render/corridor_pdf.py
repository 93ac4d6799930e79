"""A corridor brief as a PDF for the file: what the chat says, on one page where it can be read."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from pathlib import Path

import matplotlib as mpl
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from bot.messages import message
from bot.render import plain_text
from bot.replies.reply import Reply
from knowledge.errors import UsageError

# Fonts with Latin and Cyrillic letters, which come with a library that is here anyway.
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_INK, _FAINT, _LINE = (25, 32, 44), (90, 100, 115), (30, 90, 160)
_MARGIN, _GAP = 8.0, 0.8
# Letters a little narrower than they come, and close lines: more of a brief in letters of a size.
_STRETCH, _LEADING = 90, 0.388
# In points, down to what can still be read on paper.
_SIZES = tuple(tenths / 10 for tenths in range(84, 65, -1))
_PLAIN, _SMALLER = 7.6, 1.0


def save_brief_pdf(reply: Reply, file: Path) -> None:
    """Write the brief to a file; UsageError when it cannot be written.

    It has the largest letters with which all of it fits a page. What fits in none has its sources
    on a page of their own, and letters that can be read.
    """
    content = _largest(reply, 1) or _largest(reply, 2, apart=True) or _drawn(reply, _PLAIN)[0]
    try:
        file.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror}).") from None


def _largest(reply: Reply, pages: int, *, apart: bool = False) -> bytes | None:
    """The document in the largest letters with which it has so many pages; None if in none."""
    at = bisect_left(_SIZES, True, key=lambda size: _drawn(reply, size, apart=apart)[1] <= pages)
    return _drawn(reply, _SIZES[at], apart=apart)[0] if at < len(_SIZES) else None


def _drawn(reply: Reply, size: float, *, apart: bool = False) -> tuple[bytes, int]:
    """The document in letters of a size, in points, and its pages; ``apart`` sets sources so."""
    pdf = FPDF(format="A4", unit="mm")
    pdf.add_font("body", "", _FONTS / "DejaVuSans.ttf")
    pdf.add_font("body", "B", _FONTS / "DejaVuSans-Bold.ttf")
    pdf.set_margins(_MARGIN, _MARGIN)
    pdf.set_auto_page_break(auto=True, margin=_MARGIN)
    pdf.set_title(reply.opening)
    pdf.set_creator("Tradewind")
    pdf.set_creation_date(dt.datetime.now(dt.UTC))
    pdf.set_stretching(_STRETCH)
    pdf.add_page()
    _line(pdf, reply.opening, size + 3, bold=True, ink=_LINE)
    pdf.ln(_GAP)
    for block in plain_text.render_blocks(reply)[1:]:
        first, *rest = block.split("\n")
        _line(pdf, first, size + 0.8 if rest else size, bold=bool(rest))
        for line in rest:
            threshold = line.startswith("  ")
            _line(pdf, line.strip(), size, indent=6.0 if threshold else 2.0,
                  ink=_LINE if threshold else _INK)  # fmt: skip
        pdf.ln(_GAP)
    if apart:
        pdf.add_page()
    _sources(pdf, reply, _PLAIN if apart else size, apart=apart)
    content = bytes(pdf.output())
    for font in pdf.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.close()  # read bit by bit until here
    return content, pdf.pages_count


def _sources(pdf: FPDF, reply: Reply, size: float, *, apart: bool) -> None:
    """The sources, each a link: a line each on a page of their own, else one after the other."""
    _line(pdf, message("sources", reply.language), size, bold=True)
    small = size if apart else size - _SMALLER
    for citation in reply.citations:
        line = plain_text.render_source(citation.model_copy(update={"url": None}), reply.language)
        if apart:
            _line(pdf, line, small, ink=_FAINT, link=citation.url or "")
            continue
        pdf.set_font("body", "", small)
        pdf.set_text_color(*_FAINT)
        first = line.split(" ", maxsplit=2)[:2]
        if pdf.get_string_width(" ".join(first)) > pdf.w - pdf.r_margin - pdf.x:
            pdf.ln(small * _LEADING)  # a word that is begun is not broken
        pdf.write(small * _LEADING, line, citation.url or "")
        pdf.write(small * _LEADING, "  ")


def _line(
    pdf: FPDF, text: str, size: float, *, bold: bool = False, indent: float = 0.0,
    ink: tuple[int, int, int] = _INK, link: str = "",
) -> None:  # fmt: skip
    pdf.set_font("body", "B" if bold else "", size)
    pdf.set_text_color(*ink)
    pdf.set_x(_MARGIN + indent)
    pdf.multi_cell(
        pdf.epw - indent, size * _LEADING, text, align="L", link=link,
        new_x=XPos.LMARGIN, new_y=YPos.NEXT,
    )  # fmt: skip
