"""Who may talk to the bot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.telegram.access import MAX_PENDING_CODES, Access
from bot.telegram.store import Store

ADMIN, ALLOWED, STRANGER = 1, 2, 4


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "s.sqlite")
    yield store
    store.close()


def closed(store: Store) -> Access:
    return Access(store, frozenset({ADMIN}), frozenset({ALLOWED}))


def test_admins_and_the_allowed_may_talk_and_no_update_without_a_user(store: Store) -> None:
    access = closed(store)
    assert access.may_talk(ADMIN)
    assert access.may_talk(ALLOWED)
    assert not access.may_talk(STRANGER)
    assert not access.may_talk(None)


def test_open_to_everybody_makes_nobody_an_admin(store: Store) -> None:
    access = Access(store, frozenset(), frozenset(), everybody=True)
    assert access.may_talk(STRANGER)
    assert not access.may_talk(None)
    assert not access.is_admin(STRANGER)
    assert not access.is_admin(None)


def test_a_code_lets_in_once_and_survives_a_restart_until_it_is_revoked(store: Store) -> None:
    access = closed(store)
    code = access.request_code(STRANGER, "Ve\u202era")
    assert code
    assert access.approve(f" {code.lower()} ") == (STRANGER, "Vera", "en")
    assert access.approve(code) is None
    assert access.may_talk(STRANGER)
    assert closed(store).may_talk(STRANGER)
    assert access.revoke(STRANGER)
    assert not access.may_talk(STRANGER)
    assert not access.revoke(STRANGER)


def test_only_so_many_codes_are_pending(store: Store) -> None:
    access = closed(store)
    codes = [access.request_code(user, "Crowd") for user in range(100, 101 + MAX_PENDING_CODES)]
    assert all(codes[:-1])
    assert codes[-1] is None
