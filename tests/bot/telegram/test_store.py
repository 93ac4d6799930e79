"""The bot's state: one answer for each update, nothing half-written, old files brought along."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot import session_codec
from bot.session import Session
from bot.telegram.store import (
    FEEDBACK_DAYS,
    MAX_ROWS,
    MAX_TRIES,
    MIGRATIONS,
    SESSION_DAYS,
    UPDATES_PER_TRIM,
    Store,
)
from bot.understand.request.draft import PaymentDraft, draft_payment
from bot.understand.text.parsed_message import parse_message
from knowledge.errors import ConfigError


def test_an_update_counts_once_however_often_it_comes(tmp_path: Path) -> None:
    store = Store(tmp_path / "s.sqlite")
    assert store.add_update(10, "{}")
    assert not store.add_update(10, "{}")
    store.finish_update(10)
    assert not store.add_update(10, "{}")


def test_what_a_crash_cut_short_is_given_back_and_stays_begun(tmp_path: Path) -> None:
    store = Store(tmp_path / "s.sqlite")
    store.add_update(1, '{"update_id": 1}')
    store.add_update(2, '{"update_id": 2}')
    store.finish_update(1)
    store.close()
    again = Store(tmp_path / "s.sqlite")
    assert again.unfinished_updates() == [{"update_id": 2}]
    assert not again.add_update(2, "{}")
    again.finish_update(2)
    assert again.unfinished_updates() == []


def test_an_update_that_ends_the_process_each_time_is_given_back_three_times(
    tmp_path: Path,
) -> None:
    for _ in range(MAX_TRIES):
        store = Store(tmp_path / "s.sqlite")
        store.add_update(1, '{"update_id": 1}')
        assert store.unfinished_updates()
        store.close()
    assert not Store(tmp_path / "s.sqlite").unfinished_updates()


def test_the_secret_of_buttons_outlives_a_restart(tmp_path: Path) -> None:
    first = Store(tmp_path / "s.sqlite")
    key = first.signing_key
    first.close()
    assert Store(tmp_path / "s.sqlite").signing_key == key
    assert Store(tmp_path / "other.sqlite").signing_key != key


def test_a_code_is_the_same_while_it_holds_and_works_once(tmp_path: Path) -> None:
    now = [0.0]
    store = Store(tmp_path / "s.sqlite", clock=lambda: now[0])
    code = store.request_code(5, "Vera", lifetime_s=60, max_pending=2)
    assert code
    assert store.request_code(5, "Vera", lifetime_s=60, max_pending=2) == code
    assert store.request_code(6, "Oleg", lifetime_s=60, max_pending=2)
    assert store.approve_code("00000000") is None
    assert store.approve_code(code) == (5, "Vera", "en")
    assert store.approve_code(code) is None
    late = store.request_code(8, "Late", lifetime_s=60, max_pending=5)
    now[0] = 61
    assert late
    assert store.approve_code(late) is None


def test_old_sessions_are_dropped_and_new_ones_kept(tmp_path: Path) -> None:
    now = [0.0]
    store = Store(tmp_path / "s.sqlite", clock=lambda: now[0])
    store.save_session("1", "old")
    now[0] = (SESSION_DAYS + 1) * 86400
    store.save_session("2", "new")
    store.delete_expired()
    assert (store.load_session("1"), store.load_session("2")) == (None, "new")


def test_verdicts_and_updates_are_dropped_in_time_and_a_wish_to_be_let_in_when_asked(
    tmp_path: Path,
) -> None:
    now = [0.0]
    store = Store(tmp_path / "s.sqlite", clock=lambda: now[0])
    store.save_feedback("1", 5, "up", 1)
    store.save_feedback("1", 5, "down", 1)
    store.add_update(1, '{"update_id": 1}')
    assert store.count_rows("feedback") == 1
    now[0] = FEEDBACK_DAYS * 86400 - 1.0
    store.delete_expired()
    assert (store.count_rows("feedback"), store.count_rows("seen")) == (1, 0)
    now[0] += 2.0
    store.delete_expired()
    assert store.count_rows("feedback") == 0
    assert store.request_code(5, "half a letter \ud800", lifetime_s=60, max_pending=2)
    store.delete_conversation("1", 5)
    assert store.count_rows("pairing") == 0


def test_a_file_of_the_first_version_is_brought_along(tmp_path: Path) -> None:
    file = tmp_path / "s.sqlite"
    db = sqlite3.connect(file)
    db.executescript(f"{MIGRATIONS[0]} PRAGMA user_version = 1;")
    db.execute("INSERT INTO seen VALUES (7, 1.0, '{\"update_id\": 7}')")
    db.executemany("INSERT INTO feedback VALUES (?, '1', 5, ?, 3)", [(1.0, "up"), (2.0, "down")])
    db.commit()
    db.close()
    store = Store(file)
    assert store.unfinished_updates() == [{"update_id": 7}]
    assert store.count_rows("feedback") == 1


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
    with pytest.raises(ConfigError, match="start with a new one"):
        Store(file)


def text_on_disk(folder: Path, text: str) -> list[str]:
    """The files in which a text stands, while the database is open."""
    return [path.name for path in folder.iterdir() if text.encode() in path.read_bytes()]


def test_what_is_forgotten_has_left_the_disk_while_the_bot_runs(tmp_path: Path) -> None:
    text = "pay 31415 EUR to the good ship Mary"
    store = Store(tmp_path / "s.sqlite")
    for number in range(300):
        store.add_update(number, json.dumps({"update_id": number, "text": text}))
        store.save_session("1", json.dumps([text] * (1 + number % 40)))
        store.finish_update(number)
    store.save_session("2", "another's")
    assert text_on_disk(tmp_path, text)
    store.delete_conversation("1", 5)
    assert not text_on_disk(tmp_path, text)
    assert store.load_session("2") == "another's"
    store.close()


def test_what_is_answered_leaves_the_disk_with_the_journal(tmp_path: Path) -> None:
    text = "pay 31415 EUR to the good ship Mary"
    store = Store(tmp_path / "s.sqlite")
    store.add_update(1, json.dumps({"update_id": 1, "text": text * 300}))
    store.finish_update(1)
    store.clear_journal()
    assert not text_on_disk(tmp_path, text)
    store.close()


def test_to_forget_waits_for_nobody_who_reads_the_file(tmp_path: Path) -> None:
    store = Store(tmp_path / "s.sqlite")
    store.save_session("1", "text")
    store._db.execute("PRAGMA busy_timeout = 0")
    reader = sqlite3.connect(tmp_path / "s.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT state FROM session").fetchone() == ("text",)
    store.delete_conversation("1", 5)
    assert store.load_session("1") is None
    assert not store.clear_journal()
    reader.close()
    assert store.clear_journal()
    store.close()


WRITES = """
import sys
from pathlib import Path
from bot.telegram.store import Store
store = Store(Path(sys.argv[1]))
print("ready", flush=True)
number = 0
while True:
    number += 1
    store.save_session("chat", f"{number}:" + "x" * 20000 + f":{number}")
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
        kept = store.load_session("chat")
        assert kept
        first, _, rest = kept.partition(":")
        assert rest == "x" * 20000 + f":{first}"
        last = int(first)
        store.close()
    assert last > 0


