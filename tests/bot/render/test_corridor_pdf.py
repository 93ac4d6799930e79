"""A corridor brief as a PDF."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from bot.render.corridor_pdf import save_brief_pdf
from bot.replies.reply import Reply, ReplyKind
from knowledge.errors import UsageError
from knowledge.models import Citation


def brief(lines: int) -> Reply:
    citation = Citation(
        n=1, source_id="note", passage_id="note#1", title="Law 42", publisher="Parliament",
        url="https://law.example", date="2026-09-01", as_of="2026-09-01", language="en",
        quote="Q", start=0, end=1, primary=True,
    )  # fmt: skip
    body = "\n".join(["Payer: Germany", *(f"• Line {n} of the brief. [1]" for n in range(lines))])
    return Reply(
        kind=ReplyKind.CORRIDOR, language="en", opening="Corridor brief: Germany → Türkiye",
        body=(body,), citations=(citation,),
    )  # fmt: skip


def test_a_brief_is_one_page_with_title_lines_and_linked_sources(tmp_path: Path) -> None:
    file = tmp_path / "brief.pdf"
    save_brief_pdf(brief(3), file)
    (page,) = pypdf.PdfReader(file).pages
    text = page.extract_text()
    for part in ("Germany", "Türkiye", "Line 2 of the brief.", "Sources:", "Law 42"):
        assert part in text
    links = [annotation.get_object()["/A"]["/URI"] for annotation in page["/Annots"]]  # type: ignore[attr-defined]
    assert set(links) == {"https://law.example"}


def test_a_long_brief_has_its_sources_on_a_page_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "brief.pdf"
    save_brief_pdf(brief(108), file)
    first, second = pypdf.PdfReader(file).pages
    assert "Law 42" not in first.extract_text()
    assert "Law 42" in second.extract_text()


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        save_brief_pdf(brief(1), tmp_path / "no" / "brief.pdf")
