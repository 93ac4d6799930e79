"""Slash commands: the name, and the words after it."""

from __future__ import annotations

import pytest

from bot.understand.text.slash_command import SlashCommand, parse_slash_command, strip_ask


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/help", SlashCommand("help", "", "/help")),
        ("/Corridor DE TR", SlashCommand("corridor", "DE TR", "/Corridor")),
        (
            "/price@tradewind_bot  BTC in EUR ",
            SlashCommand("price", "BTC in EUR", "/price@tradewind_bot"),
        ),
        ("/screen one\ntwo", SlashCommand("screen", "one\ntwo", "/screen")),
        ("/no-such x", SlashCommand("no-such", "x", "/no-such")),
        ("/", SlashCommand("", "", "/")),
        ("price /help", None),
        ("", None),
    ],
)
def test_a_command_is_a_name_and_what_follows_it(text: str, command: SlashCommand | None) -> None:
    assert parse_slash_command(text) == command


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("/ask Can I pay?", "Can I pay?"),
        ("/ASK@bot  Can I pay?", "Can I pay?"),
        ("/ask", "/ask"),
        ("/asked why", "/asked why"),
        ("why /ask me", "why /ask me"),
    ],
)
def test_ask_is_taken_off_a_question_and_nothing_else_is(text: str, question: str) -> None:
    assert strip_ask(text) == question
