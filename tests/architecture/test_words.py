"""Plain words: those that a stranger must guess at are counted down."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.exceptions import WORDS
from tests.support.paths import ROOT
from tests.support.source_tree import PATHS, nodes_of, text_of

TESTS = [path for path in (ROOT / "tests").rglob("*.py") if path.parent.name != "architecture"]
CATALOGUES = sorted((ROOT / "bot/messages").glob("*.toml"))
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def prose_of(path: Path) -> str:
    """What a file says to readers: a catalogue whole, of code the docstrings and comments."""
    if path.suffix == ".toml":
        return text_of(path)
    docstrings = [
        ast.get_docstring(node) or "" for node in nodes_of(path) if isinstance(node, DOCUMENTED)
    ]
    tokens = tokenize.generate_tokens(io.StringIO(text_of(path)).readline)
    comments = [token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT]
    return "\n".join([*docstrings, *comments])


@cache
def word_counts() -> Counter[str]:
    """How often each word of the table occurs."""
    prose = " ".join(" ".join(prose_of(path).split()) for path in [*PATHS, *CATALOGUES, *TESTS])
    return Counter({word: len(re.findall(rf"(?i)\b{word}\b", prose)) for word in WORDS})


@pytest.mark.parametrize("word", WORDS)
def test_a_riddling_word_becomes_rarer_only(word: str) -> None:
    assert word_counts()[word] <= WORDS[word], f"say {word!r} in plain words"
