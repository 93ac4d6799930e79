"""The terminal of a chat: a full one, or plain lines."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bot.cli import terminal
from bot.cli.input_lines import read_lines
from bot.replies.reply import Claim, Reply, ReplyKind, Role
from knowledge.models import Citation
from tests.support.standard_input import type_in

CITATION = Citation(
    n=1, source_id="a", passage_id="a/1", title="A law", publisher="A state", date="2026-01-02",
    url="https://law.example/1", as_of="2026-09-01", language="en",
    quote="Apples are paid in silver.", start=0, end=26,
)  # fmt: skip
REPLY = Reply(
    kind=ReplyKind.ANSWER,
    language="en",
    claims=(
        Claim(text="Apples are paid in silver.", role=Role.LEAD, citations=(1,), source_id="a",
              passage_id="a/1", start=0, end=26, language="en"),
    ),
    citations=(CITATION,),
)  # fmt: skip


def test_lines_of_a_pipe_are_read_in_any_encoding_and_blank_ones_left_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    type_in(b"one\r\n\n  \n\xff\xfetwo\nthree", monkeypatch)
    screen, lines = terminal.open_terminal(tmp_path / "history")
    assert isinstance(screen, terminal.PlainScreen)
    assert list(lines) == ["one", "\ufffd\ufffdtwo", "three"]


def test_a_plain_screen_shows_replies_on_standard_output_and_notes_beside_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    screen = terminal.PlainScreen()
    screen.note("welcome")
    screen.show(REPLY)
    screen.show("it broke")
    shown = capsys.readouterr()
    assert shown.err == "welcome\n"
    assert "Apples are paid in silver." in shown.out
    assert shown.out.endswith("\n\nit broke\n\n")


def test_a_rich_screen_shows_the_reply_with_its_source_as_a_link(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    screen = terminal.RichScreen()
    screen.note("[bold]welcome[/bold]")
    screen.show(REPLY)
    screen.show("it broke")
    shown = capsys.readouterr().out
    assert "[bold]welcome[/bold]" in shown
    assert "Apples are paid in silver." in shown
    assert "https://law.example/1" in shown
    assert "it broke" in shown


def test_commands_to_the_terminal_in_a_source_are_seen_and_not_obeyed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    crafted = CITATION.model_copy(
        update={"title": "A\x1b]0;b\x07", "url": "https://a.example/\x07"}
    )
    for screen in (terminal.RichScreen(), terminal.PlainScreen()):
        screen.show(REPLY.model_copy(update={"citations": (crafted,)}))
        screen.show("\x1b]0;c\x07")
        screen.note("\x1b]0;d\x07")
    shown = "".join(capsys.readouterr())
    assert "A\\u001b]0;b\\u0007" in shown
    assert "\x1b]0;" not in shown
    assert "\x07" not in shown


def test_the_history_is_readable_by_its_owner_only_and_can_do_without_a_disk(
    tmp_path: Path,
) -> None:
    file = tmp_path / "home" / "history"
    assert terminal.make_private_file(file)
    assert file.stat().st_mode & 0o077 == 0
    assert not terminal.make_private_file(file / "below a file")


def test_what_is_typed_at_a_prompt_is_a_line_until_the_end_of_input(tmp_path: Path) -> None:
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
        # A line, a blank one, Alt-Enter inside a line, Ctrl-C over another, Ctrl-D.
        typed.send_text("first\r \rtwo\x1b\rlines\rnever sent\x03\x04")
        assert list(terminal.prompt_lines(tmp_path / "history")) == ["first", "two\nlines"]
    assert "first" in (tmp_path / "history").read_text("utf-8")


def test_reading_lines_needs_no_text_stream_of_a_known_encoding() -> None:
    stream = io.TextIOWrapper(io.BytesIO("до\n".encode("cp1251")), "ascii")
    assert list(read_lines(stream.buffer)) == ["\ufffd\ufffd"]


def test_lines_typed_are_kept_for_their_owner_and_a_file_that_fails_costs_the_lines_alone(
    tmp_path: Path,
) -> None:
    file = tmp_path / "home" / "history"
    history = terminal.open_history(file)
    history.store_string("pay 5 EUR")
    assert list(history.load_history_strings()) == ["pay 5 EUR"]
    file.chmod(0o644)
    assert list(terminal.open_history(file).load_history_strings()) == ["pay 5 EUR"]
    assert file.stat().st_mode & 0o777 == 0o600
    file.unlink()
    file.mkdir()
    history.store_string("pay 6 EUR")
    assert list(history.load_history_strings()) == []
    (tmp_path / "file").touch()
    assert list(terminal.open_history(tmp_path / "file" / "x").load_history_strings()) == []
