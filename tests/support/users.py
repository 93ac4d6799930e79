"""Work done as a user whom file modes stop, which root is not."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

# The number that most systems have for "nobody"; any user but root would do.
NOBODY = 65_534


@contextmanager
def folder_for_everyone() -> Iterator[Path]:
    """A folder that every user may pass through, which those of pytest are not."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def as_another_user(work: Callable[[], object]) -> None:
    """Run the work so that file modes hold for it: as root, it is run as nobody."""
    if os.geteuid() != 0:
        work()
        return
    os.seteuid(NOBODY)
    try:
        work()
    finally:
        os.seteuid(0)
