"""What each command of ``tradewind-index`` does."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from indexer.build import corpus, encoder_export, generation_builder, publish
from indexer.progress import Bar
from knowledge.errors import UsageError
from knowledge.index import disk_format
from knowledge.index.encoders.multilingual import MultilingualEncoder
from knowledge.index.encoders.onnx import Encoder
from knowledge.library import Library
from knowledge.paths import default_home


def home() -> Path:
    """The data folder in force."""
    return Path(os.environ.get("TRADEWIND_HOME") or default_home())


def index_root(arguments: argparse.Namespace) -> Path:
    """The index that the command works on."""
    return Path(arguments.index or os.environ.get("TRADEWIND_INDEX") or home() / "index")


def bundled() -> Path:
    """The folder of the notes that come with Tradewind."""
    return Path(disk_format.__file__).parent.parent / "sources"


def sources(arguments: argparse.Namespace) -> list[Path]:
    """The folders to index: those named, else the bundled notes and the user's own."""
    if arguments.sources:
        return list(arguments.sources)
    own = os.environ.get("TRADEWIND_SOURCES", "")
    return [bundled(), *(Path(part).expanduser() for part in own.split(os.pathsep) if part)]


def run(arguments: argparse.Namespace) -> int:
    """Run the command that was asked for; its exit code."""
    code: int = _COMMANDS[arguments.command](arguments)
    return code


def _say(arguments: argparse.Namespace, found: dict[str, Any], text: str) -> None:
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False, default=str))
    elif not arguments.quiet:
        print(text)


def _encoders(arguments: argparse.Namespace) -> list[Encoder]:
    name = arguments.model or os.environ.get("TRADEWIND_MODEL") or encoder_export.DEFAULT
    main: Encoder
    if arguments.device == "onnx":
        main = encoder_export.open_encoder(home(), name)
    else:
        main = encoder_export.TorchEncoder(home(), name, arguments.device)
    if arguments.single or not main.spec.languages:
        return [main]
    return [main, MultilingualEncoder()]


def _build(arguments: argparse.Namespace) -> int:
    return _make(arguments, keep=False)


def _update(arguments: argparse.Namespace) -> int:
    return _make(arguments, keep=True)


def _make(arguments: argparse.Namespace, *, keep: bool) -> int:
    root = index_root(arguments)
    folders = [] if arguments.passages else sources(arguments)
    with publish.writing(root), Bar(enabled=not (arguments.quiet or arguments.json)) as bar:
        last, encoders = generation_builder.last_generation(root), _encoders(arguments)
        same = last is not None and last.manifest.encoders == tuple(e.spec for e in encoders)
        if keep and not arguments.passages and same and corpus.unchanged(folders, last):
            assert last is not None
            report = generation_builder.Report(
                last.name,
                changed=False,
                documents=last.manifest.documents,
                passages=last.manifest.passages,
            )
        else:
            kept = last if keep else None
            if arguments.passages:
                read = corpus.read_passages(arguments.passages, bar.step)
            else:
                read = corpus.read(folders, kept, bar.step)
            report = generation_builder.write(
                root, read, encoders, folders, kept, bar.step, strict=arguments.strict
            )
    for problem in report.problems:
        print(f"tradewind-index: {problem}", file=sys.stderr)
    done = (
        f"{report.generation}: {report.documents} documents, {report.passages} passages, "
        f"{report.embedded} embedded, {report.seconds} s"
        if report.changed
        else f"{report.generation}: nothing changed"
    )
    _say(arguments, asdict(report), done)
    return 0


def _watch(arguments: argparse.Namespace) -> int:
    from watchfiles import watch

    _update(arguments)
    folders = [folder for folder in sources(arguments) if folder.is_dir()]
    if not arguments.quiet:
        print(f"Watching {len(folders)} folders; Ctrl-C stops.", file=sys.stderr)
    for _ in watch(*folders, raise_interrupt=True):
        _update(arguments)
        if arguments.once:
            break
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    root = index_root(arguments)
    name = disk_format.current(root)
    manifest = disk_format.verify(root / name)
    _say(
        arguments,
        {"generation": name, "files": len(manifest.files), "ok": True},
        f"{name}: {len(manifest.files)} files, each as it was built",
    )
    return 0


