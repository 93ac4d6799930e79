"""The command line of the indexer."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.cli.parser import build_parser, parse_arguments

COMMANDS = (
    "build", "update", "watch", "verify", "stats", "search", "eval", "rollback", "gc", "lint",
    "lists", "model",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_the_shared_options(command: str) -> None:
    more = ["show"] if command == "lists" else []
    arguments = parse_arguments([command, *more, "--index", "x", "--json", "--quiet"])
    assert (arguments.command, arguments.index) == (command, Path("x"))
    assert arguments.json
    assert arguments.quiet


def test_lists_may_be_named_before_and_after_options() -> None:
    arguments = parse_arguments(["lists", "update", "un=a.xml", "--accept", "eu=b.xml"])
    assert arguments.lists == ["un=a.xml", "eu=b.xml"]


@pytest.mark.parametrize("argv", [["lists", "update", "--odd"], ["stats", "odd"], [], ["odd"]])
def test_what_is_unknown_is_a_mistake_of_usage(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        parse_arguments(argv)
    assert left.value.code == 2
    assert "usage: tradewind-index" in capsys.readouterr().err


def test_sources_may_be_several_and_the_model_is_run_on_onnx() -> None:
    arguments = build_parser().parse_args(["build", "--sources", "a", "--sources", "b"])
    assert arguments.sources == [Path("a"), Path("b")]
    assert arguments.device == "onnx"