def test_a_session_is_read_as_it_was_written() -> None:
    session = Session(language="ru", question="q?", places=("TR",), topic=frozenset({"a", "b"}))
    session.pending = draft_payment(parse_message("pay 1.250 EUR to Istanbul", "en"))
    again = session_codec.decode_session(session_codec.encode_session(session))
    assert isinstance(again.pending, PaymentDraft)
    assert again == session


@pytest.mark.parametrize("text", ["", "{}", "null", '{"form": 99}', '{"form": 1}', "\x00", "[1]"])
def test_a_kept_session_that_cannot_be_read_is_an_empty_one(text: str) -> None:
    assert session_codec.decode_session(text) == Session()


def test_of_too_many_codes_the_oldest_gives_way(tmp_path: Path) -> None:
    now = [0.0]
    store = Store(tmp_path / "s.sqlite", clock=lambda: now[0])
    codes = []
    for now[0], user in enumerate((5, 6, 7)):
        codes.append(store.request_code(user, "Crowd", lifetime_s=60, max_pending=2))
    assert store.count_rows("pairing") == 2
    assert store.approve_code(codes[0]) is None
    assert [store.approve_code(code) for code in codes[1:]] == [
        (6, "Crowd", "en"),
        (7, "Crowd", "en"),
    ]


def test_a_ban_outlives_a_restart_and_ends_with_an_approval(tmp_path: Path) -> None:
    now = [0.0]
    store = Store(tmp_path / "s.sqlite", clock=lambda: now[0])
    code = store.request_code(5, "Vera", lifetime_s=60, max_pending=2)
    store.add_ban(5)
    assert store.approve_code(code) is None
    now[0] = 1.0
    store.add_ban(-1007)
    store.add_ban(5)
    store.close()
    again = Store(tmp_path / "s.sqlite", clock=lambda: now[0])
    assert again.list_bans() == [-1007, 5]
    assert again.remove_ban(-1007)
    assert not again.remove_ban(-1007)
    assert again.approve_code(again.request_code(5, "Vera", lifetime_s=60, max_pending=2))
    assert again.list_bans() == []


def test_no_table_grows_with_the_number_of_those_who_write(tmp_path: Path) -> None:
    now, limits = [0.0], dict.fromkeys(MAX_ROWS, 100)
    store = Store(tmp_path / "s.sqlite", clock=lambda: now[0], max_rows=limits)
    for number in range(4 * UPDATES_PER_TRIM):
        now[0] = float(number)
        store.add_update(number, "{}")
        if number != 7:
            store.finish_update(number)
        store.save_session(f"{number}", "{}")
        store.save_feedback("1", number, "up", 1)
        store.add_ban(number)
        assert max(store.count_rows(table) for table in limits) <= 100 + UPDATES_PER_TRIM
    store.trim()
    assert max(store.count_rows(table) for table in limits) <= 100
    # A ban ends when an admin says so, however many there are.
    assert store.count_rows("ban") == 4 * UPDATES_PER_TRIM
    # The oldest went; what is not finished stayed.
    assert store.unfinished_updates()
    assert not store.add_update(number, "{}")
    assert store.load_session(f"{number}")
    assert not store.load_session("0")
