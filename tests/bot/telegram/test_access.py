"""Who may talk to the bot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.telegram.access import MAX_PENDING_CODES, SHARED_IDS, Access, Revocation, chats_of
from bot.telegram.store import Store
from tests.support.telegram_updates import ANNA_JSON, GROUP_JSON, message_update, read

ADMIN, ALLOWED, STRANGER, GROUP = 1, 2, 4, -1005


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
    assert access.revoke(STRANGER) is Revocation.APPROVAL_WITHDRAWN
    assert not access.may_talk(STRANGER)
    assert access.revoke(STRANGER) is Revocation.HAD_NO_ACCESS


def test_of_a_crowd_of_strangers_none_is_left_without_a_code(store: Store) -> None:
    access = closed(store)
    codes = [access.request_code(user, "Crowd") for user in range(100, 101 + MAX_PENDING_CODES)]
    assert all(codes)
    assert store.count_rows("pairing") == MAX_PENDING_CODES
    assert access.approve(codes[-1]) == (100 + MAX_PENDING_CODES, "Crowd", "en")


def test_who_is_let_in_by_a_setting_is_shut_out_by_a_revocation_until_it_is_ended(
    store: Store,
) -> None:
    access = closed(store)
    assert access.revoke(ALLOWED) is Revocation.BANNED
    assert not access.may_talk(ALLOWED)
    assert not closed(store).may_talk(ALLOWED)
    assert access.list_bans() == [ALLOWED]
    assert access.unban(ALLOWED)
    assert not access.unban(ALLOWED)
    assert access.may_talk(ALLOWED)
    everybody = Access(store, frozenset(), frozenset(), everybody=True)
    assert everybody.revoke(STRANGER) is Revocation.BANNED
    assert not everybody.may_talk(STRANGER)


def test_an_admin_cannot_be_shut_out(store: Store) -> None:
    access = closed(store)
    assert not access.ban(ADMIN)
    assert access.revoke(ADMIN) is Revocation.IS_ADMIN
    assert access.may_talk(ADMIN)
    assert access.list_bans() == []


def test_a_group_is_shut_out_with_all_who_write_in_it_but_admins(store: Store) -> None:
    access = Access(store, frozenset({ADMIN}), frozenset(), everybody=True)
    assert access.may_talk(STRANGER, GROUP)
    assert access.ban(GROUP)
    assert not access.may_talk(STRANGER, GROUP)
    assert access.may_talk(STRANGER, STRANGER)
    assert access.may_talk(ADMIN, GROUP)


@pytest.mark.parametrize("shared", sorted(SHARED_IDS))
def test_an_id_that_many_people_share_is_neither_an_admin_nor_let_in(
    store: Store, shared: int
) -> None:
    access = Access(store, frozenset({shared}), frozenset({shared}))
    assert not access.is_admin(shared)
    assert not access.may_talk(shared)
    assert Access(store, frozenset(), frozenset(), everybody=True).may_talk(shared)


def test_the_chats_of_an_update_are_where_and_in_whose_name_it_is_written() -> None:
    channel = {"id": -1009, "type": "channel", "title": "News"}
    assert chats_of(message_update(1, "x", GROUP_JSON, sender_chat=channel)) == (-5, -1009)
    assert chats_of(message_update(1, "x")) == (2,)
    pressed = {"id": "1", "from": ANNA_JSON, "chat_instance": "1", "data": "x",
               "message": {"message_id": 1, "date": 0, "chat": GROUP_JSON}}  # fmt: skip
    assert chats_of(read({"update_id": 1, "callback_query": pressed})) == (-5,)
    assert chats_of(read({"update_id": 1})) == ()
