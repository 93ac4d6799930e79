"""``tradewind-index build``, ``update`` and ``watch``."""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from indexer.build import corpus, encoder_export, generation_builder, publish
from indexer.build.generation_builder import BuildReport
from indexer.build.model_source import find_revision
from indexer.build.passage_file import check_passage_file, read_passages
from indexer.build.torch_encoder import TorchEncoder
from indexer.build.update_recorder import UpdateRecorder, recording
from indexer.cli.context import CommandContext, check_folders
from indexer.progress import Bar, Step
from knowledge.errors import IndexStateError, ModelError, TradewindError, UsageError
from knowledge.index import disk_format
from knowledge.index.encoders.base import Encoder
from knowledge.index.encoders.multilingual import MultilingualEncoder
from knowledge.index.generation import Generation
from knowledge.library import Library
from knowledge.text.terminal import escape_line, print_text

OpenEncoders = Callable[[CommandContext, Step], Sequence[Encoder]]
# The index is up to date, but for a folder that could not be read.
INCOMPLETE_EXIT_CODE = 8
# When a watched update that failed is tried again, and the pause before a watcher begins anew.
RETRY_S, _PAUSE_S = 30, 1
_DEVICE = re.compile(r"onnx|cpu|mps|cuda(?::\d+)?")


def open_encoders(context: CommandContext, progress: Step) -> list[Encoder]:
    """The encoders that the arguments name; the main one is exported if it was not yet."""
    arguments = context.arguments
    main: Encoder
    if arguments.device == "onnx":
        main = encoder_export.open_encoder(context.home, context.model, progress=progress)
    else:
        export = encoder_export.ensure_exported(context.home, context.model, progress=progress)
        name = encoder_export.ENCODER_NAME
        main = TorchEncoder(export, name, context.model, arguments.device)
    if arguments.single or not main.spec.languages:
        return [main]
    return [main, MultilingualEncoder()]


def run_build(context: CommandContext, encoders: OpenEncoders = open_encoders) -> int:
    """Build a new generation from scratch."""
    return _make_generation(context, encoders, reuse=False)


def run_update(context: CommandContext, encoders: OpenEncoders = open_encoders) -> int:
    """Build a new generation of what changed, if anything did.

    With ``--if-needed`` only where nothing could serve: what is served then waits for no update.
    """
    if context.arguments.if_needed and _can_serve(context):
        return 0
    return _make_generation(context, encoders, reuse=True)


def run_watch(context: CommandContext, encoders: OpenEncoders = open_encoders) -> int:
    """Update now and whenever a document changes, until interrupted.

    An update that fails after the first one is told and tried again: another may hold the index,
    or a folder be empty for a moment.
    """
    if context.arguments.passages:
        raise UsageError("watch follows folders and takes no --passages.")
    _make_generation(context, encoders, reuse=True)
    folders = [folder for folder in context.source_folders if folder.is_dir()]
    if not context.arguments.quiet:
        print_text(f"Watching {len(folders)} folders; Ctrl-C stops.", to_stderr=True)
    failed = False
    for is_changed in _wait_for_changes(folders):
        if is_changed or failed:
            failed = not _update_again(context, encoders)
            if context.arguments.once:
                break
    return int(failed)


def _wait_for_changes(folders: Sequence[Path]) -> Iterator[bool]:
    """True whenever something changed below the folders, False when nothing did for a while."""
    from watchfiles import watch

    while True:
        try:
            for changes in watch(
                *folders, rust_timeout=RETRY_S * 1000, yield_on_timeout=True,
                ignore_permission_denied=True,
            ):  # fmt: skip
                yield bool(changes)
        except RuntimeError:
            # The watcher ends at a name that is not UTF-8, or a folder that is gone again.
            time.sleep(_PAUSE_S)
            yield True


def _update_again(context: CommandContext, encoders: OpenEncoders) -> bool:
    """Whether an update went well; what is wrong with it is told."""
    try:
        _make_generation(context, encoders, reuse=True)
    except TradewindError as error:
        print_text(f"tradewind-index: {error}", to_stderr=True)
        return False
    return True


