"""Matching a name against the names of a list: score and reasons.

Two steps: trigrams of a name's sounds select the hundred best candidates, then ``rapidfuzz``
compares those word by word. A rare word weighs more than a common one, as in retrieval; a legal
form weighs next to nothing.
"""

from __future__ import annotations

import math
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cdist

from knowledge.compliance.sanctions.transliterate import (
    Transliteration,
    is_legal_form,
    transliterate,
)

Floats: TypeAlias = npt.NDArray[np.float64]

SCHEMA = """
CREATE TABLE name (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL REFERENCES entry,
    main INTEGER NOT NULL, text TEXT NOT NULL);
CREATE TABLE word (sound TEXT PRIMARY KEY, names INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE gram (gram TEXT PRIMARY KEY, names BLOB NOT NULL) WITHOUT ROWID;
"""
MIN_SCORE = 0.85
_MAX_CANDIDATES = 100
_FORM_WEIGHT = 0.05
# The share of the score for words of the query found in the name; the rest is for the reverse.
_QUERY_SHARE = 0.8
# Words less similar than this are different words.
_MIN_WORD_SIMILARITY = 0.8


@dataclass(frozen=True)
class NameCandidate:
    """An entry's name that may be the one searched for; ``score`` is from 0 to 1.

    ``why`` holds the reasons: same, order, part, spelling, script, alias.
    """

    entry: int
    name: str
    score: float
    why: tuple[str, ...]


def add_names(db: sqlite3.Connection, entry: int, names: Iterable[str]) -> None:
    """Add the names of an entry; the first is the main one."""
    rows = [(entry, int(not place), name) for place, name in enumerate(dict.fromkeys(names))]
    db.executemany("INSERT INTO name (entry, main, text) VALUES (?,?,?)", rows)


def build_name_index(db: sqlite3.Connection) -> None:
    """Write the index of trigrams and word counts, after all names were added."""
    words: Counter[str] = Counter()
    postings: dict[str, array[int]] = {}
    for number, text in db.execute("SELECT id, text FROM name ORDER BY id"):
        name = transliterate(text)
        words.update(set(name.sounds))
        for gram in _trigrams(name):
            postings.setdefault(gram, array("I")).append(number)
    db.executemany("INSERT INTO word VALUES (?,?)", words.items())
    rows = ((gram, np.array(ids, "<u4").tobytes()) for gram, ids in postings.items())
    db.executemany("INSERT INTO gram VALUES (?,?)", rows)


def find_name_matches(
    db: sqlite3.Connection, query: str, *, at_least: float = MIN_SCORE
) -> tuple[NameCandidate, ...]:
    """The entries whose names match, best first, each by its best name.

    Only the hundred best candidates are compared, of a name shared by more.
    """
    asked = transliterate(query)
    if not any(asked.sounds):
        return ()
    candidates = _find_candidates(db, asked)
    marks = ",".join("?" * len(candidates))
    rows = db.execute(
        f"SELECT entry, main, text FROM name WHERE id IN ({marks})",  # noqa: S608 (question marks)
        candidates,
    ).fetchall()
    names = [(entry, main, text, transliterate(text)) for entry, main, text in rows]
    weights = _word_weights(db, {s for *_, name in names for s in name.sounds} | {*asked.sounds})
    best: dict[int, NameCandidate] = {}
    words = _WordTable(asked, [name for *_, name in names], weights)
    for entry, main, text, name in names:
        score = round(_score(asked, name, words), 2)
        if score >= at_least and (entry not in best or score > best[entry].score):
            why = _explain_match(query, asked, text, name) + (() if main else ("alias",))
            best[entry] = NameCandidate(entry, text, score, why)
    return tuple(sorted(best.values(), key=lambda one: (-one.score, one.entry)))


def _trigrams(name: Transliteration) -> set[str]:
    joined = f"^{name.joined}$"
    return {joined[at : at + 3] for at in range(max(len(joined) - 2, 1))}


def _find_candidates(db: sqlite3.Connection, asked: Transliteration) -> list[int]:
    """The IDs of the names that share the most, and the rarest, trigrams with the query."""
    (total,) = db.execute("SELECT coalesce(max(id), 0) FROM name").fetchone()
    points = np.zeros(total + 1, np.float32)
    for gram in _trigrams(asked):
        found = db.execute("SELECT names FROM gram WHERE gram = ?", (gram,)).fetchone()
        if found:
            ids = np.frombuffer(found[0], "<u4")
            points[ids] += math.log1p(total / len(ids))
    top = np.argpartition(points, -min(_MAX_CANDIDATES, len(points)))[-_MAX_CANDIDATES:]
    return [int(number) for number in top if points[number] > 0]


