"""Damaged documents of every format, read as the indexer reads them: in a process with limits.

    python -m tests.fuzz.documents --rounds 2000 --seed 1

A document is read, or refused in a few words. One that ends its process, or takes it to a limit of
time or memory, is a finding: the samples are small. A round depends on the seed and its number.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from docx.document import Document as Word

from indexer.documents.isolated_reader import IsolatedReader
from indexer.documents.reader_limits import ReaderLimits
from knowledge.errors import NoteError
from tests.fuzz import rounds
from tests.fuzz.mutations import mutate
from tests.support.documents import entry, pdf_of_pages, word
from tests.support.notes import note

LIMITS = ReaderLimits(memory_bytes=1 << 30, cpu_s=20, wall_s=120, reply_bytes=32 << 20)
# How a problem begins that a limit or the end of the process made.
LIMITED = ("was not read", "takes more than", "needs more than", "made its reader", "makes more",
           "gave no text")  # fmt: skip
MAX_PROBLEM_CHARS = 400
TEXT = """# Payment terms of 2026-05-28

The buyer pays **1,250 EUR** within 30 days (art. 5 of the [contract](https://a.example "t")).
Оплата производится в рублях, т. е. по курсу Банка России. 付款于三十天内完成。

- First item with `code` and <b hidden>hidden</b> words.
- Second item.[^1]

| Fee | Cap |
|-----|-----|
| 5 % | 90  |

> Quoted text, which ends... here!

---
"""
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Terms &amp; fees</title>
<meta name="date" content="2026-05-28"><style>p.x, li { color: #fff; display: none }
@media print { h1 { font-size: 1px } } .y { visibility: hidden }</style></head><body>
<h1>Fees</h1><p>The fee is 5 % &mdash; see <a href="#a">below</a>.<p class="x">Hidden.</p>
<table><tr><th>Fee<td>5<tr><td>Cap<td>90</table><ul><li>One<li class="y">Two</ul>
<!-- a comment --><script>if (a < b) {}</script><svg><title>t</title></svg><textarea>T</textarea>
<p style="opacity:0">Unseen.</p><p>10<sup>6</sup> &#1054;&#x43F;&bogus; end.</body></html>"""
DRAWN = (
    b"q 1 0 0 1 72 720 cm BT /F1 12 Tf 14 TL (The fee is 5 EUR.) Tj T* [(Pay) -250 (ment)] TJ"
    b" (due.) ' 1 2 (now) \" <48692e> Tj ET Q /X Do BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI\n"
)
FORM = b"BT /F1 9 Tf 1 0 0 1 72 100 Tm (A form.) Tj ET"


def _fill_word(made: Word) -> None:
    made.add_heading("Contract", level=1)
    made.add_paragraph("The buyer pays 1,250 EUR.").add_run(" Hidden.").font.hidden = True
    made.add_paragraph("Item.", style="List Bullet")
    made.add_table(rows=2, cols=2).cell(0, 1).text = "Fee"


SAMPLES = {
    ".md": note("alpha", TEXT).encode(),
    ".txt": TEXT.encode(),
    ".html": PAGE.encode(),
    ".pdf": pdf_of_pages(DRAWN, 3, FORM, "/Title (Fees) /CreationDate (D:20260528)"),
    ".docx": word(_fill_word),
}


def damage(chance: Random, suffix: str) -> bytes:
    """The sample of a format, damaged as a whole or inside its compression."""
    if suffix == ".pdf" and chance.random() < 0.5:
        drawn = mutate(chance, DRAWN)
        form = mutate(chance, FORM) if chance.random() < 0.3 else FORM
        return pdf_of_pages(drawn, chance.choice((1, 3, 50)), form)
    if suffix == ".docx" and chance.random() < 0.7:
        return _damage_member(chance, SAMPLES[suffix])
    return mutate(chance, SAMPLES[suffix])


def _damage_member(chance: Random, content: bytes) -> bytes:
    """A package with one part damaged, packed soundly again."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as sound,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as damaged,
    ):
        names = sound.namelist()
        chosen = chance.choice((chance.choice(names), "word/document.xml", "word/styles.xml"))
        for name in names:
            part = sound.read(name)
            damaged.writestr(name, mutate(chance, part) if name == chosen else part)
    return packed.getvalue()


def describe_ending(suffix: str, problem: str) -> str:
    """How a round ended; AssertionError for a problem that only a hostile document makes."""
    if not problem:
        return f"{suffix}: read"
    assert len(problem) <= MAX_PROBLEM_CHARS
    assert not problem.startswith(LIMITED), problem
    return f"{suffix}: refused"


def run(number: int, seed: int) -> tuple[Counter[str], list[str]]:
    """The endings of the rounds of each format, and the findings."""
    endings: Counter[str] = Counter()
    findings: list[str] = []
    with TemporaryDirectory() as folder, IsolatedReader(LIMITS) as reader:

        def read(chance: Random, suffix: str) -> str:
            file = Path(folder) / f"a{suffix}"
            file.write_bytes(damage(chance, suffix))
            problem = ""
            try:
                reader.read(entry(file))
            except NoteError as error:
                problem = error.problem
            return describe_ending(suffix, problem)

        for suffix in SAMPLES:
            counted, found = rounds.run_rounds(partial(read, suffix=suffix), number, seed)
            endings.update(counted)
            findings += [f"{suffix}: {each}" for each in found]
    return endings, findings


if __name__ == "__main__":
    raise SystemExit(rounds.main("documents", run, __doc__))
