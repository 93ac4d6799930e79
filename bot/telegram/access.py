"""Who may talk to the bot, and who may run it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from telegram import Update
from telegram.constants import ChatID

from bot.telegram.display_names import plain_name
from bot.telegram.store import Store

# When too many strangers ask, the oldest code gives way: a crowd must be this large to take away
# somebody's code before an admin has typed it. A row is some 100 bytes.
CODE_LIFETIME_S, MAX_PENDING_CODES = 3600.0, 1000
# The ids under which Telegram delivers what is written in the name of a group or a channel: many
# people share them, so they stand for nobody and can neither be let in nor be admins.
SHARED_IDS = frozenset(
    {int(ChatID.ANONYMOUS_ADMIN), int(ChatID.FAKE_CHANNEL), int(ChatID.SERVICE_CHAT)}
)


def chats_of(update: Update) -> tuple[int, ...]:
    """The ids of the chat of an update, and of the one in whose name its message is written."""
    message, chats = update.effective_message, [update.effective_chat]
    chats += [message.sender_chat] if message else []
    return tuple(chat.id for chat in chats if chat)


class Revocation(Enum):
    """What ``Access.revoke`` did: an admin keeps access; a user of a setting is banned."""

    IS_ADMIN, APPROVAL_WITHDRAWN, BANNED, HAD_NO_ACCESS = auto(), auto(), auto(), auto()


@dataclass
class Access:
    """The operator's admins and allowlist, the users whom an admin approved, and the bans.

    A ban outweighs ``allowed``, approvals and open access; the setting of the admins outweighs a
    ban.
    """

    store: Store
    admins: frozenset[int]
    allowed: frozenset[int]
    everybody: bool = False
    _approved: dict[int, str] = field(init=False, default_factory=dict)
    _banned: set[int] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self.admins, self.allowed = self.admins - SHARED_IDS, self.allowed - SHARED_IDS
        self._read()

    def may_talk(self, user: int | None, *chats: int) -> bool:
        """Whether a user is answered in their name or that of ``chats``.

        Never for an update without a user, and not if one of the ids is banned.
        """
        if user is None:
            return False
        if user in self.admins:
            return True
        if self.is_banned(user, *chats):
            return False
        return self.everybody or user in self.allowed or user in self._approved

    def is_admin(self, user: int | None) -> bool:
        """Whether a user may run the bot; open access does not make anybody an admin."""
        return user in self.admins

    def is_banned(self, *ids: int) -> bool:
        """Whether one of these users or chats is banned."""
        return not self._banned.isdisjoint(ids)

    def request_code(self, user: int, name: str, language: str = "en") -> str:
        """A single-use code that an admin may approve; of too many the oldest gives way."""
        return self.store.request_code(
            user, plain_name(name), language,
            lifetime_s=CODE_LIFETIME_S, max_pending=MAX_PENDING_CODES,
        )  # fmt: skip

    def approve(self, code: str) -> tuple[int, str, str] | None:
        """Approve the user who holds a code, banned or not: their id, name and language.

        None when the code is used, unknown or expired.
        """
        approved = self.store.approve_code(code.strip().upper())
        self._read()
        return approved

    def revoke(self, user: int) -> Revocation:
        """Withdraw a user's access, from the next update on.

        A user whom a setting would still let in is banned.
        """
        if user in self.admins:
            return Revocation.IS_ADMIN
        was_approved = self.store.remove_person(user)
        self._read()
        if self.may_talk(user):
            self.ban(user)
            return Revocation.BANNED
        return Revocation.APPROVAL_WITHDRAWN if was_approved else Revocation.HAD_NO_ACCESS

    def ban(self, number: int) -> bool:
        """Ban a user, a group or a channel; False for an admin, whom the setting protects."""
        if number in self.admins:
            return False
        self.store.add_ban(number)
        self._read()
        return True

    def unban(self, number: int) -> bool:
        """End a ban; False when there was none."""
        removed = self.store.remove_ban(number)
        self._read()
        return removed

    def list_bans(self) -> list[int]:
        """The banned ids, the latest first."""
        return self.store.list_bans()

    def _read(self) -> None:
        self._approved, self._banned = self.store.list_people(), set(self.store.list_bans())
