"""Parsers for the process that reads documents, which do what the file's text says."""

from __future__ import annotations

import os
import time

from indexer.documents.discover import Entry
from indexer.documents.parsed_document import ParsedDocument, parse_document


def obey(entry: Entry) -> ParsedDocument:
    """Parse a file as usual unless its text names something worse."""
    word = entry.path.read_text("utf-8", "ignore").partition("\n")[0]
    if word == "crash":
        os.abort()
    if word == "leave":
        os._exit(3)
    if word == "sleep":
        time.sleep(600)
    if word == "compute":
        while True:
            pass
    if word == "fill memory":
        _ = bytearray(1 << 40)
    if word == "print":
        os.write(1, b"noise" * 99)
        print("noise")
    if word == "raise":
        raise LookupError("a parser's own fault")
    return parse_document(entry)


def say_process_id(entry: Entry) -> ParsedDocument:
    """A document whose title is the number of the process that read it."""
    document = parse_document(entry)
    head = document.head.model_copy(update={"title": str(os.getpid())})
    return document.model_copy(update={"head": head})
