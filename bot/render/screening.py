"""What a screening found, in words: a verdict for an address, possible matches for a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.messages import day, message
from knowledge.compliance.addresses.reading import Found
from knowledge.compliance.lists.book import Card, Entry
from knowledge.compliance.screening import Named, Screened, Searched, Verdict

UPDATE = "tradewind-index lists update"
FIRST = f"{UPDATE} ofac-sdn=FILE_OR_ADDRESS"


def verdicts(found: Sequence[Screened], language: str) -> str:
    """The verdict on each address, and with "no match" what that does not say."""
    out = [_address(one, language) for one in found]
    if any(one.verdict is Verdict.NO_MATCH for one in found):
        out.append(message("screen_not_clean", language))
    return "\n\n".join(out)


def name_blocks(named: Named, language: str, now: dt.datetime) -> list[str]:
    """The possible matches of a name, or that there is none, and the lists that were searched."""
    if named.alike:
        lines = [message("screen_name_alike", language, name=named.name)]
        for one in named.alike:
            why = ", ".join(message(f"alike_{reason}", language) for reason in one.why)
            score = round(one.score * 100)
            lines.append(message("screen_name_row", language, name=one.name, score=score, why=why))
            lines.append(f"  {_entry(one.entry, language)}")
        out = ["\n".join(lines), message("screen_name_compare", language)]
    elif named.checked:
        out = [message("screen_name_none", language, name=named.name)]
    else:
        out = [message("screen_name_unchecked", language, name=named.name)]
    return [*out, searched(named.searched, language, now)]


def searched(lists: Searched, language: str, now: dt.datetime) -> str:
    """The lists behind a verdict with their dates and ages; what is missing, and what mends it."""
    lines = []
    if lists.current:
        days = max(_days(card, now) for card in lists.current)
        named = "; ".join(_list(card, language) for card in lists.current)
        key = "screen_lists_current" if days else "screen_lists_today"
        lines.append(message(key, language, lists=named, days=days))
    if lists.overdue:
        seen = (
            message("screen_list_seen", language, list=_list(card, language), days=_days(card, now))
            for card in lists.overdue
        )
        lines.append(message("screen_lists_overdue", language, lists="; ".join(seen)))
    lines += [
        message(f"screen_lists_{state}", language, lists=", ".join(names))
        for state, names in (("broken", lists.broken), ("absent", lists.absent))
        if names
    ]
    if lists.overdue or lists.broken or not lists.current:
        lines.append(
            message(
                "screen_mend", language, command=UPDATE if lists.overdue or lists.broken else FIRST
            )
        )
    return "\n".join(lines)


def _address(one: Screened, language: str) -> str:
    shown = "".join(one.written.split())
    head = message(
        f"screen_{one.verdict}", language, address=shown, kind=_kind(one.address, language)
    )
    lines = [head]
    if one.verdict is Verdict.NOT_VALID or not one.address.valid:
        lines.append("  " + message(f"address_{one.address.problem or 'unsound'}", language))
    if one.address.lookalike:
        lines.append("  " + message("address_lookalike", language))
    if one.verdict is Verdict.NOT_CHECKED:
        key = "screen_why_absent" if not _any(one.searched) else "screen_why_overdue"
        lines.append("  " + message(key, language))
    lines += [f"  {_entry(entry, language)}" for entry in one.hits]
    return "\n".join(lines)


def _any(lists: Searched) -> bool:
    return bool(lists.current or lists.overdue or lists.broken)


def _kind(address: Found, language: str) -> str:
    if address.chain == "evm":
        return message("chain_evm", language)
    return message(f"chain_{address.chain}", language)


def _entry(entry: Entry, language: str) -> str:
    when = day(entry.listed, language) if entry.listed else message("screen_undated", language)
    return message(
        "screen_entry", language, list=entry.list, number=entry.number, name=entry.name,
        programmes=", ".join(entry.programmes) or "—", listed=when,
    )  # fmt: skip


def _list(card: Card, language: str) -> str:
    return message("screen_list", language, list=card.title, date=day(card.dated, language))


def _days(card: Card, now: dt.datetime) -> int:
    return max(card.age(now).days, 0)
