"""The command ``tradewind`` as a user runs it: a process, its output, its exit code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.__main__ import main as run_indexer
from tests.support.paths import ROOT


def run(
    module: str, *arguments: str, index: Path, home: Path, typed: str | bytes = ""
) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TRADEWIND_")}
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT, capture_output=True, check=False, timeout=300,
        input=typed if isinstance(typed, bytes) else typed.encode(),
        env=kept | {"TRADEWIND_HOME": str(home), "TRADEWIND_INDEX": str(index),
                    "HF_HUB_OFFLINE": "1", "COLUMNS": "100", "TRADEWIND_MARKET": "sample"},
    )  # fmt: skip
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def test_ask_prints_an_answer_with_its_sources(bundled_index: Path, home: Path) -> None:
    question = "Can a Russian company pay a foreign supplier in bitcoin?"
    done = run("bot", "ask", question, index=bundled_index, home=home)
    assert done.returncode == 0, done.stderr
    assert "1 September 2026" in done.stdout
    assert "Sources:\n[1]" in done.stdout


def test_the_chat_works_in_a_pipe(bundled_index: Path, home: Path) -> None:
    typed = "Can Tether freeze my USDT?\n/sources\n/nope\n/quit\n"
    done = run("bot", "chat", index=bundled_index, home=home, typed=typed)
    assert done.returncode == 0, done.stderr
    assert "7,268" in done.stdout
    assert "\x1b[" not in done.stdout
    assert "I do not know /nope" in done.stdout


def test_without_an_index_the_error_says_what_to_run(tmp_path: Path) -> None:
    done = run("bot", "ask", "Can I?", index=tmp_path / "none", home=tmp_path)
    assert done.returncode == 5
    assert done.stderr == (
        f"tradewind: There is no index in {tmp_path / 'none'}. Run: tradewind-index build\n"
    )


def test_a_damaged_only_generation_is_refused_in_one_line(
    bundled_index: Path, home: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "index"
    shutil.copytree(bundled_index, copy)
    file = next(copy.glob("gen-*/lexical.safetensors"))
    file.write_bytes(file.read_bytes()[:-3])
    done = run("bot", "ask", "Can I?", index=copy, home=home)
    assert done.returncode == 5
    assert "damaged" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_model_that_is_not_exported_is_named(bundled_index: Path, tmp_path: Path) -> None:
    done = run("bot", "ask", "Can I?", index=bundled_index, home=tmp_path)
    assert done.returncode == 4
    assert "tradewind-index model" in done.stderr


def test_asking_never_loads_torch(bundled_index: Path, home: Path) -> None:
    code = (
        "import sys; from bot.__main__ import main; main(['ask', 'Can Tether freeze my USDT?']);"
        "print(sorted({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False,
        env=os.environ | {"TRADEWIND_HOME": str(home), "TRADEWIND_INDEX": str(bundled_index)},
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["search"], 2, "Give a question"), (["search", "x", "-k", "0"], 2, "-k must be"),
        (["build", "--sources", "/nowhere/at/all"], 2, "is no folder"),
        (["verify"], 5, "There is no index"), (["rollback"], 5, "There is no index"),
        (["build", "--passages", "/nowhere.jsonl"], 2, "cannot be read"),
        (["search", "--queries", "/nowhere.jsonl"], 2, "cannot be read"),
    ],
)  # fmt: skip
def test_a_wrong_index_command_says_what_to_do(
    tmp_path: Path,
    arguments: list[str],
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TRADEWIND_HOME", str(tmp_path))
    assert run_indexer([*arguments, "--index", str(tmp_path / "index")]) == code
    assert said in capsys.readouterr().err


def test_passages_are_built_and_searched_in_a_batch(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [{"id": "p/1", "text": "A berth in the harbour costs five euros."},
             {"id": "p/2", "text": "Salt is taxed at twelve percent."},
             {"id": "p/3", "text": "Соль облагается налогом двенадцать процентов."}]  # fmt: skip
    passages, queries = tmp_path / "passages.jsonl", tmp_path / "queries.jsonl"
    passages.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    asked = [{"id": "a", "text": "price of a harbour berth"}, {"id": 2, "text": "налог на соль"}]
    queries.write_text("\n".join(json.dumps(line) for line in asked), "utf-8")
    monkeypatch.setenv("TRADEWIND_HOME", str(home))
    index = ["--index", str(tmp_path / "index")]
    assert run_indexer(["build", "--passages", str(passages), "--json", *index]) == 0
    assert json.loads(capsys.readouterr().out)["passages"] == 3
    assert run_indexer(["search", "--queries", str(queries), "--json", "-k", "2", *index]) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["id"], first["results"][0]["passage_id"]) == ("a", "p/1")
    assert {"source_id", "passage_id", "score"} == set(first["results"][0])
    assert second["results"][0]["passage_id"] == "p/3"
