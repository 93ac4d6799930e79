"""Tests stand where their modules stand: ``bot/a/b.py`` is tested by ``tests/bot/a/test_b.py``."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.exceptions import TESTS_OF_NO_MODULE, UNTESTED_MODULES
from tests.support.paths import ROOT
from tests.support.source_tree import PACKAGES, PATHS, nodes_of, relative

MAX_UNTESTED = 40
TESTS = sorted(
    path for package in PACKAGES for path in (ROOT / "tests" / package).rglob("test_*.py")
)
# A package's ``__init__`` that holds a docstring only has nothing to test.
TESTABLE = [path for path in PATHS if path.name != "__init__.py" or len(nodes_of(path)) > 3]


def place_of_tests(path: Path) -> Path:
    """Where the tests of a module stand; those of a folder's ``__init__`` bear the folder's name.

    >>> place_of_tests(ROOT / "bot/audit/log.py").relative_to(ROOT).as_posix()
    'tests/bot/audit/test_log.py'
    """
    module = path.parent if path.name == "__init__.py" else path.with_suffix("")
    name = f"test_{module.name.strip('_')}.py"
    return ROOT / "tests" / module.parent.relative_to(ROOT) / name


def untested_modules() -> set[str]:
    """The modules without a test file of their own."""
    return {relative(path) for path in TESTABLE if not place_of_tests(path).exists()}


def misnamed_tests() -> set[str]:
    """The test files that bear no module's name."""
    return {relative(path) for path in set(TESTS) - {place_of_tests(path) for path in TESTABLE}}


def test_every_module_has_a_test_file() -> None:
    added = untested_modules() - UNTESTED_MODULES
    assert not added


def test_few_modules_lack_a_test_file() -> None:
    assert len(UNTESTED_MODULES) <= MAX_UNTESTED


def test_every_test_file_bears_the_name_of_a_module() -> None:
    added = misnamed_tests() - TESTS_OF_NO_MODULE
    assert not added
