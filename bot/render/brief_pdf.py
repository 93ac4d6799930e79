"""A corridor brief as a PDF for the file: what the chat says, on one page where it fits."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import matplotlib as mpl
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from bot.messages import message
from bot.render import plain
from bot.reply import Reply
from knowledge.errors import UsageError

# Fonts with Latin and Cyrillic letters, which come with a library that is here anyway.
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_INK, _FAINT, _LINE = (25, 32, 44), (90, 100, 115), (30, 90, 160)
_MARGIN, _GAP = 10.0, 1.0
_SIZES = (8.2, 7.6, 7.0, 6.4)


def save(reply: Reply, file: Path) -> None:
    """Write the brief to a file; UsageError when it cannot be written."""
    # The largest letters with which it fits a page; what never does keeps letters that can be read.
    drawn = (_drawn(reply, size) for size in _SIZES)
    content = next((raw for raw, pages in drawn if pages == 1), None)
    try:
        file.write_bytes(content or _drawn(reply, _SIZES[1])[0])
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror}).") from None


def _drawn(reply: Reply, size: float) -> tuple[bytes, int]:
    """The document in letters of a size, in points, and its pages; sources are smaller."""
    pdf = FPDF(format="A4", unit="mm")
    pdf.add_font("body", "", _FONTS / "DejaVuSans.ttf")
    pdf.add_font("body", "B", _FONTS / "DejaVuSans-Bold.ttf")
    pdf.set_margins(_MARGIN, _MARGIN)
    pdf.set_auto_page_break(auto=True, margin=_MARGIN)
    pdf.set_title(reply.opening)
    pdf.set_creator("Tradewind")
    pdf.set_creation_date(dt.datetime.now(dt.UTC))
    pdf.add_page()
    _line(pdf, reply.opening, size + 4, bold=True, ink=_LINE)
    pdf.ln(_GAP)
    for block in plain.blocks(reply)[1:]:
        first, *rest = block.split("\n")
        _line(pdf, first, size + 0.8 if rest else size, bold=bool(rest))
        for line in rest:
            threshold = line.startswith("  ")
            _line(pdf, line.strip(), size, indent=6.0 if threshold else 2.0,
                  ink=_LINE if threshold else _INK)  # fmt: skip
        pdf.ln(_GAP)
    _line(pdf, message("sources", reply.language), size, bold=True)
    for citation in reply.citations:
        line = plain.source_line(citation.model_copy(update={"url": None}), reply.language)
        _line(pdf, line, size - 1.4, ink=_FAINT, link=citation.url or "")
    content = bytes(pdf.output())
    for font in pdf.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.close()  # read bit by bit until here
    return content, pdf.pages_count


def _line(
    pdf: FPDF, text: str, size: float, *, bold: bool = False, indent: float = 0.0,
    ink: tuple[int, int, int] = _INK, link: str = "",
) -> None:  # fmt: skip
    pdf.set_font("body", "B" if bold else "", size)
    pdf.set_text_color(*ink)
    pdf.set_x(_MARGIN + indent)
    pdf.multi_cell(
        pdf.epw - indent, size * 0.41, text, align="L", link=link,
        new_x=XPos.LMARGIN, new_y=YPos.NEXT,
    )  # fmt: skip
