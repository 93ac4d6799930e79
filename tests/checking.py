"""An assistant that screens and briefs over the bundled notes, sample lists and sample market."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from conftest import WordEncoder, rebuild

from bot.assistant import Assistant
from bot.corridors import Corridors
from bot.estimator import Estimator
from bot.figures import sample
from bot.reply import Language, Question, Reply
from bot.screening import Screening
from bot.session import Sessions
from knowledge.compliance import duties
from knowledge.compliance.lists.shelf import Shelf
from knowledge.library import Library
from knowledge.settlement.reference import bundled
from tests.listed import NOW

Ask = Callable[..., Reply]


def bundled_library(root: Path) -> Library:
    """The bundled notes, indexed by the words in them."""
    rebuild(root, duties.FOLDER.parent.parent / "sources", WordEncoder(), keep=False)
    return Library(root, root, encoders=[WordEncoder()])


def assistant_of(library: Library, lists: Path, **more: object) -> Assistant:
    """An assistant over a library and the lists in a folder, on the day of the sample lists."""
    prices, clock = sample(), lambda: NOW
    return Assistant(
        library, Sessions(lambda: 0.0),
        estimator=partial(Estimator, prices, library, bundled()),
        screening=lambda: Screening(Shelf(lists), library, clock),
        corridors=lambda: Corridors(library, bundled(), prices.price, clock),
        today=lambda: NOW.date(), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def asking(library: Library, lists: Path) -> Ask:
    """Someone who asks one assistant, in a language of theirs if need be."""
    assistant = assistant_of(library, lists)

    def ask(text: str, language: Language | None = None) -> Reply:
        return assistant.answer(Question(text=text, language=language))

    return ask
