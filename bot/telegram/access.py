"""Who may talk to the bot, and who may run it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.telegram.display_names import plain_name
from bot.telegram.store import Store

CODE_LIFETIME_S, MAX_PENDING_CODES = 3600.0, 50


@dataclass
class Access:
    """The operator's admins and allowlist, and the people whom an admin approved."""

    store: Store
    admins: frozenset[int]
    allowed: frozenset[int]
    everybody: bool = False
    _approved: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self._approved = self.store.list_people()

    def may_talk(self, user: int | None) -> bool:
        """Whether a user is answered; never for an update without a user."""
        if user is None:
            return False
        return self.everybody or user in self.admins | self.allowed or user in self._approved

    def is_admin(self, user: int | None) -> bool:
        """Whether a user may run the bot; open access does not make anybody an admin."""
        return user in self.admins

    def request_code(self, user: int, name: str, language: str = "en") -> str | None:
        """A single-use code that an admin may approve; None when too many are pending."""
        return self.store.request_code(
            user, plain_name(name), language,
            lifetime_s=CODE_LIFETIME_S, max_pending=MAX_PENDING_CODES,
        )  # fmt: skip

    def approve(self, code: str) -> tuple[int, str, str] | None:
        """Approve the user who holds a code: their id, name and language.

        None when the code is used, unknown or expired.
        """
        approved = self.store.approve_code(code.strip().upper())
        self._approved = self.store.list_people()
        return approved

    def revoke(self, user: int) -> bool:
        """Withdraw an approval, from the next update on; False when there was none."""
        removed = self.store.remove_person(user)
        self._approved = self.store.list_people()
        return removed
