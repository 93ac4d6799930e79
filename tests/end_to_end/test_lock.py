"""The lists of what the container installs: what pyproject.toml asks for, each file by its hash."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.support.paths import ROOT

DEPLOY = ROOT / ".github" / "deploy"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
RUNTIME = [Requirement(line) for line in PROJECT["dependencies"]]
EXPORT = [Requirement(line) for line in PROJECT["optional-dependencies"]["export"]]
ASKED = {"runtime.lock": RUNTIME, "export.lock": [*RUNTIME, *EXPORT]}
# A requirement, its marker perhaps, and its hashes on lines of their own.
ENTRY = re.compile(
    r"(\S+)==(\S+)(?: ; [^\\\n]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)"
)


def locked(name: str) -> dict[str, list[Version]]:
    """The versions of each package in a list; there are two where Pythons need different ones."""
    found: dict[str, list[Version]] = {}
    text = (DEPLOY / name).read_text("utf-8")
    for package, version, _ in ENTRY.findall(text):
        found.setdefault(canonicalize_name(package), []).append(Version(version))
    assert not ENTRY.sub("", text), "there is more in the list than packages and their hashes"
    return found


@pytest.mark.parametrize("name", ASKED)
def test_every_dependency_is_locked_within_its_range(name: str) -> None:
    """Else run `make lock`, which needs the network."""
    found = locked(name)
    wrong = [
        str(asked)
        for asked in ASKED[name]
        for versions in [found.get(canonicalize_name(asked.name), [])]
        if not versions or not all(asked.specifier.contains(version) for version in versions)
    ]
    assert not wrong


def test_both_stages_of_the_container_have_the_same_versions() -> None:
    runtime, export = locked("runtime.lock"), locked("export.lock")
    assert {name: export.get(name) for name in runtime} == runtime


def test_the_running_bot_has_no_torch() -> None:
    heavy = {"torch", "transformers", "sentence-transformers", "onnx", "triton"}
    assert not heavy & set(locked("runtime.lock"))
    assert {"torch", "sentence-transformers", "onnx"} <= set(locked("export.lock"))


def test_the_first_stage_can_build_the_package_without_fetching_more() -> None:
    (needed,) = map(Requirement, PYPROJECT["build-system"]["requires"])
    (version,) = locked("export.lock")[needed.name]
    assert needed.specifier.contains(version)


def test_floors_are_above_known_advisories() -> None:
    floors = {
        "aiohttp": "3.14.3", "filelock": "3.20.3", "lxml": "6.1", "onnx": "1.21", "pillow": "12.3",
        "pypdf": "6.16.1", "tornado": "6.5.8",
    }  # fmt: skip
    asked = {canonicalize_name(one.name): one.specifier for one in [*RUNTIME, *EXPORT]}
    for name, floor in floors.items():
        (range_,) = asked[canonicalize_name(name)]
        assert range_.operator == ">="
        assert Version(range_.version) >= Version(floor)


def test_what_the_tests_run_with_is_checked_for_advisories_and_pinned() -> None:
    workflow = Path(ROOT / ".github/workflows/test.yml").read_text("utf-8")
    assert "pip-audit" in workflow
    assert all(f".github/deploy/{name}" in workflow for name in ASKED)
    actions = re.findall(r"uses: (\S+)(.*)", workflow)
    assert actions
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action) for action, _ in actions)
    assert all(re.fullmatch(r" # v\d+\.\d+\.\d+", tag) for _, tag in actions)
