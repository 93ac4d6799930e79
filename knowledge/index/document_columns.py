"""What ranking needs of all documents at once: their front matter by columns."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.index.arrays import Rows
from knowledge.models import Verdict


@dataclass(frozen=True)
class DocumentColumns:
    """Fields of the documents, by document row.

    ``translations`` maps a note's group id to the rows of the note and its translations.
    ``questions`` holds every question of the notes' front matter with its verdict, and
    ``question_document`` the row of the document each belongs to. ``verdict_questions`` maps a
    group id to the places in ``questions`` of those that have a verdict.
    """

    ids: tuple[str, ...]
    groups: tuple[str, ...]
    translations: dict[str, tuple[int, ...]]
    languages: tuple[str, ...]
    jurisdictions: tuple[frozenset[str], ...]
    superseded: npt.NDArray[np.bool_]
    as_of: tuple[dt.date | None, ...]
    review_after: tuple[dt.date | None, ...]
    questions: tuple[tuple[str, Verdict | None], ...]
    question_document: Rows
    verdict_questions: dict[str, Rows]

    def is_translated(self, written: str, into: str) -> bool:
        """Whether every note in one language has a counterpart in the other."""
        pairs = list(zip(self.groups, self.languages, strict=True))
        there = {group for group, language in pairs if language == into}
        return all(group in there for group, language in pairs if language == written)


def build_columns(documents: Sequence[tuple[str, str]]) -> DocumentColumns:
    """The columns of (id, front matter as JSON) pairs in row order."""
    heads = [json.loads(text) for _, text in documents]
    replaced = {old for head in heads for old in head["supersedes"]}
    groups = tuple(head["translation_of"] or head["id"] for head in heads)
    asks = [(row, ask) for row, head in enumerate(heads) for ask in head["asks"]]
    translations: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        translations.setdefault(group, []).append(row)
    verdicts: dict[str, list[int]] = {}
    for place, (row, ask) in enumerate(asks):
        if ask["verdict"]:
            verdicts.setdefault(groups[row], []).append(place)
    return DocumentColumns(
        ids=tuple(head["id"] for head in heads),
        groups=groups,
        translations={group: tuple(rows) for group, rows in translations.items()},
        languages=tuple(head["language"] for head in heads),
        jurisdictions=tuple(frozenset(head["jurisdictions"]) for head in heads),
        superseded=np.array([group in replaced for group in groups], bool),
        as_of=tuple(_read_day(head["as_of"]) for head in heads),
        review_after=tuple(_read_day(head["review_after"]) for head in heads),
        questions=tuple((ask["q"], ask["verdict"]) for _, ask in asks),
        question_document=np.array([row for row, _ in asks], np.int64),
        verdict_questions={group: np.array(places, np.int64) for group, places in verdicts.items()},
    )


def _read_day(written: str | None) -> dt.date | None:
    return dt.date.fromisoformat(written) if written else None
