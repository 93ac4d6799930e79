"""Audit logs that hold records."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bot.audit.log import AuditLog

AT = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


def filled(root: Path, count: int = 12, **options: object) -> AuditLog:
    """A log of ``count`` records of three users, five days apart."""
    log = AuditLog(root, **options)  # type: ignore[arg-type]
    for number in range(count):
        facts = {"kind": "answer", "sources": ["tr-goods-payment"], "quote": None}
        log.write(AT + dt.timedelta(days=5 * number), f"user {number % 3}", f"text {number}", facts)
    return log
