"""The command line of ``tradewind-index``."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

_Add = Callable[..., argparse.ArgumentParser]


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    top = argparse.ArgumentParser(
        prog="tradewind-index", description="Builds, checks and searches the index of Tradewind."
    )
    add = top.add_subparsers(dest="command", metavar="COMMAND", required=True).add_parser
    shared = _shared_options()
    _add_builds(add, shared)
    add("verify", parents=[shared], help="check every file of the current generation")
    add("stats", parents=[shared], help="what the current generation holds")
    _add_search(add, shared)
    _add_eval(add, shared)
    add("rollback", parents=[shared], help="serve the generation before this one")
    gc = add("gc", parents=[shared], help="remove old generations")
    gc.add_argument("--keep", type=int, default=3, metavar="N", help="how many to keep (3)")
    lint = add("lint", parents=[shared], help="check the notes' front matter and references")
    lint.add_argument("--sources", type=Path, action="append", metavar="DIR", help="what to check")
    lint.add_argument("--today", metavar="DATE", help="the day that reviews are due on")
    _add_review(add, shared)
    _add_lists(add, shared)
    model = add("model", parents=[shared], help="export the encoder to ONNX and check it")
    model.add_argument("--model", help="a sentence-transformers model by name or folder")
    model.add_argument("--force", action="store_true", help="export again")
    return top


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The arguments; lists may be named before and after options, which argparse alone refuses."""
    top = build_parser()
    arguments, rest = top.parse_known_args(argv)
    if arguments.command == "lists":
        arguments.lists += [word for word in rest if not word.startswith("-")]
        rest = [word for word in rest if word.startswith("-")]
    if rest:
        top.error(f"unrecognized arguments: {' '.join(rest)}")
    return arguments


def _shared_options() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--index", type=Path, metavar="DIR", help="the index (TRADEWIND_INDEX)")
    shared.add_argument("--json", action="store_true", help="one JSON object on standard output")
    shared.add_argument("--quiet", action="store_true", help="no progress, no report")
    return shared


def _add_builds(add: _Add, shared: argparse.ArgumentParser) -> None:
    reading = argparse.ArgumentParser(add_help=False)
    reading.add_argument(
        "--sources", type=Path, action="append", metavar="DIR",
        help="a folder of documents, several allowed (TRADEWIND_SOURCES; else the bundled notes)",
    )  # fmt: skip
    reading.add_argument("--passages", type=Path, metavar="FILE", help="JSONL, a passage a line")
    reading.add_argument("--strict", action="store_true", help="a bad file stops the build")
    reading.add_argument("--model", help="a sentence-transformers model by name or folder")
    reading.add_argument("--device", default="onnx", help="onnx (default), cpu or cuda")
    reading.add_argument("--single", action="store_true", help="leave out the second encoder")
    add("build", parents=[shared, reading], help="build a new generation from scratch")
    update = add("update", parents=[shared, reading], help="build, embedding only what changed")
    update.add_argument(
        "--if-needed", action="store_true", help="do nothing when there is an index that can serve"
    )
    watch = add("watch", parents=[shared, reading], help="update whenever a document changes")
    watch.add_argument("--once", action="store_true", help="stop after the first update")


def _add_search(add: _Add, shared: argparse.ArgumentParser) -> None:
    search = add("search", parents=[shared], help="the passages nearest to a question")
    search.add_argument("question", nargs="?", help="a question")
    search.add_argument("--queries", type=Path, metavar="FILE", help='JSONL of {"id","text"}')
    search.add_argument("-k", type=int, default=10, metavar="N", help="how many (10)")


def _add_eval(add: _Add, shared: argparse.ArgumentParser) -> None:
    evaluate = add("eval", parents=[shared], help="measure answers on golden questions")
    evaluate.add_argument("--golden", type=Path, metavar="DIR", help="golden questions to use")
    evaluate.add_argument("--benchmark", type=Path, metavar="DIR", help="passages and questions")
    evaluate.add_argument("--calibrate", action="store_true", help="fit the abstention anew")
    evaluate.add_argument("--policy", action="store_true", help="refusals only")
    evaluate.add_argument("--failures", action="store_true", help="list what was missed")


def _add_review(add: _Add, shared: argparse.ArgumentParser) -> None:
    day = argparse.ArgumentParser(add_help=False)
    day.add_argument("--sources", type=Path, action="append", metavar="DIR", help="which notes")
    day.add_argument("--today", metavar="DATE", help="the day to go by")
    sources = add(
        "sources", parents=[shared, day], help="whether the pages that notes cite have changed"
    )
    sources.add_argument("action", choices=("check",))
    notes = add("notes", parents=[shared, day], help="which notes are to be reviewed")
    notes.add_argument("action", choices=("due",))
    notes.add_argument("--days", type=int, default=7, metavar="N", help="within N days (7)")


def _add_lists(add: _Add, shared: argparse.ArgumentParser) -> None:
    lists = add("lists", parents=[shared], help="official sanctions lists for screening")
    lists.add_argument("action", choices=("update", "show", "verify"))
    lists.add_argument(
        "lists", nargs="*", metavar="NAME=PLACE",
        help="a list and its file or address (several with commas); without any, those kept are "
        "brought up to date",
    )  # fmt: skip
    lists.add_argument(
        "--accept", action="store_true", help="take a much smaller or older file, or one without "
        "addresses",
    )  # fmt: skip
    lists.add_argument(
        "--sha256", action="append", default=[], metavar="NAME=HEX",
        help="the checksum that the file of a list must have; once for each of its files",
    )  # fmt: skip
