"""The tuning of the process does what it says, in a process of its own where it outlives a test."""

from __future__ import annotations

import gc
import os
import sys
from types import SimpleNamespace

import pytest

from bot import runtime


def test_loading_for_good_keeps_the_collector_off_what_is_loaded() -> None:
    try:
        with runtime.loading_for_good():
            assert not gc.isenabled()
            loaded = [[] for _ in range(3)]
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
        assert not any(each is loaded for each in gc.get_objects())
    finally:
        gc.unfreeze()


def test_the_collector_is_on_again_when_loading_fails() -> None:
    with pytest.raises(ZeroDivisionError), runtime.loading_for_good():
        _ = 1 / 0
    assert gc.isenabled()


def test_threads_get_short_turns() -> None:
    before = sys.getswitchinterval()
    try:
        runtime.shorten_thread_turns()
        assert sys.getswitchinterval() == pytest.approx(runtime.THREAD_TURN_S)
    finally:
        sys.setswitchinterval(before)


@pytest.mark.parametrize(
    ("tune", "name"), [(runtime.accept_timedelta_retry_after, "PTB_TIMEDELTA")]
)
def test_a_switch_that_the_operator_has_set_stays(
    tune: object, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(tune)
    monkeypatch.setenv(name, "7")
    tune()
    assert os.environ[name] == "7"
    monkeypatch.delenv(name)
    tune()
    assert os.environ[name] == "1"


@pytest.mark.parametrize("has_option", [True, False])
def test_one_heap_is_asked_for_where_the_c_library_has_that_option(
    monkeypatch: pytest.MonkeyPatch, has_option: bool
) -> None:
    asked: list[tuple[int, int]] = []
    library = SimpleNamespace(mallopt=lambda *option: asked.append(option)) if has_option else None
    monkeypatch.setattr("ctypes.CDLL", lambda _: library)
    runtime.use_one_heap()
    # M_ARENA_MAX of glibc's malloc.h, and one heap.
    assert asked == ([(-8, 1)] if has_option else [])
