"""Who may talk to the bot: one gate before every kind of update."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.telegram.delivery.formatting import plain_name
from bot.telegram.store import Store

CODE_LIFETIME_S, MAX_PENDING_CODES = 3600.0, 50


@dataclass
class Access:
    """The operator's admins and allowlist, and those whom an admin has let in."""

    store: Store
    admins: frozenset[int]
    allowed: frozenset[int]
    everybody: bool = False
    _people: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self._people = self.store.people()

    def may_talk(self, user: int | None) -> bool:
        """Whether a user is answered; updates without a user are nobody's."""
        if user is None:
            return False
        return self.everybody or user in self.admins | self.allowed or user in self._people

    def is_admin(self, user: int | None) -> bool:
        """Whether a user may run the bot; never so only because everybody may talk."""
        return user in self.admins

    def ask_in(self, user: int, name: str, language: str = "en") -> str | None:
        """A single-use code that an admin may approve; None when too many wait already."""
        name = plain_name(name)
        return self.store.ask_in(
            user, name, language, seconds=CODE_LIFETIME_S, most=MAX_PENDING_CODES
        )

    def approve(self, code: str) -> tuple[int, str, str] | None:
        """Whom a code lets in, by id, name and language; None when it is spent or too old."""
        found = self.store.let_in(code.strip().upper())
        self._people = self.store.people()
        return found

    def revoke(self, user: int) -> bool:
        """Whether the user was shut out; the very next update is refused."""
        done = self.store.shut_out(user)
        self._people = self.store.people()
        return done
