"""What a screening found, in words: a verdict for an address, possible matches for a name."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from bot.messages import format_date, message
from knowledge.compliance.sanctions.list_file import ListManifest, SanctionsEntry
from knowledge.compliance.screening import (
    AddressScreening,
    NameScreening,
    ScreeningVerdict,
    SearchedLists,
)

UPDATE_COMMAND = "tradewind-index lists update"
FIRST_UPDATE_COMMAND = f"{UPDATE_COMMAND} ofac-sdn=FILE_OR_ADDRESS"
# So many addresses are shown one by one, and so many possible matches of a name.
MAX_ADDRESSES, MAX_NAME_MATCHES = 20, 5
_VERDICT_ORDER = (
    ScreeningVerdict.HIT,
    ScreeningVerdict.NOT_CHECKED,
    ScreeningVerdict.NOT_VALID,
    ScreeningVerdict.NO_MATCH,
)
# Monero's longest; what is longer is no address, and is cut.
_MAX_ADDRESS_CHARS = 106


def render_verdicts(found: Sequence[AddressScreening], language: str) -> str:
    """The verdict on each address, hits first, and with "no match" what that does not say.

    Every hit is named. Of very many addresses the rest are counted by their verdicts.
    """
    weighed = sorted(found, key=lambda one: _VERDICT_ORDER.index(one.verdict))
    hits = sum(one.verdict is ScreeningVerdict.HIT for one in found)
    shown = weighed[: max(hits, MAX_ADDRESSES)]
    out = [_format_address(one, language) for one in shown]
    left = Counter(one.verdict for one in weighed[len(shown) :])
    if left:
        counts = (message(f"screen_left_{v}", language, count=n) for v, n in left.items())
        out.append(message("screen_left", language, counts=", ".join(counts)))
    if any(one.verdict is ScreeningVerdict.NO_MATCH for one in found):
        out.append(message("screen_not_clean", language))
    return "\n\n".join(out)


def render_name_matches(named: NameScreening, language: str) -> list[str]:
    """The possible matches of a name, the likest first, or that there is none."""
    if not named.alike:
        key = "screen_name_none" if named.checked else "screen_name_unchecked"
        return [message(key, language, name=named.name)]
    lines = [message("screen_name_alike", language, name=named.name)]
    for one in named.alike[:MAX_NAME_MATCHES]:
        why = ", ".join(message(f"alike_{reason}", language) for reason in one.why)
        score = round(one.score * 100)
        lines.append(message("screen_name_row", language, name=one.name, score=score, why=why))
        lines.append(f"  {_format_entry(one.entry, language)}")
    if len(named.alike) > MAX_NAME_MATCHES:
        more = len(named.alike) - MAX_NAME_MATCHES
        lines.append(message("screen_name_more", language, count=more))
    return ["\n".join(lines), message("screen_name_compare", language)]


def render_names_left_out(count: int, language: str) -> list[str]:
    """That so many names were too many to look up at once; nothing when none was left out."""
    return [message("screen_names_left", language, count=count)] if count > 0 else []


def render_searched_lists(lists: SearchedLists, language: str, now: dt.datetime) -> str:
    """The lists behind a verdict with their dates and ages; what is missing, and what mends it."""
    lines = []
    if lists.current:
        days = max(_age_days(card, now) for card in lists.current)
        named = "; ".join(_format_list(card, language) for card in lists.current)
        key = "screen_lists_current" if days else "screen_lists_today"
        lines.append(message(key, language, lists=named, days=days))
    if lists.overdue:
        late = "; ".join(_format_overdue(card, language, now) for card in lists.overdue)
        lines.append(message("screen_lists_overdue", language, lists=late))
    lines += [
        message(
            f"screen_lists_{state}",
            language,
            lists=", ".join(_list_title(n, language) for n in names),
        )
        for state, names in (("broken", lists.broken), ("absent", lists.absent))
        if names
    ]
    if not lists.suffice:
        lines.append(message("screen_mend", language, command=_repair_command(lists, now)))
    return "\n".join(lines)


def _repair_command(lists: SearchedLists, now: dt.datetime) -> str:
    """What the operator must run so that something is checked again."""
    # What was fetched too long ago can be fetched again; of an old edition or none, a place is
    # asked for.
    late = {card.name for card in lists.overdue if not card.is_outdated(now)}
    wanted = [card.name for card in lists.overdue if card.name not in late]
    wanted += [name for name in lists.missing if name not in {*late, *wanted, *lists.broken}]
    if not wanted:
        return UPDATE_COMMAND if _has_lists(lists) else FIRST_UPDATE_COMMAND
    return f"{UPDATE_COMMAND} {wanted[0]}=FILE_OR_ADDRESS"


def _format_address(one: AddressScreening, language: str) -> str:
    shown = "".join(one.written.split())
    if len(shown) > _MAX_ADDRESS_CHARS:
        shown = f"{shown[:_MAX_ADDRESS_CHARS]}…"
    head = message(
        f"screen_{one.verdict}", language, address=shown,
        kind=message(f"chain_{one.address.chain}", language),
    )  # fmt: skip
    lines = [head]
    strange = one.address.problem == "chain"
    if not one.address.valid and not (strange and one.hits):
        lines.append("  " + message(f"address_{one.address.problem or 'unsound'}", language))
    if one.address.lookalike:
        lines.append("  " + message("address_lookalike", language))
    if one.verdict is ScreeningVerdict.NOT_CHECKED and not strange:
        lines.append("  " + _explain_not_checked(one.searched, language))
    lines += [f"  {_format_entry(entry, language)}" for entry in one.hits]
    return "\n".join(lines)


def _explain_not_checked(lists: SearchedLists, language: str) -> str:
    """Why an address was not checked."""
    if not _has_lists(lists):
        return message("screen_why_absent", language)
    if lists.overdue or lists.broken:
        return message("screen_why_overdue", language)
    names = ", ".join(_list_title(name, language) for name in lists.missing)
    return message("screen_why_missing", language, lists=names)


def _has_lists(lists: SearchedLists) -> bool:
    return bool(lists.current or lists.overdue or lists.broken)


def _format_entry(entry: SanctionsEntry, language: str) -> str:
    when = (
        format_date(entry.listed, language) if entry.listed else message("screen_undated", language)
    )
    return message(
        "screen_entry", language, list=entry.list, number=entry.number, name=entry.name,
        programmes=", ".join(entry.programmes) or "—", listed=when,
    )  # fmt: skip


def _format_list(card: ListManifest, language: str) -> str:
    title = _list_title(card.name, language)
    if card.published:
        return message(
            "screen_list", language, list=title, date=format_date(card.published, language)
        )
    fetched = format_date(card.fetched_at.date(), language)
    return message("screen_list_undated", language, list=title, date=fetched)


def _format_overdue(card: ListManifest, language: str, now: dt.datetime) -> str:
    """A list that is too old, and in what way."""
    key = "screen_list_old" if card.is_outdated(now) else "screen_list_seen"
    return message(key, language, list=_format_list(card, language), days=_age_days(card, now))


def _list_title(name: str, language: str) -> str:
    return message(f"list_{name}", language)


def _age_days(card: ListManifest, now: dt.datetime) -> int:
    return max(card.age(now).days, 0)
