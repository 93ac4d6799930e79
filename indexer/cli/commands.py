"""Which function runs each command of ``tradewind-index``."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from indexer.build import encoder_export
from indexer.cli.build import run_build, run_update, run_watch
from indexer.cli.context import CommandContext
from indexer.cli.generations import run_gc, run_rollback, run_stats, run_verify
from indexer.cli.search import run_search
from indexer.progress import Bar
from knowledge.index.encoders.onnx import read_card
from knowledge.settings import BUNDLED_NOTES


def run_command(arguments: argparse.Namespace) -> int:
    """Run the command that was asked for; its exit code."""
    return _COMMANDS[arguments.command](CommandContext(arguments))


def _run_eval(context: CommandContext) -> int:
    from indexer.evaluation.evaluate import run_evaluation

    return run_evaluation(context.arguments, context.root, context.home)


def _run_lint(context: CommandContext) -> int:
    from indexer.lint import notes

    own = context.arguments.sources
    return notes.run_lint(context.arguments, own or [BUNDLED_NOTES], bundled=not own)


def _run_sources(context: CommandContext) -> int:
    from indexer.cli.review import run_sources

    return run_sources(context)


def _run_notes(context: CommandContext) -> int:
    from indexer.cli.review import run_notes

    return run_notes(context)


def _run_lists(context: CommandContext) -> int:
    from indexer.sanctions import cli

    return cli.run_lists_command(context.arguments, context.home)


def _run_model(context: CommandContext) -> int:
    shown = not (context.arguments.quiet or context.arguments.json)
    with Bar(enabled=shown) as bar:
        folder = encoder_export.ensure_exported(
            context.home, context.model, force=context.arguments.force, progress=bar.step
        )
    card = read_card(folder).model_dump(mode="json", exclude={"files"})
    context.report(
        card | {"folder": str(folder)},
        f"{card['model']}: exported, least cosine to the original {card['parity']:.6f}",
    )
    return 0


_COMMANDS: dict[str, Callable[[CommandContext], int]] = {
    "build": run_build,
    "update": run_update,
    "watch": run_watch,
    "verify": run_verify,
    "stats": run_stats,
    "search": run_search,
    "eval": _run_eval,
    "rollback": run_rollback,
    "gc": run_gc,
    "lint": _run_lint,
    "sources": _run_sources,
    "notes": _run_notes,
    "lists": _run_lists,
    "model": _run_model,
}
