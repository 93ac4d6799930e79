"""An assistant that screens and briefs over the bundled notes, sample lists and sample market."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from bot.assistant import Assistant
from bot.checks.corridor_handler import CorridorHandler
from bot.checks.screening_handler import ScreeningHandler
from bot.messages.language import Language
from bot.payments.handler import PaymentHandler
from bot.payments.market_data import load_sample_data
from bot.question import Question
from bot.replies.reply import Reply
from bot.session import Sessions
from knowledge.compliance import obligations
from knowledge.compliance.sanctions.list_set import SanctionsLists
from knowledge.library import Library
from knowledge.settlement.reference_data import load_bundled_reference
from tests.support.encoders import WordEncoder
from tests.support.index import rebuild
from tests.support.sanctions import NOW

Ask = Callable[..., Reply]


def index_bundled_notes(root: Path) -> None:
    """Index the bundled notes by the words in them."""
    rebuild(root, obligations.OBLIGATIONS_DIR.parent.parent / "sources", WordEncoder(), keep=False)


def bundled_library(root: Path) -> Library:
    """The bundled notes, as indexed in a folder by the words in them."""
    return Library(root, root, encoders=[WordEncoder()])


def assistant_of(library: Library, lists: Path, **more: object) -> Assistant:
    """An assistant over a library and the lists in a folder, on the day of the sample lists."""
    prices, clock = load_sample_data(), lambda: NOW
    return Assistant(
        library, Sessions(lambda: 0.0),
        payments=partial(PaymentHandler, prices, library, load_bundled_reference()),
        screening=lambda: ScreeningHandler(SanctionsLists(lists), library, clock),
        corridors=lambda: CorridorHandler(
            library, load_bundled_reference(), prices.fetch_price, clock
        ),
        today=lambda: NOW.date(), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def asking(library: Library, lists: Path) -> Ask:
    """Someone who asks one assistant, in a language of theirs if need be."""
    assistant = assistant_of(library, lists)

    def ask(text: str, language: Language | None = None) -> Reply:
        return assistant.answer(Question(text=text, language=language))

    return ask
