"""recall@10 and MAP@10 on any passages and questions with known relevant passages."""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from indexer.build import encoder_export, generation_builder, publish
from indexer.build.passage_file import read_passages
from indexer.progress import Bar
from knowledge.errors import UsageError
from knowledge.index.encoders.base import Encoder
from knowledge.index.encoders.multilingual import MultilingualEncoder
from knowledge.library import Library
from knowledge.text.terminal import print_text

DEPTH = 10


def score_ranking(ranking: Sequence[str], relevant: Sequence[str]) -> tuple[float, float]:
    """recall@10 and average precision at 10 of a ranking, as trec_eval's recall_10, map_cut_10.

    An id that occurs again counts where it came first.
    """
    wanted = set(relevant)
    hits, precision = 0, 0.0
    for place, passage in enumerate(list(dict.fromkeys(ranking))[:DEPTH], 1):
        if passage in wanted:
            hits += 1
            precision += hits / place
    return hits / len(wanted), precision / len(wanted)


def run_benchmark(arguments: argparse.Namespace, root: Path, home: Path) -> int:
    """Build an index of the folder's passages beside the one in use, and ask every question."""
    folder: Path = arguments.benchmark
    asked = read_questions(folder)
    root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root.parent) as scratch, Bar(enabled=True) as bar:
        library = build_library(folder, Path(scratch), home, bar)
        recall = precision = 0.0
        began = time.perf_counter()
        for i, question in enumerate(asked):
            hits = library.search(str(question["text"]), 3 * DEPTH)
            ids = library.generation.store.ids([hit.row for hit in hits])
            found = score_ranking([passage for passage, _ in ids], question["relevant"])
            recall, precision = recall + found[0], precision + found[1]
            bar.step("Asking", i + 1, len(asked))
        spent = (time.perf_counter() - began) * 1000 / len(asked)
    found_all = {
        "questions": len(asked),
        "passages": len(library.generation),
        "recall@10": round(recall / len(asked), 4),
        "MAP@10": round(precision / len(asked), 4),
        "ms_per_question": round(spent, 1),
    }
    if arguments.json:
        print_text(json.dumps(found_all))
    else:
        print_text("\n".join(f"{name}: {value}" for name, value in found_all.items()))
    return 0


def build_library(folder: Path, scratch: Path, home: Path, bar: Bar) -> Library:
    """An index of the folder's passages, built in another folder and opened."""
    plain = scratch / "passages.jsonl"
    plain.write_bytes(_bytes(_one(folder, "passages*.jsonl*")))
    passages = read_passages(plain, bar.step)
    encoders: list[Encoder] = [
        encoder_export.open_encoder(home, progress=bar.step),
        MultilingualEncoder(),
    ]
    with publish.writing(scratch / "index"):
        generation_builder.build_generation(
            scratch / "index", passages, encoders, [], None, bar.step
        )
    return Library(scratch / "index", home, encoders=encoders)


def read_questions(folder: Path) -> list[dict[str, Any]]:
    """The folder's questions that have relevant passages: ``text``, ``relevant`` ids."""
    return list(_lines(_one(folder, "questions*.jsonl*")))


def _one(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if not found:
        raise UsageError(f"{folder} holds no {pattern}.")
    return found[0]


def _bytes(file: Path) -> bytes:
    try:
        return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    except (OSError, EOFError) as error:
        raise UsageError(f"{file} cannot be read ({type(error).__name__}).") from None


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_bytes(file).splitlines(), 1):
        try:
            row = json.loads(line)
            if row["relevant"]:
                yield {"text": row["text"], "relevant": [str(x) for x in row["relevant"]]}
        except (ValueError, KeyError, TypeError, RecursionError):
            raise UsageError(f"{file}:{number} is no question with relevant ids.") from None
