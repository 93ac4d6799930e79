"""Whether a message asks for help to get round a rule: judged on its words, before retrieval.

A request is refused when, in one sentence, somebody *asks for the means* ("how do I", "which
exchange", "write me") of an *evasive act* ("hide", "split", "get round"), and the act is aimed
at something that a rule protects ("sanctions", "the threshold", "the beneficiary"). A question
about the rule itself ("is it legal to", "what is the penalty for", "how do banks detect") has
its own words between the asking and the act, and these excuse it. The words are in policy.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from bot.understand.disguise import undone

# How far an act reaches for what it is aimed at, and a request for its act, in characters.
_REACH = 110
_SPAN = 260
_END = re.compile(r"(?<=\w\w)\.(?=\s|[\"'»”)]|$)|[!?…]+|\n\s*\n")
_NOT_WORD = re.compile(r"\W+")


class Rule(StrEnum):
    """What a refused request would break."""

    SANCTIONS = "sanctions"
    STRUCTURING = "structuring"
    CONCEALMENT = "concealment"
    UNREGULATED = "unregulated"


@dataclass(frozen=True)
class Refusal:
    """The rule that a request would break, and the words that show it (disguises undone)."""

    rule: Rule
    matched: str


@dataclass(frozen=True)
class _Shape:
    """An evasive act and what it must be aimed at (nothing more, if ``at`` is None)."""

    rule: Rule
    act: re.Pattern[str]
    at: re.Pattern[str] | None
    excuse: re.Pattern[str]
    spoilt: re.Pattern[str] | None


@dataclass(frozen=True)
class _Words:
    """The compiled words of policy.toml."""

    shapes: tuple[_Shape, ...]
    asks: re.Pattern[str]
    purpose: re.Pattern[str]
    follow_up: re.Pattern[str]
    points_back: re.Pattern[str]

    @property
    def asking(self) -> tuple[re.Pattern[str], ...]:
        """What a sentence must hold, at least, to be a request."""
        return self.asks, self.purpose, self.follow_up


def judge(text: str) -> Refusal | None:
    """Why we must not help with this request; None when nothing speaks against it."""
    words = _words()
    sentences = list(_sentences(undone(text)))
    for here, sentence in enumerate(sentences):
        before = sentences[here - 1] if here else ""
        after = sentences[here + 1] if here + 1 < len(sentences) else ""
        if not any(p.search(sentence) for p in words.asking) and not words.follow_up.search(after):
            continue
        for shape in words.shapes:
            for act in shape.act.finditer(sentence):
                if _aimed(shape, sentence, act, before) and _asked(shape, sentence, act, after):
                    return Refusal(shape.rule, act.group())
    return None


def _sentences(text: str) -> Iterator[str]:
    for part in _END.split(text):
        if words := _NOT_WORD.sub(" ", part).strip():
            yield words


def _aimed(shape: _Shape, sentence: str, act: re.Match[str], before: str) -> bool:
    if shape.at is None:
        return True
    begin, end = max(0, act.start() - _REACH), act.end() + _REACH
    near = sentence[begin:end]
    if shape.spoilt and shape.spoilt.search(near):
        return False
    if shape.at.search(near):
        return True
    # "What is the threshold? How do I stay below it?"
    points_back = _words().points_back.search(sentence)
    return bool(points_back and shape.at.search(before))


def _asked(shape: _Shape, sentence: str, act: re.Match[str], after: str) -> bool:
    words = _words()
    lead = sentence[max(0, act.start() - _SPAN) : act.start()]
    # The nearest asking counts: "tell me the penalty, and how to hide it" asks how to hide it.
    asked_at = -1
    for asking in words.asks.finditer(sentence, act.start() - len(lead)):
        if asking.start() > act.start():
            break
        asked_at = asking.start()
    if asked_at >= 0:
        return not shape.excuse.search(sentence, asked_at, act.start())
    if shape.excuse.search(lead):
        return False
    if words.purpose.match(act.group()) or words.follow_up.search(after):
        return True
    return bool(words.follow_up.search(sentence, act.end()))


@cache
def _words() -> _Words:
    file = resources.files("bot.understand").joinpath("policy.toml")
    table = tomllib.loads(file.read_text("utf-8"))
    lists: dict[str, list[str]] = {
        name: value.split() if isinstance(value, str) else value
        for name, value in table["words"].items()
    }
    shapes = tuple(
        _Shape(
            rule=Rule(row["rule"]),
            act=_pattern(lists, row["act"]),
            at=_pattern(lists, row["at"]) if "at" in row else None,
            excuse=_pattern(lists, row.get("excuse", ["about"])),
            spoilt=_pattern(lists, row["spoilt"]) if "spoilt" in row else None,
        )
        for row in table["shape"]
    )
    return _Words(
        shapes=shapes,
        asks=_pattern(lists, ["asks"]),
        purpose=_pattern(lists, ["purpose"]),
        follow_up=_pattern(lists, ["follow_up"]),
        points_back=_pattern(lists, ["points_back"]),
    )


def _pattern(lists: dict[str, list[str]], names: list[str]) -> re.Pattern[str]:
    """Whole words from the named lists; the notation is explained in policy.toml."""

    def written(name: str) -> str:
        return "(?:" + "|".join(regex(entry) for entry in lists[name]) + ")"

    def regex(entry: str) -> str:
        entry = entry.replace(" .. ", r" (?:\w+ ){0,4}?").replace("*", r"\w*")
        return re.sub(r"\{([a-z_]+)\}", lambda name: written(name[1]), entry)

    return re.compile(r"(?<!\w)(?:" + "|".join(map(written, names)) + r")(?!\w)")