def _word_weights(db: sqlite3.Connection, sounds: set[str]) -> dict[str, float]:
    """The weight of each word: the rarer among the list's names, the higher."""
    (total,) = db.execute("SELECT coalesce(max(id), 0) FROM name").fetchone()
    marks = ",".join("?" * len(sounds))
    rows = db.execute(
        f"SELECT sound, names FROM word WHERE sound IN ({marks})",  # noqa: S608 (question marks)
        list(sounds),
    )
    counts = dict(rows.fetchall())
    return {sound: math.log1p(total / counts.get(sound, 1)) for sound in sounds}


class _WordTable:
    """The words asked for beside those of all candidates, compared at once.

    Pair by pair, a message of long names would take minutes: each may have hundreds of words.
    """

    def __init__(
        self, asked: Transliteration, names: Iterable[Transliteration], weights: dict[str, float]
    ) -> None:
        mine = {sound: at for at, sound in enumerate(dict.fromkeys(asked.sounds))}
        theirs = list(dict.fromkeys(sound for name in names for sound in name.sounds))
        self._rows = [mine[sound] for sound in asked.sounds]
        self._columns = {sound: at for at, sound in enumerate(theirs)}
        self._forwards = _compare([*mine], theirs)
        self._backwards = _compare(theirs, [*mine])
        self._weights, self._asked_weights = weights, _weigh(asked, weights)

    def cover_asked(self, name: Transliteration) -> float:
        """The share of the weights of the words asked for that is found in a name, from 0 to 1."""
        found = self._forwards[:, [self._columns[sound] for sound in name.sounds]]
        return _share(self._asked_weights, found.max(axis=1, initial=0.0)[self._rows])

    def cover_name(self, name: Transliteration) -> float:
        """The share of the weights of a name's words that is among those asked for."""
        found = self._backwards[[self._columns[sound] for sound in name.sounds]]
        return _share(_weigh(name, self._weights), found.max(axis=1, initial=0.0))


def _compare(sounds: list[str], others: list[str]) -> Floats:
    """How similar each sound, a row, is to each of the others; 0 for different words."""
    table: Floats = cdist(sounds, others, scorer=JaroWinkler.similarity, dtype=np.float64)
    table[table < _MIN_WORD_SIMILARITY] = 0.0
    for row, sound in enumerate(sounds):
        if sound.isdigit():
            # Numbers are names of units and ships: 12 is not a misspelt 13.
            table[row] = [float(sound == other) for other in others]
    return table


def _weigh(name: Transliteration, weights: dict[str, float]) -> Floats:
    """The weight of each word of a name."""
    pairs = zip(name.words, name.sounds, strict=True)
    return np.array(
        [weights[sound] * (_FORM_WEIGHT if is_legal_form(word) else 1.0) for word, sound in pairs]
    )


def _share(weights: Floats, found: Floats) -> float:
    whole = float(weights.sum())
    return float(weights @ found) / whole if whole else 0.0


def _score(asked: Transliteration, name: Transliteration, words: _WordTable) -> float:
    by_words = _QUERY_SHARE * words.cover_asked(name)
    by_words += (1 - _QUERY_SHARE) * words.cover_name(name)
    if _numbers(asked) != _numbers(name):
        # Similar letters mean nothing when the numbers of two ships differ.
        return by_words
    return max(by_words, ratio(asked.joined, name.joined) / 100)


def _numbers(name: Transliteration) -> set[str]:
    return {word for word in name.words if word.isdigit()}


def _explain_match(
    query: str, asked: Transliteration, text: str, name: Transliteration
) -> tuple[str, ...]:
    why = []
    mine, theirs = _distinctive_sounds(asked), _distinctive_sounds(name)
    if mine == theirs:
        one_script = query.isascii() == text.isascii()
        why.append(
            "spelling"
            if one_script and _distinctive_words(asked) != _distinctive_words(name)
            else "same"
        )
    elif sorted(mine) == sorted(theirs):
        why.append("order")
    elif set(mine) < set(theirs) or set(theirs) < set(mine):
        why.append("part")
    else:
        why.append("spelling")
    if query.isascii() != text.isascii():
        why.append("script")
    return tuple(why)


def _distinctive_words(name: Transliteration) -> list[str]:
    return [word for word in name.words if not is_legal_form(word)]


def _distinctive_sounds(name: Transliteration) -> list[str]:
    pairs = zip(name.words, name.sounds, strict=True)
    return [sound for word, sound in pairs if not is_legal_form(word)]
