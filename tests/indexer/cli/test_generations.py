"""Commands on the generations of an index."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.__main__ import main
from knowledge.index import disk_format
from tests.support.encoders import WordEncoder
from tests.support.index import MakeIndex, rebuild


def test_verify_and_stats_describe_the_current_generation(
    make_index: MakeIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_index()
    assert main(["verify", "--index", str(root), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "generation": "gen-000001",
        "files": 5,
        "ok": True,
    }
    assert main(["stats", "--index", str(root)]) == 0
    assert "3 documents, 4 passages (en 4), 5 sentences" in capsys.readouterr().out


def test_a_damaged_file_fails_verification_with_the_code_of_an_index(
    make_index: MakeIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_index()
    (root / "gen-000001" / disk_format.ROWS).write_bytes(b"x")
    assert main(["verify", "--index", str(root)]) == 5
    assert "rows.safetensors" in capsys.readouterr().err


def test_rollback_and_gc_say_what_they_did(
    make_index: MakeIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_index()
    for _ in range(2):
        rebuild(root, root.parent / "notes", WordEncoder(), keep=False)
    assert main(["rollback", "--index", str(root), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"from": "gen-000003", "to": "gen-000002"}
    assert main(["gc", "--index", str(root), "--keep", "1"]) == 0
    assert capsys.readouterr().out == "removed: gen-000001\n"


def test_at_least_one_generation_is_kept(tmp_path: Path) -> None:
    assert main(["gc", "--index", str(tmp_path), "--keep", "0"]) == 2
