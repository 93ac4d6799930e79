"""Packages of Word documents: what they unpack to is counted, whatever they say of themselves."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile

import pytest
from docx.document import Document as Word
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from indexer.documents.docx_package import LIMITS, DocxLimits, repack_docx
from indexer.documents.extract import RefusedDocument
from indexer.documents.extract_docx import extract_docx
from tests.support.documents import word

FEW = DocxLimits(unpacked_bytes=3 << 20, xml_bytes=2 << 20, members=50)
TEXT = "word/document.xml"


def packed(name: str, size: int, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A small file that unpacks to a large one."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr(name, b"0" * size)
    return file.getvalue()


def with_stated_size(raw: bytes, size: int) -> bytes:
    """A package of one file whose headers state another size, and the checksum that fits it."""
    checksum = struct.pack("<I", zipfile.crc32(b"0" * size))
    stated = struct.pack("<I", size)
    local, listed = 0, raw.index(b"PK\x01\x02")
    raw = raw[: local + 14] + checksum + raw[local + 18 :]
    raw = raw[: local + 22] + stated + raw[local + 26 :]
    raw = raw[: listed + 16] + checksum + raw[listed + 20 :]
    return raw[: listed + 24] + stated + raw[listed + 28 :]


@pytest.mark.parametrize(
    ("name", "size", "problem"),
    [
        ("word/media/a.png", (3 << 20) + 1, "unpacks to more than 3 MiB"),
        (TEXT, (2 << 20) + 1, "more than 2 MiB of text"),
    ],
)
def test_a_package_that_would_unpack_too_far_is_refused(name: str, size: int, problem: str) -> None:
    with pytest.raises(RefusedDocument, match=problem):
        extract_docx(packed(name, size), FEW)
    assert len(packed(name, size)) < 10_000


@pytest.mark.parametrize("name", [TEXT, "word/media/a.png"])
@pytest.mark.parametrize(("size", "stated"), [(64 << 20, 3000), (1 << 20, 3000), (3000, 9000)])
def test_a_package_that_lies_about_its_sizes_is_refused(name: str, size: int, stated: int) -> None:
    lying = with_stated_size(packed(name, size), stated)
    with zipfile.ZipFile(io.BytesIO(lying)) as archive:
        assert archive.getinfo(name).file_size == stated
    tracemalloc.start()
    try:
        with pytest.raises((RefusedDocument, zipfile.BadZipFile)):
            repack_docx(lying, FEW)
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_what_word_packs_with_is_unpacked(compression: int) -> None:
    with pytest.raises(RefusedDocument, match="packed in a way that Word does not use"):
        repack_docx(packed(TEXT, 1 << 20, compression), FEW)


def test_the_number_of_files_in_a_package_is_bounded() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(51):
            archive.writestr(f"word/{number}.xml", b"")
    with pytest.raises(RefusedDocument, match="more than 50 files"):
        repack_docx(file.getvalue(), FEW)


def test_a_name_stands_once_in_a_package() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.xml", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.xml", b"2")
    with pytest.raises(RefusedDocument, match="two files of one name"):
        repack_docx(file.getvalue(), FEW)


# What Word puts beside the text, each with its type.
BESIDE = {
    "/word/media/image1.png": "image/png",
    "/word/embeddings/sheet1.xls": "application/vnd.ms-excel",
    "/word/embeddings/oleObject1.bin": "application/vnd.openxmlformats-officedocument.oleObject",
    "/word/fonts/font1.odttf": "application/vnd.openxmlformats-officedocument.obfuscatedFont",
    "/word/vbaProject.bin": "application/vnd.ms-office.vbaProject",
}


def with_part_beside(name: str, size: int) -> bytes:
    """A document of one paragraph with a part of this size that is no text."""

    def fill(made: Word) -> None:
        made.add_paragraph("Text.")
        part = Part(PackURI(name), BESIDE[name], b"0" * size, made.part.package)
        made.part.relate_to(part, "http://schemas.example/beside")

    return word(fill)


@pytest.mark.parametrize("name", BESIDE)
def test_what_is_no_text_counts_against_the_whole_only(name: str) -> None:
    # More than the text may have; what is in an empty document leaves room for no more.
    assert extract_docx(with_part_beside(name, (2 << 20) + 1), FEW).text == "Text."
    with pytest.raises(RefusedDocument, match="unpacks to more than 3 MiB"):
        extract_docx(with_part_beside(name, 3 << 20), FEW)


@pytest.mark.parametrize("name", ["word/comments.XML", "word/_rels/document.xml.rels"])
def test_all_that_is_parsed_counts_as_text(name: str) -> None:
    with pytest.raises(RefusedDocument, match="more than 2 MiB of text"):
        repack_docx(packed(name, 5 << 19), FEW)


@pytest.mark.parametrize("name", BESIDE)
def test_a_copy_holds_the_content_of_every_part_that_is_text(name: str) -> None:
    raw = with_part_beside(name, 100)
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as given,
        zipfile.ZipFile(io.BytesIO(repack_docx(raw))) as copied,
    ):
        assert copied.namelist() == given.namelist()
        assert name.removeprefix("/") in copied.namelist()
        for member in given.namelist():
            is_text = member.endswith((".xml", ".rels"))
            assert copied.read(member) == (given.read(member) if is_text else b"")


def test_the_limits_of_a_word_document_leave_room_for_long_ones() -> None:
    limits = DocxLimits(unpacked_bytes=200 << 20, xml_bytes=24 << 20, members=5_000, parts=500_000)
    assert limits == LIMITS