def _stats(arguments: argparse.Namespace) -> int:
    root = index_root(arguments)
    manifest = disk_format.verify(root / disk_format.current(root))
    found = manifest.model_dump(mode="json", exclude={"files"})
    languages = ", ".join(f"{code} {count}" for code, count in manifest.languages.items())
    text = "\n".join(
        [
            f"{manifest.generation}, built {manifest.built_at:%Y-%m-%d %H:%M} UTC",
            f"{manifest.documents} documents, {manifest.passages} passages ({languages}), "
            f"{manifest.sentences} sentences",
            *(
                f"{spec.name}: {spec.model}, {spec.dim} dimensions, "
                f"{manifest.vectors[spec.name].kind} search, "
                f"recall {manifest.vectors[spec.name].recall}"
                for spec in manifest.encoders
            ),
            f"abstains below {manifest.calibration.cutoff} ({manifest.calibration.fitted_on})",
            f"generations kept: {', '.join(disk_format.generations(root))}",
        ]
    )
    _say(arguments, found, text)
    return 0


def _search(arguments: argparse.Namespace) -> int:
    if bool(arguments.question) == bool(arguments.queries):
        raise UsageError("Give a question, or --queries FILE, and not both.")
    if not 1 <= arguments.k <= 1000:
        raise UsageError("-k must be from 1 to 1000.")
    library = Library(index_root(arguments), home())
    asked = _queries(arguments.queries) if arguments.queries else [("", arguments.question)]
    for key, text in asked:
        hits = library.search(text, arguments.k)
        ids = library.generation.store.ids([hit.row for hit in hits])
        results = [
            {"source_id": source, "passage_id": passage, "score": hit.score}
            for hit, (passage, source) in zip(hits, ids, strict=True)
        ]
        if arguments.json or arguments.queries:
            print(json.dumps({"id": key, "results": results}, ensure_ascii=False), flush=True)
            continue
        for hit, (passage, _) in zip(hits, ids, strict=True):
            words = library.generation.store.passage(hit.row).text
            print(f"{hit.score:8.3f}  {passage}\n          {words[:160]}")
    return 0


def _queries(file: Path) -> Iterator[tuple[str | int, str]]:
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read ({type(error).__name__}).") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield row["id"], str(row["text"])
        except (ValueError, KeyError, TypeError):
            raise UsageError(
                f"{file}:{number} is no question.",
                fix='A line must be {"id": ..., "text": "..."}.',
            ) from None


def _eval(arguments: argparse.Namespace) -> int:
    from indexer.evaluation import answers

    return answers.run(arguments, index_root(arguments), home())


def _rollback(arguments: argparse.Namespace) -> int:
    before, after = publish.rollback(index_root(arguments))
    _say(arguments, {"from": before, "to": after}, f"{after} is served now, {before} is kept")
    return 0


def _gc(arguments: argparse.Namespace) -> int:
    if arguments.keep < 1:
        raise UsageError("--keep must be at least 1.")
    root = index_root(arguments)
    with publish.writing(root):
        gone = publish.collect(root, arguments.keep)
    _say(arguments, {"removed": gone}, f"removed: {', '.join(gone) or 'nothing'}")
    return 0


def _lint(arguments: argparse.Namespace) -> int:
    from indexer.lint import notes

    folders = sources(arguments) if arguments.sources else [bundled()]
    return notes.run(arguments, folders, bundled=not arguments.sources)


def _lists(arguments: argparse.Namespace) -> int:
    from indexer.sanctions import cli

    return cli.run_lists_command(arguments, home())


def _model(arguments: argparse.Namespace) -> int:
    name = arguments.model or os.environ.get("TRADEWIND_MODEL") or encoder_export.DEFAULT
    folder = encoder_export.exported(home(), name, force=arguments.force)
    card = json.loads((folder / "card.json").read_bytes())
    _say(
        arguments,
        card | {"folder": str(folder)},
        f"{card['model']}: exported, least cosine to the original {card['parity']:.6f}",
    )
    return 0


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "build": _build,
    "update": _update,
    "watch": _watch,
    "verify": _verify,
    "stats": _stats,
    "search": _search,
    "eval": _eval,
    "rollback": _rollback,
    "gc": _gc,
    "lint": _lint,
    "lists": _lists,
    "model": _model,
}
