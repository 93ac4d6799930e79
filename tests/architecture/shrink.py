"""Takes out of ``exceptions.py`` what is no longer needed; adds nothing, ever.

Run as ``python -m tests.architecture.shrink``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.architecture import exceptions
from tests.architecture.test_class_names import repeated_class_names
from tests.architecture.test_layers import circles, upward_imports
from tests.architecture.test_mirror import misnamed_tests, untested_modules
from tests.architecture.test_sizes import long_functions
from tests.architecture.test_words import word_counts

FILE = Path(exceptions.__file__)


def shrunk() -> dict[str, set[str] | dict[str, int]]:
    """The tables by name, each at its smallest."""
    return {
        "UPWARD_IMPORTS": exceptions.UPWARD_IMPORTS & set(upward_imports()),
        "CIRCLES": exceptions.CIRCLES & set(circles()),
        "REPEATED_CLASS_NAMES": exceptions.REPEATED_CLASS_NAMES & repeated_class_names(),
        "UNTESTED_MODULES": exceptions.UNTESTED_MODULES & untested_modules(),
        "TESTS_OF_NO_MODULE": exceptions.TESTS_OF_NO_MODULE & misnamed_tests(),
        "LONG_FUNCTIONS": smaller(exceptions.LONG_FUNCTIONS, long_functions()),
        "WORDS": {word: min(most, word_counts()[word]) for word, most in exceptions.WORDS.items()},
    }


def smaller(allowed: Mapping[str, int], actual: Mapping[str, int]) -> dict[str, int]:
    """The lower of both numbers of each key that has one."""
    return {key: min(most, actual[key]) for key, most in sorted(allowed.items()) if actual.get(key)}


def written(name: str, table: Iterable[str] | Mapping[str, int]) -> list[str]:
    """A table as source code, an entry on each line."""
    if isinstance(table, Mapping):
        lines = [f'    "{key}": {value},' for key, value in table.items()]
        return [f"{name}: dict[str, int] = {{", *lines, "}"]
    if not table:
        return [f"{name}: frozenset[str] = frozenset()"]
    lines = [f'        "{entry}",' for entry in sorted(table)]
    return [f"{name}: frozenset[str] = frozenset(", "    {", *lines, "    }", ")"]


def main() -> None:
    """Rewrite the tables; the comment above each stays."""
    tables = shrunk()
    source, lines = FILE.read_text("utf-8").splitlines(), list[str]()
    inside = False
    for line in source:
        name = line.split(":")[0]
        if name in tables:
            before, after = len(getattr(exceptions, name)), len(tables[name])
            print(f"{name}: {before} -> {after}")
            lines += written(name, tables[name])
            inside = line.endswith(("(", "{"))
        elif inside:
            inside = line not in ("}", ")")
        else:
            lines.append(line)
    FILE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
