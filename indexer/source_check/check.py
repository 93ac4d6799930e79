"""The pages that notes cite, compared with how they were seen last."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from indexer.documents.isolated_reader import IsolatedReader
from indexer.source_check.fetch_page import FetchedPage, fetch_pages
from indexer.source_check.page_text import hash_sentences, read_sentences
from knowledge.errors import NoteError
from knowledge.index.source_record import PageState, SourceRecord
from knowledge.models import Head

OnProgress = Callable[[str, int, int], None]


@dataclass
class SourceChanges:
    """What a check found. ``changed`` holds the share of each page's sentences that are gone."""

    same: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    changed: dict[str, float] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)


def cited_pages(heads: Iterable[Head]) -> dict[str, list[str]]:
    """The ids of the notes that cite each address."""
    pages: dict[str, list[str]] = {}
    for head in heads:
        for url in dict.fromkeys(source.url for source in head.sources if source.url):
            pages.setdefault(url, []).append(head.id)
    return dict(sorted(pages.items()))


async def check_pages(
    urls: Iterable[str], record: SourceRecord, today: dt.date, on_progress: OnProgress
) -> tuple[SourceRecord, SourceChanges]:
    """The record after a look at each page, and what was found. Pages not asked for stay in it."""
    wanted = list(urls)
    pages: dict[str, PageState] = dict(record.pages)
    changes = SourceChanges()
    done = 0

    with tempfile.TemporaryDirectory() as folder, IsolatedReader() as reader:

        def look(url: str, page: FetchedPage) -> None:
            nonlocal done
            done += 1
            on_progress("Checking", done, len(wanted))
            hashes, problem = _hash_page(reader, page)
            pages[url] = compare_page(url, pages.get(url), page, hashes, problem, today, changes)

        await fetch_pages(wanted, Path(folder), look)
    return SourceRecord(pages=dict(sorted(pages.items()))), changes


def _hash_page(reader: IsolatedReader, page: FetchedPage) -> tuple[tuple[str, ...], str]:
    """The hashes of a page's sentences, or the problem with it."""
    if page.file is None:
        return (), page.problem
    try:
        hashes = hash_sentences(read_sentences(reader, page.file))
    except NoteError as error:
        return (), error.problem
    finally:
        page.file.unlink()
    return hashes, "" if hashes else "has no sentences that can be read"


def compare_page(
    url: str,
    before: PageState | None,
    page: FetchedPage,
    hashes: tuple[str, ...],
    problem: str,
    today: dt.date,
    changes: SourceChanges,
) -> PageState:
    """A page's new state; what is found of it goes into ``changes``.

    A page that cannot be read now is neither changed nor gone: what was known of it stays.
    """
    before = before or PageState(checked_on=today)
    state = before.model_copy(
        update={"checked_on": today, "moved_to": page.moved_to, "problem": problem}
    )
    if page.moved_to:
        changes.moved[url] = page.moved_to
    if page.is_gone:
        changes.gone.append(url)
        return state.model_copy(update={"gone_on": before.gone_on or today})
    if problem:
        changes.problems[url] = problem
        return state
    state = state.model_copy(update={"seen_on": today, "sentences": hashes, "gone_on": None})
    lost = set(before.sentences) - set(hashes)
    if not before.sentences:
        changes.new.append(url)
    elif lost or set(hashes) - set(before.sentences):
        changes.changed[url] = len(lost) / len(before.sentences)
        return state.model_copy(update={"changed_on": today})
    else:
        changes.same.append(url)
    return state
