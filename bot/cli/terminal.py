"""The terminal of a chat: lines that are typed, replies that are shown."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot import slash_commands
from bot.cli.input_lines import read_lines
from bot.messages import message
from bot.render import plain_text
from bot.replies.reply import Reply
from knowledge.files import make_private
from knowledge.text.terminal import escape_controls, print_text

if TYPE_CHECKING:
    from prompt_toolkit.history import History

_MAX_WIDTH = 100


class Screen(Protocol):
    """Where a chat is shown."""

    def note(self, text: str) -> None:
        """Show a line that is no reply, such as the banner."""

    def show(self, reply: Reply | str) -> None:
        """Show a reply, or an error in words."""


def open_terminal(history: Path) -> tuple[Screen, Iterator[str]]:
    """A screen and the lines typed: a full terminal, or plain text in pipes and dumb terminals."""
    if sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        return RichScreen(), prompt_lines(history)
    return PlainScreen(), read_lines(sys.stdin.buffer)


def prompt_lines(history: Path) -> Iterator[str]:
    """What the user types: with history, completion of commands, and Alt-Enter for a new line."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()
    keys.add("escape", "enter")(lambda event: event.current_buffer.insert_text("\n"))
    session: PromptSession[str] = PromptSession(
        history=open_history(history),
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


def open_history(file: Path) -> History:
    """The lines typed before; on a full disk or in a home that is read-only none are kept."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    class KeptHistory(FileHistory):
        """Lines in a file, as long as it can be read and written."""

        def load_history_strings(self) -> Iterable[str]:
            with contextlib.suppress(OSError):
                return super().load_history_strings()
            return ()

        def store_string(self, string: str) -> None:
            with contextlib.suppress(OSError):
                super().store_string(string)

    return KeptHistory(str(file)) if make_private_file(file) else InMemoryHistory()


def make_private_file(file: Path) -> bool:
    """Make a file that only its owner can read, or take others' rights; False when that fails."""
    try:
        make_private(file)
    except OSError:
        return False
    return True


class PlainScreen:
    """Replies as plain text on standard output, notes on standard error."""

    def note(self, text: str) -> None:
        """Print a line to standard error."""
        print_text(text, to_stderr=True, flush=True)

    def show(self, reply: Reply | str) -> None:
        """Print a reply and an empty line."""
        print_text(
            (reply if isinstance(reply, str) else plain_text.render_text(reply)) + "\n", flush=True
        )


class RichScreen:
    """Replies in colour, wrapped to the window; sources dimmed, their addresses as links."""

    def __init__(self) -> None:
        from rich.console import Console

        self._console = Console(highlight=False, width=min(_MAX_WIDTH, Console().width))

    def note(self, text: str) -> None:
        """Print a dimmed line."""
        self._console.print(escape_controls(text), style="dim", markup=False)

    def show(self, reply: Reply | str) -> None:
        """Print a reply with its sources, or an error in red."""
        from rich.padding import Padding
        from rich.text import Text

        if isinstance(reply, str):
            self._console.print(escape_controls(reply), style="red", markup=False)
            return
        body = Text()
        for i, block in enumerate(plain_text.render_blocks(reply)):
            body.append(("\n\n" if i else "") + escape_controls(block))
        body.highlight_regex(r"\[\d+\]", "cyan")
        if reply.notices:
            body.highlight_words(list(reply.notices), "dim")
        for citation in reply.citations:
            line = escape_controls(plain_text.render_source(citation, reply.language))
            address = escape_controls(citation.url)
            style = f"dim link {address}" if address else "dim"
            body.append("\n\n" if citation is reply.citations[0] else "\n")
            body.append(line, style=style)
        if reply.rest:
            body.append("\n\n" + message("more", reply.language), style="dim italic")
        self._console.print(Padding(body, (1, 2)))
