"""Phrase rules for requests to evade a rule: exact, explainable, fast.

A request is refused when, in one sentence, somebody *asks for the means* ("how do I", "which
exchange", "write me") of an *evasive act* ("hide", "split", "get round"), and the act is aimed
at something that a rule protects ("sanctions", "the threshold", "the beneficiary"). A question
about the rule itself ("is it legal to", "what is the penalty for", "how do banks detect") either
asks for no means, or has words between the asking and the act that excuse it. The words are in
phrase_rules.toml.

A sentence may hold an act at every word. Whatever has to be looked up in a whole sentence is
therefore looked up once, and each act looks only at what stands near it: time is linear.
"""

from __future__ import annotations

import re
import sys
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Literal

from knowledge.compliance.policy.refusal import PolicyRule, Refusal

# The distance from an act to its object, and from a request to its act.
_REACH_CHARS = 110
_SPAN_CHARS = 260
_END = re.compile(r"(?<=\w\w)\.(?=\s|[\"'»”)]|$)|[!?…]+|\n\s*\n")
_NOT_WORD = re.compile(r"\W+")
_LIST = re.compile(r"\{([a-z_]+)\}")
_NOTATION = re.compile(r"\{[a-z_]+\}|\\[a-zA-Z]")
_SCRIPTS = {"c": re.compile(r"[а-яё]", re.IGNORECASE), "l": re.compile(r"[a-z]", re.IGNORECASE)}


@dataclass(frozen=True)
class _PhraseRule:
    """Names of word lists: evasive acts, their object, and what excuses or excludes a match."""

    rule: PolicyRule
    act: tuple[str, ...]
    at: str | None = None
    excuse: str = "about"
    spoilt: str | None = None


@dataclass
class _Sentence:
    """One sentence with its neighbours; each word list is searched once."""

    text: str
    before: str
    after: str
    alone: bool
    scripts: str
    _found: dict[str, list[re.Match[str]]] = field(default_factory=dict)
    _present: dict[tuple[str, str], bool] = field(default_factory=dict)
    # Up to here, and from here on, it is known that a follow-up comes later, and that none does.
    _followed_to: int = -1
    _unfollowed_from: int = sys.maxsize

    def all(self, name: str) -> list[re.Match[str]]:
        if name not in self._found:
            self._found[name] = list(self.pattern(name).finditer(self.text))
        return self._found[name]

    def has(self, name: str, where: Literal["text", "before", "after"]) -> bool:
        """Whether the sentence or a neighbour of it has words of a list."""
        if (name, where) not in self._present:
            text: str = getattr(self, where)
            self._present[name, where] = self.pattern(name).search(text) is not None
        return self._present[name, where]

    def pattern(self, name: str) -> re.Pattern[str]:
        """The word list as a pattern, limited to the scripts of the text."""
        return _pattern(name, self.scripts)

    def may_ask(self) -> bool:
        """Whether it holds any words of a request."""
        return bool(
            self.all("asks")
            or self.all("purpose")
            or self.all("follow_up")
            or self.has("follow_up", "after")
            or (self.alone and self.has("terse", "text"))
        )

    def aims(self, act: re.Match[str], shape: _PhraseRule) -> bool:
        """Whether the act is aimed at the rule's object."""
        near = self.text[max(0, act.start() - _REACH_CHARS) : act.end() + _REACH_CHARS]
        if shape.spoilt and self.pattern(shape.spoilt).search(near):
            return False
        if shape.at is None or self.pattern(shape.at).search(near):
            return True
        # "What is the threshold? How do I stay below it?"
        return bool(self.all("points_back") and self.has(shape.at, "before"))

    def asks_for(self, act: re.Match[str], shape: _PhraseRule) -> bool:
        """Whether the act is requested, and nothing excuses it."""
        excuse = self.pattern(shape.excuse)
        first = max(0, act.start() - _SPAN_CHARS)
        at = bisect_right(self.all("asks"), act.start(), key=re.Match.start)
        ask = self.all("asks")[at - 1] if at else None
        if ask and ask.start() >= first:
            # The nearest counts: "tell me the penalty, and how to hide it" asks how to hide it.
            return not excuse.search(self.text, min(ask.end(), act.start()), act.start())
        if excuse.search(self.text, first, act.start()):
            return False
        if self.pattern("purpose").match(act.group()) and not self.all("not_purpose"):
            return True
        if self.has("follow_up", "after") or self.is_followed_up(act.end()):
            return True
        terse = self.alone and shape.at and self.has("terse", "text")
        return bool(terse) and not self.all("not_terse")

    def is_followed_up(self, end: int) -> bool:
        """Whether a follow-up comes after an offset; each stretch of text is searched once."""
        if self._followed_to < end < self._unfollowed_from:
            found = self.pattern("follow_up").search(self.text, end)
            if found:
                self._followed_to = found.start()
            else:
                self._unfollowed_from = end
        return end <= self._followed_to


def find_phrase_violation(text: str) -> Refusal | None:
    """The refusal by a phrase rule; None when none matches. ``text`` is deobfuscated."""
    for sentence in _split_sentences(text):
        if not sentence.may_ask():
            continue
        for shape in _load_rules()[1]:
            for act in (act for name in shape.act for act in sentence.all(name)):
                if sentence.aims(act, shape) and sentence.asks_for(act, shape):
                    return Refusal(shape.rule, act.group())
    return None


def _split_sentences(text: str) -> Iterator[_Sentence]:
    parts = [_NOT_WORD.sub(" ", part).strip() for part in _END.split(text)]
    texts = ["", *filter(None, parts), ""]
    scripts = "".join(name for name, letter in _SCRIPTS.items() if letter.search(" ".join(texts)))
    for before, here, after in zip(texts, texts[1:], texts[2:], strict=False):
        yield _Sentence(here, before, after, alone=len(texts) == 3, scripts=scripts)


@cache
def _load_rules() -> tuple[dict[str, list[str]], tuple[_PhraseRule, ...]]:
    file = resources.files("knowledge.compliance.policy").joinpath("phrase_rules.toml")
    table = tomllib.loads(file.read_text("utf-8"))
    words = {
        name: value.split() if isinstance(value, str) else value
        for name, value in table["words"].items()
    }
    shapes = tuple(
        _PhraseRule(**{**row, "rule": PolicyRule(row["rule"]), "act": tuple(row["act"])})
        for row in table["shape"]
    )
    return words, shapes


@cache
def _pattern(name: str, scripts: str) -> re.Pattern[str]:
    """Any entry of a word list, as whole words; the notation is explained in phrase_rules.toml.

    Entries in a script that is not written in a message cannot be met, and cost time to compile.
    """
    return re.compile(rf"(?<!\w){_alternatives(name, scripts)}(?!\w)")


@cache
def _alternatives(name: str, scripts: str) -> str:
    entries = (
        _LIST.sub(
            lambda other: _alternatives(other[1], scripts),
            entry.replace(" .. ", r" (?:\w+ ){0,4}?").replace("*", r"\w*"),
        )
        for entry in _load_rules()[0][name]
        if _can_match(entry, scripts)
    )
    return f"(?:{'|'.join(entries) or '(?!)'})"


def _can_match(entry: str, scripts: str) -> bool:
    letters = _NOTATION.sub("", entry)
    needed = [name for name, letter in _SCRIPTS.items() if letter.search(letters)]
    # An entry in two scripts may offer either; digits and lists stand in any.
    return len(needed) != 1 or needed[0] in scripts
