"""The chat in a terminal; plain lines when there is no terminal to speak of."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from bot import logs, slash_commands
from bot.assistant import Assistant
from bot.messages import error_text, message
from bot.question import Question
from bot.render import plain_text
from bot.replies.reply import Reply
from bot.settings import Settings
from knowledge.errors import TradewindError

CHAT = "console"
_QUIT = frozenset({"/quit", "/exit", "/q"})


def chat(assistant: Assistant, settings: Settings) -> int:
    """Talk until the user leaves; 0."""
    fancy = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    language = settings.language if settings.language != "auto" else "en"
    screen = _Rich() if fancy else _Plain()
    generation = assistant.library.generation
    screen.note(
        message(
            "banner",
            language,
            version=_version(),
            generation=generation.name,
            notes=generation.manifest.documents,
        )
    )
    for text in _typed(settings) if fancy else _lines():
        if text.strip().lower() in _QUIT:
            break
        before = assistant.library.generation.name
        screen.show(_answer(assistant, text, settings), text)
        after = assistant.library.generation.name
        if after != before:
            screen.note(message("reloaded", language, generation=after))
    screen.note(message("farewell", language))
    return 0


def _version() -> str:
    from importlib import metadata

    return metadata.version("tradewind")


def _answer(assistant: Assistant, text: str, settings: Settings) -> Reply | str:
    """The reply, or a short line when something broke that should not have."""
    chosen = None if settings.language == "auto" else settings.language
    try:
        return assistant.answer(Question.model_validate({"text": text, "language": chosen}))
    except TradewindError as error:
        return error_text(error, chosen or "en")
    except Exception:  # noqa: BLE001 (a chat outlives one bad answer)
        return message("failed", chosen or "en", reference=logs.log_exception())


def _lines() -> Iterator[str]:
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        if line.strip():
            yield line


def _typed(settings: Settings) -> Iterator[str]:
    """What the user types: with history, completion of commands, and Alt-Enter for a new line."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.history import FileHistory, InMemoryHistory
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()
    keys.add("escape", "enter")(lambda event: event.current_buffer.insert_text("\n"))
    session: PromptSession[str] = PromptSession(
        history=FileHistory(str(file)) if (file := _history(settings)) else InMemoryHistory(),
        completer=WordCompleter([*slash_commands.NAMES, "/quit"], sentence=True),
        complete_while_typing=False,
        key_bindings=keys,
    )
    while True:
        try:
            text = session.prompt("› ")
        except KeyboardInterrupt:
            continue  # Ctrl-C clears the line, Ctrl-D leaves
        except EOFError:
            return
        if text.strip():
            yield text


def _history(settings: Settings) -> Path | None:
    file = settings.home / "history"
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError:
        return None
    return file


class _Plain:
    """Replies as plain text, for pipes and dumb terminals."""

    def note(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    def show(self, reply: Reply | str, _: str) -> None:
        print(
            (reply if isinstance(reply, str) else plain_text.render_text(reply)) + "\n", flush=True
        )


class _Rich:
    """Replies in colour, wrapped to the window; sources dimmed, their addresses as links."""

    def __init__(self) -> None:
        from rich.console import Console

        self._console = Console(highlight=False, width=min(100, Console().width))

    def note(self, text: str) -> None:
        self._console.print(text, style="dim", markup=False)

    def show(self, reply: Reply | str, _: str) -> None:
        from rich.padding import Padding
        from rich.text import Text

        if isinstance(reply, str):
            self._console.print(reply, style="red", markup=False)
            return
        body = Text()
        for i, block in enumerate(plain_text.render_blocks(reply)):
            body.append(("\n\n" if i else "") + block)
        body.highlight_regex(r"\[\d+\]", "cyan")
        if reply.notices:
            body.highlight_words(list(reply.notices), "dim")
        for citation in reply.citations:
            line = plain_text.render_source(citation, reply.language)
            style = f"dim link {citation.url}" if citation.url else "dim"
            body.append("\n\n" if citation is reply.citations[0] else "\n")
            body.append(line, style=style)
        if reply.rest:
            body.append("\n\n" + message("more", reply.language), style="dim italic")
        self._console.print(Padding(body, (1, 2)))
