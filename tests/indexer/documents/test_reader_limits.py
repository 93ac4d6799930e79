"""The limits of reading: they hold in the process that sets them."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict

import pytest

from indexer.documents.reader_limits import LIMITS, ReaderLimits, has_outgrown
from tests.support.paths import ROOT

SHOW = """
import resource, signal
from indexer.documents.reader_limits import ReaderLimits, limit_document, limit_process
limits = ReaderLimits(memory_bytes=1 << 30, cpu_s=50, wall_s=70)
limit_process(limits)
limit_document(limits)
try:
    bytearray(1 << 31)
except MemoryError:
    print("refused")
for kind in (resource.RLIMIT_AS, resource.RLIMIT_CORE):
    print(resource.getrlimit(kind)[0])
print(50 <= resource.getrlimit(resource.RLIMIT_CPU)[0] <= 60, signal.alarm(0))
"""


@pytest.mark.slow
def test_a_process_is_held_to_its_limits() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:4] == ["refused", str(1 << 30), "0", "True 75"]


def test_a_process_that_keeps_much_makes_room() -> None:
    assert has_outgrown(ReaderLimits(kept_bytes=0)) == (sys.platform == "linux")
    assert not has_outgrown(ReaderLimits(kept_bytes=1 << 50))


def test_the_limits_pass_between_processes() -> None:
    assert ReaderLimits(**json.loads(json.dumps(asdict(LIMITS)))) == LIMITS


def test_a_large_file_has_more_time_and_a_small_one_never_all_of_it() -> None:
    limits = ReaderLimits(cpu_s=10, cpu_s_per_mib=2, wall_s=30, wall_s_per_mib=4)
    times = {
        size: (limits.for_file(size).cpu_s, limits.for_file(size).wall_s)
        for size in (0, (1 << 20) - 1, 1 << 20, 20 << 20)
    }
    assert list(times.values()) == [(10, 30), (10, 30), (12, 34), (50, 110)]
    assert limits.for_file(20 << 20).memory_bytes == limits.memory_bytes
