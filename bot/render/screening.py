"""Screening results in words: a verdict for an address, possible matches for a name, the lists."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from bot.messages import format_date, message
from knowledge.assets import load_assets
from knowledge.compliance.sanctions.list_file import ListManifest, NameMatch, SanctionsEntry
from knowledge.compliance.screening import (
    AddressScreening,
    NameScreening,
    ScreeningVerdict,
    SearchedLists,
)

UPDATE_COMMAND = "tradewind-index lists update"
FIRST_UPDATE_COMMAND = f"{UPDATE_COMMAND} ofac-sdn=FILE_OR_ADDRESS"
MAX_ADDRESSES, MAX_NAME_MATCHES = 20, 5
_ORDER = (
    ScreeningVerdict.HIT,
    ScreeningVerdict.NOT_CHECKED,
    ScreeningVerdict.NOT_VALID,
    ScreeningVerdict.NO_MATCH,
)
# The length of Monero's longest addresses; longer ones are no addresses and are cut.
_MAX_ADDRESS_CHARS = 106


def render_verdicts(screenings: Sequence[AddressScreening], language: str) -> str:
    """The verdict on each address, hits first, and what "no match" does not mean.

    Every hit is shown, and other addresses up to a limit; the rest are counted by verdict.
    """
    ordered = sorted(screenings, key=lambda screening: _ORDER.index(screening.verdict))
    verdicts = Counter(screening.verdict for screening in screenings)
    shown = ordered[: max(verdicts[ScreeningVerdict.HIT], MAX_ADDRESSES)]
    blocks = [_render_address(screening, language) for screening in shown]
    left = Counter(screening.verdict for screening in ordered[len(shown) :])
    if left:
        counts = (message(f"screen_left_{v}", language, count=n) for v, n in left.items())
        blocks.append(message("screen_left", language, counts=", ".join(counts)))
    if ScreeningVerdict.NO_MATCH in verdicts:
        blocks.append(message("screen_not_clean", language))
    return "\n\n".join(blocks)


def _render_address(screening: AddressScreening, language: str) -> str:
    address = screening.address
    written = "".join(screening.written.split())
    if len(written) > _MAX_ADDRESS_CHARS:
        written = f"{written[:_MAX_ADDRESS_CHARS]}…"
    chain = _chain_title(address.chain, language)
    lines = [message(f"screen_{screening.verdict}", language, address=written, kind=chain)]
    unsupported = address.problem == "chain"
    if not address.valid and not (unsupported and screening.hits):
        lines.append("  " + _render_problem(address.problem or "unsound", language))
    if address.lookalike:
        lines.append("  " + message("address_lookalike", language))
    if screening.verdict is ScreeningVerdict.NOT_CHECKED and not unsupported:
        lines.append("  " + _why_not_checked(screening.searched, language))
    lines += [f"  {_render_entry(entry, language)}" for entry in screening.hits]
    return "\n".join(lines)


def _why_not_checked(lists: SearchedLists, language: str) -> str:
    if not _has_any(lists):
        return message("screen_why_absent", language)
    if lists.overdue or lists.broken:
        return message("screen_why_overdue", language)
    titles = ", ".join(_list_title(name, language) for name in lists.missing)
    return message("screen_why_missing", language, lists=titles)


def _has_any(lists: SearchedLists) -> bool:
    return bool(lists.current or lists.overdue or lists.broken)


def _render_entry(entry: SanctionsEntry, language: str) -> str:
    undated = message("screen_undated", language)
    return message(
        "screen_entry",
        language,
        list=entry.list,
        number=entry.number,
        name=entry.name,
        programmes=", ".join(entry.programmes) or "—",
        listed=format_date(entry.listed, language) if entry.listed else undated,
    )


def render_name_matches(screening: NameScreening, language: str) -> list[str]:
    """The possible matches of a name, the most similar first, or that there is none."""
    if not screening.alike:
        key = "screen_name_none" if screening.checked else "screen_name_unchecked"
        return [message(key, language, name=screening.name)]
    lines = [message("screen_name_alike", language, name=screening.name)]
    for match in screening.alike[:MAX_NAME_MATCHES]:
        lines += _render_name_match(match, language)
    more = len(screening.alike) - MAX_NAME_MATCHES
    if more > 0:
        lines.append(message("screen_name_more", language, count=more))
    return ["\n".join(lines), message("screen_name_compare", language)]


def _render_name_match(match: NameMatch, language: str) -> list[str]:
    reasons = ", ".join(message(f"alike_{reason}", language) for reason in match.why)
    score = round(match.score * 100)
    row = message("screen_name_row", language, name=match.name, score=score, why=reasons)
    return [row, f"  {_render_entry(match.entry, language)}"]


def render_names_left_out(count: int, language: str) -> list[str]:
    """How many names were not looked up because of the limit; nothing if none."""
    return [message("screen_names_left", language, count=count)] if count > 0 else []


def render_searched_lists(lists: SearchedLists, language: str, now: dt.datetime) -> str:
    """The lists behind a verdict with dates and ages; what is missing, and how to fix it."""
    lines = []
    if lists.current:
        days = max(_age_days(manifest, now) for manifest in lists.current)
        dated = "; ".join(_dated_list(manifest, language) for manifest in lists.current)
        key = "screen_lists_current" if days else "screen_lists_today"
        lines.append(message(key, language, lists=dated, days=days))
    if lists.overdue:
        overdue = "; ".join(_overdue_list(manifest, language, now) for manifest in lists.overdue)
        lines.append(message("screen_lists_overdue", language, lists=overdue))
    for state, names in (("broken", lists.broken), ("absent", lists.absent)):
        if names:
            titles = ", ".join(_list_title(name, language) for name in names)
            lines.append(message(f"screen_lists_{state}", language, lists=titles))
    if not lists.suffice:
        lines.append(message("screen_fix", language, command=_fix_command(lists, now)))
    return "\n".join(lines)


def _fix_command(lists: SearchedLists, now: dt.datetime) -> str:
    """The command that makes the lists complete again.

    A list fetched too long ago is fetched from where it came from; an old edition, and a list that
    is not there, need a file or an address.
    """
    refetched = {manifest.name for manifest in lists.overdue if not manifest.is_outdated(now)}
    needed = [manifest.name for manifest in lists.overdue if manifest.name not in refetched]
    known = {*refetched, *needed, *lists.broken}
    needed += [name for name in lists.missing if name not in known]
    if needed:
        return f"{UPDATE_COMMAND} {needed[0]}=FILE_OR_ADDRESS"
    return UPDATE_COMMAND if _has_any(lists) else FIRST_UPDATE_COMMAND


def _dated_list(manifest: ListManifest, language: str) -> str:
    title = _list_title(manifest.name, language)
    if manifest.published:
        published = format_date(manifest.published, language)
        return message("screen_list", language, list=title, date=published)
    fetched = format_date(manifest.fetched_at.date(), language)
    return message("screen_list_undated", language, list=title, date=fetched)


def _overdue_list(manifest: ListManifest, language: str, now: dt.datetime) -> str:
    """A list with why it is too old: by its publisher's date, or since it was last fetched."""
    key = "screen_list_old" if manifest.is_outdated(now) else "screen_list_seen"
    dated = _dated_list(manifest, language)
    return message(key, language, list=dated, days=_age_days(manifest, now))


def _list_title(name: str, language: str) -> str:
    return message(f"list_{name}", language)


def _age_days(manifest: ListManifest, now: dt.datetime) -> int:
    return max(manifest.age(now).days, 0)


def _chain_title(chain: str, language: str) -> str:
    """The name of an address's chain; the catalogues name the chains that carry no rail."""
    network = load_assets().networks.get(chain)
    return network.title_in(language) if network else message(f"chain_{chain}", language)


def _render_problem(problem: str, language: str) -> str:
    """Why an address is not valid."""
    networks = [each for each in load_assets().address_networks if each.key != "bitcoin"]
    titles = ", ".join(each.title_in(language) for each in networks)
    return message(f"address_{problem}", language, networks=titles)
