"""The package of a Word document, unpacked under a budget and packed again without compression.

What a file's directory says of sizes is not believed: every part is counted while it is unpacked.
"""

from __future__ import annotations

import copy
import io
import zipfile
from dataclasses import dataclass

from indexer.documents.extract import RefusedDocument

_STEP_BYTES = 64 << 10
# Those that Word writes; bzip2 and LZMA unpack without any bound on a step.
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# All that is parsed for the text: content types, relations and the parts themselves.
_PARSED = (".xml", ".rels")


@dataclass(frozen=True)
class DocxLimits:
    """How large a document may be: a small file can unpack to a great deal."""

    # With pictures, fonts and embedded files; those are counted and dropped.
    unpacked_bytes: int = 200 << 20
    # Text and marks: a novel has 2 MiB, and a parsed tree is some ten times as large.
    xml_bytes: int = 24 << 20
    # Files in the package: about one for each picture.
    members: int = 5_000
    # Elements of the text.
    parts: int = 500_000


LIMITS = DocxLimits()


def repack_docx(raw: bytes, limits: DocxLimits = LIMITS) -> bytes:
    """A checked copy of the package; RefusedDocument beyond the limits.

    What is no text (pictures, fonts, embedded files) keeps its name and loses its content.
    """
    checked = io.BytesIO()
    seen: set[str] = set()
    left, xml_left = limits.unpacked_bytes, limits.xml_bytes
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as packed,
        zipfile.ZipFile(checked, "w", zipfile.ZIP_STORED) as copied,
    ):
        members = packed.infolist()
        if len(members) > limits.members:
            raise RefusedDocument(f"is packed of more than {limits.members:,} files; split it")
        for member in members:
            if member.filename in seen:
                raise RefusedDocument("holds two files of one name; save it anew")
            seen.add(member.filename)
            is_parsed = _is_parsed(member)
            content, size = _unpack(packed, member, min(left, xml_left) if is_parsed else left)
            left -= size
            xml_left -= size if is_parsed else 0
            if min(left, xml_left) < 0:
                raise _too_large(limits, is_whole=left < 0)
            copied.writestr(member.filename, content)
    return checked.getvalue()


def _is_parsed(member: zipfile.ZipInfo) -> bool:
    return member.filename.lower().endswith(_PARSED)


def _unpack(packed: zipfile.ZipFile, member: zipfile.ZipInfo, budget: int) -> tuple[bytes, int]:
    """The content of a member and its size; at most a step more than the budget of either.

    What is not parsed is read to the end for its size and not kept.
    """
    if member.compress_type not in _COMPRESSIONS:
        raise RefusedDocument("is packed in a way that Word does not use; save it anew")
    # The library stops at the size stated; a larger one lets it go on to the true end.
    unbounded = copy.copy(member)
    unbounded.file_size = budget + 2 * _STEP_BYTES
    kept: list[bytes] = []
    size = 0
    with packed.open(unbounded) as file:
        while size <= budget and (step := file.read(_STEP_BYTES)):
            size += len(step)
            if _is_parsed(member):
                kept.append(step)
    if size <= budget and size != member.file_size:
        raise RefusedDocument("states sizes that its parts do not have; save it anew")
    return b"".join(kept), size


def _too_large(limits: DocxLimits, *, is_whole: bool) -> RefusedDocument:
    if is_whole:
        return RefusedDocument(f"unpacks to more than {limits.unpacked_bytes >> 20} MiB; split it")
    return RefusedDocument(
        f"holds more than {limits.xml_bytes >> 20} MiB of text and marks; split it"
    )