def _can_serve(context: CommandContext) -> bool:
    """Whether the bot could start now: an index that verifies, and the models that it names."""
    try:
        Library(context.root, context.home)
    except (IndexStateError, ModelError):
        return False
    return True


def check_options(arguments: argparse.Namespace) -> None:
    """Refuse options that exclude others, and a file of passages that is not there."""
    if arguments.passages and arguments.sources:
        raise UsageError("Give --sources or --passages, and not both.")
    if not _DEVICE.fullmatch(arguments.device):
        raise UsageError(f"--device {arguments.device} is none of onnx, cpu and cuda.")
    if arguments.passages:
        check_passage_file(arguments.passages)


def check_sources(context: CommandContext, *, reuse: bool) -> None:
    """Refuse folders and a model that are not there, before anything slow.

    With ``reuse`` a folder may be missing when there is an index: what it has of it is kept.
    """
    if not (context.arguments.passages or (reuse and disk_format.list_generations(context.root))):
        check_folders(context.source_folders)
    find_revision(context.model)


def _make_generation(context: CommandContext, encoders: OpenEncoders, *, reuse: bool) -> int:
    # A mistake in the command is no update that failed.
    check_options(context.arguments)
    with recording(context.root) as recorder:
        check_sources(context, reuse=reuse)
        report = _write_generation(context, encoders, recorder, reuse=reuse)
    for problem in (*report.unread, *report.problems):
        print_text(f"tradewind-index: {escape_line(str(problem))}", to_stderr=True)
    context.report(asdict(report), _describe(report))
    return INCOMPLETE_EXIT_CODE if report.unread else 0


def _write_generation(
    context: CommandContext, encoders: OpenEncoders, recorder: UpdateRecorder, *, reuse: bool
) -> BuildReport:
    arguments = context.arguments
    shown = not (arguments.quiet or arguments.json)
    with publish.writing(context.root), Bar(enabled=shown) as bar:
        recorder.begin()
        last = generation_builder.last_generation(context.root)
        if last is None and not arguments.passages:
            # Nothing would be kept of a folder that is missing.
            check_folders(context.source_folders)
        report = _report_unchanged(context, encoders, last, bar.step) if reuse else None
        if report is None:
            report = _build(context, encoders, last if reuse else None, bar.step)
        if not report.changed:
            # Damage that only the bot passed over would stay for ever.
            publish.repair_pointer(context.root, report.generation)
        recorder.finish(report)
    return report


def _report_unchanged(
    context: CommandContext, encoders: OpenEncoders, last: Generation | None, progress: Step
) -> BuildReport | None:
    """The report of an update with nothing to do; None when there is something."""
    if last is None or context.arguments.passages:
        return None
    found = corpus.find_unchanged(context.source_folders, last)
    if found is None:
        return None
    specs = tuple(encoder.spec for encoder in encoders(context, progress))
    if last.manifest.encoders != specs:
        return None
    unread = [folder.problem for folder in found.unread]
    return generation_builder.report_unchanged(last, unread=unread)


def _build(
    context: CommandContext, encoders: OpenEncoders, last: Generation | None, progress: Step
) -> BuildReport:
    """Read the documents first, as they are refused quickly; then embed and publish."""
    arguments = context.arguments
    folders: list[Path] = []
    if arguments.passages:
        documents = read_passages(arguments.passages, progress)
    else:
        folders = context.source_folders
        documents = corpus.read_corpus(folders, last, progress)
    generation_builder.check_corpus(documents, strict=arguments.strict)
    opened = encoders(context, progress)
    specs = tuple(encoder.spec for encoder in opened)
    if last and last.manifest.encoders == specs and corpus.is_same(documents, last):
        # Read again only for its problems; a new generation would push the older ones out.
        return generation_builder.report_unchanged(last, documents.problems, documents.unread)
    return generation_builder.build_generation(
        context.root, documents, opened, folders, last, progress
    )


def _describe(report: BuildReport) -> str:
    if not report.changed:
        return f"{report.generation}: nothing changed"
    return (
        f"{report.generation}: {report.documents} documents, {report.passages} passages, "
        f"{report.embedded} embedded, {report.seconds} s"
    )
