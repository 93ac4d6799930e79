"""``tradewind-index lint``: references, dates, reviews that are due and duplicates of notes."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Literal

from indexer.documents.discover import discover
from indexer.documents.load import load_document
from indexer.lint.evidence import check_evidence
from indexer.lint.obligation_rows import check_obligations
from indexer.lint.thresholds import check_thresholds
from indexer.lint.venue_rows import check_venues
from knowledge.compliance import obligations
from knowledge.compliance.listings import VENUES_FILE
from knowledge.errors import NoteError, UsageError
from knowledge.models import Document, Kind
from knowledge.places.jurisdictions import place_name
from knowledge.settlement.reference_data import REFERENCE_FOLDER, Reference, read_reference
from knowledge.text.terminal import print_text

MIN_WORDS, MAX_WORDS = 150, 500
# Words of a note of another length than the rest.
WORDS = {Kind.PLAYBOOK: (150, 700), Kind.DEFINITION: (20, 60), Kind.LISTING: (20, 300)}
_FOLDERS = {f"{kind.value}s": kind for kind in Kind}
_MARK = re.compile(r"\[\^(\d+)\]")
_WORD = re.compile(r"\w+")
_TOPIC = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")


@dataclass(frozen=True)
class LintFinding:
    """A problem of a note: an error must be fixed, a warning looked at."""

    path: str
    problem: str
    level: Literal["error", "warning"] = "error"


def check_notes(documents: Sequence[Document], today: dt.date) -> list[LintFinding]:
    """All findings, in the order of the notes."""
    found: list[LintFinding] = []
    for document in documents:
        found += [LintFinding(document.path, problem) for problem in _check_note(document, today)]
        found += [
            LintFinding(document.path, text, "warning") for text in _check_review(document, today)
        ]
    found += _check_together(documents)
    return sorted(found, key=lambda finding: (finding.path, finding.problem))


def _check_note(document: Document, today: dt.date) -> Iterator[str]:
    head, path = document.head, Path(document.path)
    body = document.text[document.body :]
    if head.guessed:
        yield f"front matter lacks {', '.join(head.guessed)}"
    if head.id != path.stem:
        yield f"the id {head.id!r} is not the file's name"
    if _FOLDERS.get(path.parent.name, head.kind) is not head.kind:
        yield f"a note of kind {head.kind.value} stands in {path.parent.name}"
    length = len(_MARK.sub("", body).split())
    least, most = WORDS.get(head.kind, (MIN_WORDS, MAX_WORDS))
    if not least <= length <= most:
        yield f"has {length} words, not {least} to {most}"
    used = {int(number) for number in _MARK.findall(body)}
    count = len(head.sources)
    if not count:
        yield "names no source"
    yield from (f"source mark [^{n}] points nowhere" for n in sorted(used) if not 0 < n <= count)
    yield from (f"source {n} is never used" for n in range(1, count + 1) if n not in used)
    yield from check_evidence(document)
    if head.as_of and head.as_of > today:
        yield "as_of lies in the future"
    if head.effective_from and head.effective_to and head.effective_from > head.effective_to:
        yield "effective_from is later than effective_to"
    yield from (f"topic {topic!r} is not kebab-case" for topic in head.topics
                if not _TOPIC.match(topic))  # fmt: skip
    yield from (f"{code} is no jurisdiction" for code in head.jurisdictions
                if place_name(code, "en") == code)  # fmt: skip
    yield from (f"a verdict on {ask.q!r}, which is no question" for ask in head.asks
                if ask.verdict and not ask.q.rstrip().endswith("?"))  # fmt: skip


def _check_review(document: Document, today: dt.date) -> Iterator[str]:
    due = document.head.review_after
    if due is None:
        yield "has no review_after"
    elif due < today:
        yield f"was due for review on {due}"


def _check_together(documents: Sequence[Document]) -> Iterator[LintFinding]:
    by_id: dict[str, Document] = {}
    asked: dict[str, str] = {}
    said: dict[str, str] = {}
    for document in documents:
        head = document.head
        if head.id in by_id:
            yield LintFinding(document.path, f"has the id of {by_id[head.id].path}")
        by_id[head.id] = document
        for ask in head.asks:
            key = " ".join(_WORD.findall(ask.q.casefold()))
            if key in asked and asked[key] != document.path:
                yield LintFinding(document.path, f"asks {ask.q!r} as {asked[key]} does")
            asked[key] = document.path
        for paragraph in document.text[document.body :].split("\n\n"):
            words = " ".join(_MARK.sub("", paragraph).casefold().split())
            if len(words) > 80 and not words.startswith("#"):
                if said.get(words, document.path) != document.path:
                    yield LintFinding(document.path, f"repeats a paragraph of {said[words]}")
                said[words] = document.path
    for document in documents:
        yield from (LintFinding(document.path, text) for text in _check_references(document, by_id))


def _check_references(document: Document, by_id: dict[str, Document]) -> Iterator[str]:
    head = document.head
    if head.translation_of:
        original = by_id.get(head.translation_of)
        if original is None:
            yield f"translates {head.translation_of!r}, which does not exist"
        elif original.head.language == head.language:
            yield "is in the language of what it translates"
        elif original.head.as_of and head.as_of and head.as_of < original.head.as_of:
            yield f"is older ({head.as_of}) than what it translates ({original.head.as_of})"
    for old in head.supersedes:
        if old not in by_id:
            yield f"supersedes {old!r}, which does not exist"
    seen, next_ones = set(), list(head.supersedes)
    while next_ones:
        current = next_ones.pop()
        if current == head.id:
            yield "supersedes itself in a circle"
            break
        if current in by_id and current not in seen:
            seen.add(current)
            next_ones.extend(by_id[current].head.supersedes)


def check_reference(tables: Reference, ids: Collection[str], today: dt.date) -> list[LintFinding]:
    """What is wrong with the reference rows: reviews that are due, rules whose note is missing."""
    reviews = [(row.key, row.review_after) for row in tables.rows.values()]
    reviews += [(corridor.key, corridor.review_after) for corridor in tables.corridors]
    due = [
        LintFinding("reference", f"{key} was due for review on {day}", "warning")
        for key, day in reviews
        if day < today
    ]
    early = [
        LintFinding("reference", f"{row.key}: as_of lies in the future")
        for row in tables.rows.values()
        if row.as_of > today
    ]
    lost = [
        LintFinding(
            "reference/rules.toml", f"{country} points to {rule.note!r}, which does not exist"
        )
        for country, rule in sorted(tables.rules.items())
        if rule.note not in ids
    ]
    return [*due, *early, *lost]


def parse_today(written: str | None) -> dt.date:
    """The day that ``--today`` names, or else today in UTC; UsageError if it is no day."""
    try:
        return dt.date.fromisoformat(written) if written else dt.datetime.now(dt.UTC).date()
    except ValueError:
        raise UsageError("--today takes a date such as 2026-11-01.") from None


def read_notes(folders: Iterable[Path]) -> tuple[list[Document], list[NoteError]]:
    """The notes in the folders, and the problems with files that are none."""
    listing = discover(list(folders))
    documents, problems = [], list(listing.problems)
    for entry in listing.entries:
        try:
            documents.append(load_document(entry))
        except NoteError as error:
            problems.append(error)
    return documents, problems


def _check_bundled(documents: Sequence[Document], today: dt.date) -> Iterator[LintFinding]:
    """What is wrong with the data that come beside the bundled notes."""
    tables = read_reference(REFERENCE_FOLDER)
    yield from check_reference(tables, {each.head.id for each in documents}, today)
    own = [code for code in tables.rules if not obligations.is_member(code)]
    rows = obligations.load_bundled()
    wrong = chain(
        check_obligations(rows, documents, own),
        check_thresholds(rows, documents),
        check_venues(VENUES_FILE.read_text("utf-8"), documents, today),
    )
    yield from (LintFinding(path, problem) for path, problem in wrong)


def run_lint(
    arguments: argparse.Namespace, folders: Iterable[Path], *, bundled: bool = False
) -> int:
    """Print the findings of the notes in the folders; 3 when there are errors, else 0.

    With the bundled notes, the reference rows that come beside them are checked, too.
    """
    today = parse_today(arguments.today)
    documents, problems = read_notes(folders)
    found = [LintFinding(problem.path, problem.problem) for problem in problems]
    found += check_notes(documents, today)
    if bundled:
        found += _check_bundled(documents, today)
    errors = sum(finding.level == "error" for finding in found)
    if arguments.json:
        print_text(json.dumps([asdict(finding) for finding in found], ensure_ascii=False))
    elif not arguments.quiet:
        for finding in found:
            note = "" if finding.level == "error" else " (warning)"
            print_text(f"{finding.path}: {finding.problem}{note}")
        print_text(f"{len(documents)} notes, {errors} errors, {len(found) - errors} warnings")
    return 3 if errors else 0
