"""A corridor brief as a PDF for the file: the text of the chat, on one page if it is readable."""

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

# DejaVu has Latin and Cyrillic letters, and matplotlib, a dependency anyway, ships it.
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_INK, _FAINT, _ACCENT = (25, 32, 44), (90, 100, 115), (30, 90, 160)
_MARGIN_MM, _BLOCK_GAP_MM = 8.0, 0.8
# Letters a little narrower than designed: more of a brief fits a page at the same size.
_STRETCH_PERCENT = 90
_LINE_HEIGHT_MM_PER_PT = 0.388
# From the largest size down to the smallest that is still readable on paper.
_SIZES_PT = tuple(tenths / 10 for tenths in range(84, 65, -1))
_PLAIN_SIZE_PT, _SOURCES_SMALLER_PT = 7.6, 1.0


def save_brief_pdf(reply: Reply, file: Path) -> None:
    """Write the brief to a file; UsageError if it cannot be written.

    It is set in the largest size in which all of it fits one page. If it fits in none, its sources
    stand on a page of their own.
    """
    content = (
        _fit(reply, pages=1)
        or _fit(reply, pages=2, sources_apart=True)
        or _draw(reply, _PLAIN_SIZE_PT)[0]
    )
    try:
        file.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror}).") from None


def _fit(reply: Reply, *, pages: int, sources_apart: bool = False) -> bytes | None:
    """The document in the largest size in which it has at most that many pages, or None."""

    def fits(size_pt: float) -> bool:
        return _draw(reply, size_pt, sources_apart=sources_apart)[1] <= pages

    index = bisect_left(_SIZES_PT, True, key=fits)
    if index == len(_SIZES_PT):
        return None
    return _draw(reply, _SIZES_PT[index], sources_apart=sources_apart)[0]


def _draw(reply: Reply, size_pt: float, *, sources_apart: bool = False) -> tuple[bytes, int]:
    """The document and its number of pages; ``sources_apart`` puts the sources on a new page."""
    pdf = _new_document(reply.opening)
    _write_line(pdf, reply.opening, size_pt + 3, bold=True, colour=_ACCENT)
    pdf.ln(_BLOCK_GAP_MM)
    for block in plain_text.render_blocks(reply)[1:]:
        _write_block(pdf, block, size_pt)
    if sources_apart:
        pdf.add_page()
    _write_sources(pdf, reply, _PLAIN_SIZE_PT if sources_apart else size_pt, apart=sources_apart)
    content = bytes(pdf.output())
    for font in pdf.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.close()  # Its file is read lazily until the output.
    return content, pdf.pages_count


def _new_document(title: str) -> FPDF:
    pdf = FPDF(format="A4", unit="mm")
    pdf.add_font("body", "", _FONTS / "DejaVuSans.ttf")
    pdf.add_font("body", "B", _FONTS / "DejaVuSans-Bold.ttf")
    pdf.set_margins(_MARGIN_MM, _MARGIN_MM)
    pdf.set_auto_page_break(auto=True, margin=_MARGIN_MM)
    pdf.set_title(title)
    pdf.set_creator("Tradewind")
    pdf.set_creation_date(dt.datetime.now(dt.UTC))
    pdf.set_stretching(_STRETCH_PERCENT)
    pdf.add_page()
    return pdf


def _write_block(pdf: FPDF, block: str, size_pt: float) -> None:
    """A paragraph, or a heading and its lines; thresholds, which are indented, stand out."""
    heading, *lines = block.split("\n")
    _write_line(pdf, heading, size_pt + 0.8 if lines else size_pt, bold=bool(lines))
    for line in lines:
        is_threshold = line.startswith("  ")
        _write_line(
            pdf,
            line.strip(),
            size_pt,
            indent_mm=6.0 if is_threshold else 2.0,
            colour=_ACCENT if is_threshold else _INK,
        )
    pdf.ln(_BLOCK_GAP_MM)


def _write_sources(pdf: FPDF, reply: Reply, size_pt: float, *, apart: bool) -> None:
    """The sources as links: one a line on a page of their own, else in one paragraph."""
    _write_line(pdf, message("sources", reply.language), size_pt, bold=True)
    small_pt = size_pt if apart else size_pt - _SOURCES_SMALLER_PT
    for citation in reply.citations:
        without_url = citation.model_copy(update={"url": None})
        line = plain_text.render_source(without_url, reply.language)
        if apart:
            _write_line(pdf, line, small_pt, colour=_FAINT, link=citation.url or "")
        else:
            _write_inline(pdf, line, small_pt, citation.url or "")


def _write_inline(pdf: FPDF, text: str, size_pt: float, link: str) -> None:
    """Text that continues the line; its number is not separated from its first word."""
    pdf.set_font("body", "", size_pt)
    pdf.set_text_color(*_FAINT)
    height_mm = size_pt * _LINE_HEIGHT_MM_PER_PT
    number_and_word = " ".join(text.split(" ", maxsplit=2)[:2])
    if pdf.get_string_width(number_and_word) > pdf.w - pdf.r_margin - pdf.x:
        pdf.ln(height_mm)
    pdf.write(height_mm, text, link)
    pdf.write(height_mm, "  ")


def _write_line(
    pdf: FPDF,
    text: str,
    size_pt: float,
    *,
    bold: bool = False,
    indent_mm: float = 0.0,
    colour: tuple[int, int, int] = _INK,
    link: str = "",
) -> None:
    pdf.set_font("body", "B" if bold else "", size_pt)
    pdf.set_text_color(*colour)
    pdf.set_x(_MARGIN_MM + indent_mm)
    pdf.multi_cell(
        pdf.epw - indent_mm,
        size_pt * _LINE_HEIGHT_MM_PER_PT,
        text,
        align="L",
        link=link,
        new_x=XPos.LMARGIN,
        new_y=YPos.NEXT,
    )
