"""The bot's state: one answer for each update, nothing half-written, old files brought along."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot import kept_session
from bot.draft import Draft, start
from bot.session import Session
from bot.telegram.store import MIGRATIONS, SESSION_DAYS, Store
from knowledge.errors import ConfigError


def test_an_update_counts_once_however_often_it_comes(tmp_path: Path) -> None:
    store = Store(tmp_path / "s.sqlite")
    assert store.begin(10, "{}")
    assert not store.begin(10, "{}")
    store.finish(10)
    assert not store.begin(10, "{}")


def test_what_a_crash_cut_short_is_given_back_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "s.sqlite")
    store.begin(1, '{"update_id": 1}')
    store.begin(2, '{"update_id": 2}')
    store.finish(1)
    store.close()
    again = Store(tmp_path / "s.sqlite")
    assert again.unfinished() == [{"update_id": 2}]
    assert again.begin(2, "{}")


def test_the_secret_of_buttons_outlives_a_restart(tmp_path: Path) -> None:
    first = Store(tmp_path / "s.sqlite")
    key = first.key
    first.close()
    assert Store(tmp_path / "s.sqlite").key == key
    assert Store(tmp_path / "other.sqlite").key != key


def test_a_code_is_the_same_while_it_holds_and_works_once(tmp_path: Path) -> None:
    now = [0.0]
    store = Store(tmp_path / "s.sqlite", clock=lambda: now[0])
    code = store.ask_in(5, "Vera", seconds=60, most=2)
    assert code
    assert store.ask_in(5, "Vera", seconds=60, most=2) == code
    assert store.ask_in(6, "Oleg", seconds=60, most=2)
    assert store.ask_in(7, "Crowd", seconds=60, most=2) is None
    assert store.let_in("00000000") is None
    assert store.let_in(code) == (5, "Vera")
    assert store.let_in(code) is None
    late = store.ask_in(8, "Late", seconds=60, most=5)
    now[0] = 61
    assert late
    assert store.let_in(late) is None


def test_old_sessions_are_dropped_and_new_ones_kept(tmp_path: Path) -> None:
    now = [0.0]
    store = Store(tmp_path / "s.sqlite", clock=lambda: now[0])
    store.keep_session("1", "old")
    now[0] = (SESSION_DAYS + 1) * 86400
    store.keep_session("2", "new")
    store.tidy()
    assert (store.session("1"), store.session("2")) == (None, "new")


def test_a_file_of_a_newer_version_is_refused_with_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "s.sqlite"
    Store(file).close()
    db = sqlite3.connect(file)
    db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    db.close()
    with pytest.raises(ConfigError, match="newer version"):
        Store(file)


def test_a_damaged_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "s.sqlite"
    file.write_bytes(b"this is no database, and long enough to be seen as none" * 40)
    with pytest.raises(ConfigError, match="begin anew"):
        Store(file)


WRITES = """
import sys
from pathlib import Path
from bot.telegram.store import Store
store = Store(Path(sys.argv[1]))
print("ready", flush=True)
number = 0
while True:
    number += 1
    store.keep_session("chat", f"{number}:" + "x" * 20000 + f":{number}")
"""


@pytest.mark.slow
def test_a_process_killed_while_storing_leaves_the_old_state_or_the_new(tmp_path: Path) -> None:
    file = tmp_path / "s.sqlite"
    last = 0
    for round_ in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITES, str(file)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        # Killed at another moment each time, within some hundred writes.
        try:
            process.wait(0.05 + round_ * 0.013)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        store = Store(file)
        kept = store.session("chat")
        assert kept
        first, _, rest = kept.partition(":")
        assert rest == "x" * 20000 + f":{first}"
        last = int(first)
        store.close()
    assert last > 0


def test_a_session_is_read_as_it_was_written() -> None:
    session = Session(language="ru", question="q?", places=("TR",), topic=frozenset({"a", "b"}))
    session.pending = start("pay 1.250 EUR to Istanbul", "en")
    again = kept_session.read(kept_session.written(session))
    assert isinstance(again.pending, Draft)
    assert again == session


@pytest.mark.parametrize("text", ["", "{}", "null", '{"form": 99}', '{"form": 1}', "\x00", "[1]"])
def test_a_kept_session_that_cannot_be_read_is_an_empty_one(text: str) -> None:
    assert kept_session.read(text) == Session()
