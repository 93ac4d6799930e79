"""What goes wrong on the way, as a test asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Condition
from typing import Any, Literal

_SAID = {
    400: "Bad Request: message can't be sent",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
    500: "Internal Server Error",
}


@dataclass
class Fault:
    """One thing that goes wrong, and how often still (None: always)."""

    method: str
    status: int | None = None
    retry_after: int | None = None
    times: int | None = 1
    chat: int | str | None = None
    delay: float = 0.0
    disconnect: Literal["before", "after"] | None = None
    description: str = ""
    html: str = ""
    migrate_to: int | None = None

    def answer(self) -> tuple[int, dict[str, Any] | str]:
        """The status and the body that are sent instead of the true ones."""
        assert self.status is not None
        if self.html or self.status in (500, 502, 503, 504):
            page = f"<html><head><title>{self.status}</title></head><body>nginx</body></html>"
            return self.status, self.html or page
        said = self.description or _SAID.get(self.status, "Bad Request")
        told: dict[str, Any] = {"ok": False, "error_code": self.status, "description": said}
        if self.retry_after is not None:
            told["description"] = f"Too Many Requests: retry after {self.retry_after}"
            told["parameters"] = {"retry_after": self.retry_after}
        if self.migrate_to is not None:
            said = "Bad Request: group chat was upgraded to a supergroup chat"
            told |= {"description": said, "parameters": {"migrate_to_chat_id": self.migrate_to}}
        return self.status, told


class Faults:
    """The faults still to come."""

    def __init__(self, changed: Condition) -> None:
        self.repeats = 0
        self.reversals = 0
        self.missing: set[str] = set()
        self._waiting: list[Fault] = []
        self._changed = changed

    def next(
        self,
        method: str,
        *,
        status: int | None = None,
        retry_after: int | None = None,
        times: int | None = 1,
        chat: int | str | None = None,
        delay: float = 0.0,
        disconnect: Literal["before", "after"] | None = None,
        description: str = "",
        html: str = "",
        migrate_to: int | None = None,
    ) -> None:
        """Let the next calls of a method ("*": any) go wrong; ``times=None`` is for ever.

        ``disconnect="before"`` ends the connection instead of doing the work, ``"after"`` does the
        work and then ends the connection. ``retry_after`` alone means 429, ``migrate_to`` 400.
        """
        if status is None and retry_after is not None:
            status = 429
        if status == 429 and retry_after is None:
            retry_after = 1
        if status is None and migrate_to is not None:
            status = 400
        with self._changed:
            self._waiting.append(
                Fault(method, status, retry_after, times, chat, delay, disconnect, description,
                      html, migrate_to)
            )  # fmt: skip

    def lacks(self, *methods: str) -> None:
        """Be a server that does not know these methods: 404."""
        with self._changed:
            self.missing.update(methods)

    def repeat_updates(self, times: int = 1) -> None:
        """Deliver the next updates once more after they were confirmed."""
        with self._changed:
            self.repeats += times

    def reverse_updates(self, times: int = 1) -> None:
        """Deliver the next batches (of two updates or more) in the wrong order."""
        with self._changed:
            self.reversals += times

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        with self._changed:
            self._waiting.clear()
            self.missing.clear()
            self.repeats = self.reversals = 0

    def take(self, method: str, sent: Mapping[str, Any]) -> Fault | None:
        """The fault that befalls this call, counted as done."""
        with self._changed:
            for fault in self._waiting:
                if fault.method not in ("*", method):
                    continue
                if fault.chat is not None and str(sent.get("chat_id")) != str(fault.chat):
                    continue
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                return fault
        return None
