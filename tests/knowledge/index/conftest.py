"""One small index in two languages, built once: to read only."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge.index.generation import Generation, open_current
from knowledge.index.retriever import Retriever
from tests.support.encoders import WordEncoder
from tests.support.index import rebuild
from tests.support.notes import note

RULES = {
    "new-rule.md": note(
        "new-rule",
        "Yes, a firm may pay in coins since 2026.[^1] The fine is 5 EUR.[^1]\n\n"
        "## What to check\n\nAsk the bank first.[^1]",
        jurisdictions=["RU"], supersedes=["old-rule"],
        asks=[{"q": "May a firm pay in coins?", "verdict": "yes"}, {"q": "How large is the fine?"}],
    ),
    "new-rule.ru.md": note(
        "new-rule.ru", "Да, фирма может платить монетами.[^1]", language="ru",
        jurisdictions=["RU"], translation_of="new-rule",
    ),
    "old-rule.md": note(
        "old-rule", "No, a firm may not pay in coins.[^1]", jurisdictions=["RU"],
        effective_to="2025-12-31",
    ),
    "salt.md": note("salt", "The tax on salt is 12 percent.[^1]", jurisdictions=["TR"]),
}  # fmt: skip


@pytest.fixture(scope="session")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    """The generation of these notes."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "notes").mkdir()
    for name, text in RULES.items():
        (folder / "notes" / name).write_text(text, "utf-8")
    root = rebuild(folder / "index", folder / "notes", WordEncoder(), keep=False)
    generation, _ = open_current(root)
    yield generation
    generation.close()


@pytest.fixture(scope="session")
def retriever(rules: Generation) -> Retriever:
    """Search over them."""
    return Retriever(rules, [WordEncoder()])
