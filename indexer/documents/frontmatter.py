"""What stands at the head of a note: its front matter, checked field by field, and its date."""

from __future__ import annotations

import re
from typing import Any

import yaml
from pydantic import ValidationError

from indexer.documents.visible_text import remove_unseen
from knowledge.models import Head

MAX_FRONT_MATTER_CHARS = 64 << 10
_OPEN = re.compile(r"---[ \t]*\n")
_CLOSE = re.compile(r"^---[ \t]*$", re.MULTILINE)
MAX_DEPTH, MAX_TOKENS = 20, 6_000
_STARTS = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken,
           yaml.BlockSequenceStartToken, yaml.BlockMappingStartToken)  # fmt: skip
_ENDS = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)
_TIMESTAMP = "tag:yaml.org,2002:timestamp"


class _Loader(yaml.SafeLoader):
    """YAML with dates left as text: the model reads them, and names the field of a bad one."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (so it is declared in PyYAML)
        start: [(tag, pattern) for tag, pattern in resolvers if tag != _TIMESTAMP]
        for start, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def split_front_matter(text: str) -> tuple[dict[str, Any] | None, int]:
    """The fields, or None, and where the body begins; ValueError says what is wrong."""
    if not (begin := _OPEN.match(text)):
        return None, 0
    close = _CLOSE.search(text, begin.end())
    if not close:
        # A rule at the top of a text is no front matter.
        return None, 0
    raw = text[begin.end() : close.start()]
    if len(raw) > MAX_FRONT_MATTER_CHARS:
        raise ValueError("has front matter of more than 64 KiB; shorten it")
    try:
        fields = _parse_yaml(raw)
    except _RefusedFrontMatter:
        raise
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        raise ValueError(f"has front matter that is not YAML{where}; correct it") from None
    if not isinstance(fields, dict):
        raise ValueError("has front matter that is no list of fields; write `name: value` lines")
    body = close.end()
    return _clean_values(fields), body + (1 if text[body : body + 1] == "\n" else 0)


class _RefusedFrontMatter(ValueError):
    """What front matter must not hold."""


def _parse_yaml(raw: str) -> object:
    depth = 0
    for number, token in enumerate(yaml.scan(raw)):
        depth += isinstance(token, _STARTS) - isinstance(token, _ENDS)
        # Each level makes every token slower to read.
        if depth > MAX_DEPTH or number > MAX_TOKENS:
            raise _RefusedFrontMatter(
                "has front matter that is nested too deeply or too long; shorten it"
            )
        # Anchors can multiply without end; tags ask for types that a note has no use for.
        if isinstance(token, yaml.AnchorToken | yaml.AliasToken):
            raise _RefusedFrontMatter(
                "has front matter with anchors, which are not read; quote & and *"
            )
        if isinstance(token, yaml.TagToken):
            raise _RefusedFrontMatter("has front matter with tags, which are not read; quote !")
    return yaml.load(raw, Loader=_Loader)  # noqa: S506 (a SafeLoader with less in it)


def _clean_values(value: Any) -> Any:
    """A value whose texts hold nothing unseen: YAML can write any character as an escape."""
    if isinstance(value, str):
        return remove_unseen(value)
    if isinstance(value, list):
        return [_clean_values(item) for item in value]
    if isinstance(value, dict):
        return {_clean_values(key): _clean_values(item) for key, item in value.items()}
    return value


def make_head(fields: dict[str, Any], guessed: dict[str, Any]) -> Head:
    """The front matter with what it lacks filled in from guesses; ValueError names a bad field."""
    missing = {name: value for name, value in guessed.items() if fields.get(name) in (None, "")}
    whole = {name: value for name, value in fields.items() if value is not None} | missing
    try:
        return Head.model_validate(whole | {"guessed": tuple(sorted(missing))})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{name[:60]}: {first['msg'][:110]}") from None
