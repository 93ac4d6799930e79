"""The checks behind ``tradewind doctor``."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.settings import Settings
from bot.settings_names import find_unknown_names
from knowledge.assets import load_assets
from knowledge.compliance.policy.classifier import load_classifier
from knowledge.compliance.policy.golden_messages import check_classifier
from knowledge.env_file import VARIABLE, find_unread_file
from knowledge.errors import TradewindError
from knowledge.index.encoders.golden_vectors import check_vectors
from knowledge.index.encoders.onnx import OnnxEncoder
from knowledge.index.generation import open_current
from knowledge.index.update_record import describe_trouble, read_update_record
from knowledge.library import Library, open_encoder
from knowledge.text.terminal import escape_controls

_MIN_FREE_BYTES = 500 << 20
_WITHOUT_DIGESTS = "exported without digests; to renew it, run: tradewind-index model --force"
# How the state of a source begins when there is nothing to repair.
_GOOD_STATES = ("closed", "sample", "a saved", "not asked")


@dataclass(frozen=True)
class HealthFinding:
    """The result of one check: whether it is well, the finding in words, how to fix it."""

    name: str
    ok: bool
    says: str
    fix: str = ""


def run_checks(settings: Settings) -> Iterator[HealthFinding]:
    """The findings, each as soon as its check is done."""
    yield _check_settings(settings)
    yield _try("index", lambda: _check_index(settings))
    yield _check_update(settings)
    yield _try("model", lambda: _check_models(settings))
    yield _try("policy", _check_policy)
    yield _try("answers", lambda: _check_search(settings))
    yield from _check_market(settings)
    yield _check_lists(settings)
    yield _try("audit log", lambda: _check_audit_log(settings))
    yield _check_languages(settings)
    yield _check_disk(settings)


def _try(name: str, check: Callable[[], str]) -> HealthFinding:
    """The finding of a check that returns what is well and raises what is not."""
    try:
        return HealthFinding(name, ok=True, says=check())
    except TradewindError as error:
        return HealthFinding(name, ok=False, says=error.message, fix=error.fix)
    except OSError as error:
        fix = "Give the user who runs this the right to read it."
        return HealthFinding(name, ok=False, says=f"cannot be read: {error}", fix=fix)


def _check_settings(settings: Settings) -> HealthFinding:
    unknown = find_unknown_names(settings.env_file)
    if unknown:
        says = f"unknown: {', '.join(unknown)}"
        fix = "Correct the spelling, or remove them."
        return HealthFinding("settings", ok=False, says=says, fix=fix)
    says = f"read without complaint from {settings.origin}"
    unread = find_unread_file(settings.env_file)
    if unread is None:
        return HealthFinding("settings", ok=True, says=says)
    return HealthFinding(
        "settings", ok=True, says=f"{says}; the {unread} in this folder is not read",
        fix=f"To use it, set {VARIABLE}={unread}",
    )  # fmt: skip


def _check_index(settings: Settings) -> str:
    generation, faults = open_current(settings.index_root)
    manifest = generation.manifest
    generation.close()
    if faults:
        raise TradewindError(
            f"{manifest.generation} is served because of: {faults[0].message}", fix=faults[0].fix
        )
    return (
        f"{manifest.generation} of {manifest.built_at:%Y-%m-%d %H:%M} UTC: {manifest.documents} "
        f"documents, {manifest.passages} passages, every file as it was built"
    )


def _check_update(settings: Settings) -> HealthFinding:
    """How the last update of the index ended. A failed one stops nobody from asking."""
    record = read_update_record(settings.index_root)
    if record is None:
        return HealthFinding("last update", ok=True, says="none is recorded")
    trouble = describe_trouble(record, dt.datetime.now(dt.UTC))
    if trouble:
        reason = escape_controls(record.reason)
        says = f"{trouble}: {reason}" if reason else trouble
        fix = "The index before it is served. Correct that, then run: tradewind-index update"
        return HealthFinding("last update", ok=False, says=says, fix=fix)
    skipped = f", {record.problems} files skipped" if record.problems else ""
    says = f"{record.outcome} at {record.at:%Y-%m-%d %H:%M} UTC{skipped}"
    return HealthFinding("last update", ok=True, says=says)


def _check_models(settings: Settings) -> str:
    generation, _ = open_current(settings.index_root)
    specs = generation.manifest.encoders
    generation.close()
    says = []
    for spec in specs:
        encoder = open_encoder(settings.home, spec, settings.threads)
        if encoder.spec != spec:
            raise TradewindError(
                f"The index was built with another {spec.model}.", fix="Run: tradewind-index build"
            )
        check_vectors(encoder)
        checked = not isinstance(encoder, OnnxEncoder) or encoder.has_digests
        says.append(spec.model if checked else f"{spec.model} ({_WITHOUT_DIGESTS})")
    return ", ".join(says)


def _check_policy() -> str:
    check_classifier(load_classifier())
    return "its files are as they were made, and it judges as it was trained to"


def _check_search(settings: Settings) -> str:
    library = Library(settings.index_root, settings.home, threads=settings.threads)
    hits = library.search("What must be checked before paying abroad in crypto-assets?", 3)
    if not hits:
        raise TradewindError("A search finds nothing.", fix="Run: tradewind-index build")
    return f"a search finds {len(hits)} passages"


def _check_languages(settings: Settings) -> HealthFinding:
    try:
        generation, _ = open_current(settings.index_root)
    except TradewindError as error:
        return HealthFinding("languages", ok=False, says="unknown", fix=error.fix)
    languages = generation.manifest.languages
    generation.close()
    says = ", ".join(f"{code}: {count} passages" for code, count in languages.items())
    return HealthFinding("languages", ok=True, says=says)


def _check_market(settings: Settings) -> Iterator[HealthFinding]:
    """The rates by hand, and the state of each source after one price and one fee of each chain."""
    from bot import app
    from bot.payments import manual_rates
    from knowledge.market.models import utc_now
    from knowledge.market.snapshot import SnapshotRequest

    yield _try(
        "rates by hand",
        lambda: f"{len(manual_rates.read_rates(settings.quotes_file, utc_now()))} good",
    )
    if settings.market == "off":
        yield HealthFinding("market", ok=True, says="switched off")
        return
    source = app.build_market_data(settings)
    try:
        price = source.fetch_price("BTC", "USD")
        source.fetch_snapshot(
            SnapshotRequest(
                payer="EUR", payee="USD", assets=("USDC",), networks=load_assets().fee_networks
            )
        )
        states = source.source_states()
    finally:
        source.close()
    bad = {name: state for name, state in states.items() if not state.startswith(_GOOD_STATES)}
    has_price = price.value is not None
    says = f"BTC is {price.value} USD" if has_price else "no price of BTC"
    fix = "Check the network, or give rates by hand: rate 1 USDT = 82.95 RUB"
    yield HealthFinding(
        "market", ok=has_price, fix="" if has_price else fix,
        says=f"{says}; {len(states) - len(bad)} of {len(states)} sources answer",
    )  # fmt: skip
    for name, state in bad.items():
        yield HealthFinding(name, ok=has_price, says=state)


def _check_lists(settings: Settings) -> HealthFinding:
    """The sanctions lists that would be searched now; without any, every address is NOT CHECKED."""
    from bot import app
    from bot.render.screening import FIRST_UPDATE_COMMAND, UPDATE_COMMAND

    looked = app.build_sanctions_lists(settings).search(dt.datetime.now(dt.UTC))
    states = {
        "in force": [f"{card.name} {card.edition}" for card in looked.current],
        "too old": [f"{card.name} {card.edition}" for card in looked.overdue],
        "damaged": looked.broken,
        "missing, so that nothing is checked": looked.missing if looked.current else (),
    }
    says = "; ".join(f"{state}: {', '.join(names)}" for state, names in states.items() if names)
    # To keep no list at all is a choice; a list that cannot be relied on is a fault.
    ok = not looked.overdue and not looked.broken
    fix = (
        ""
        if ok and not looked.missing
        else f"Run: {FIRST_UPDATE_COMMAND if ok else UPDATE_COMMAND}"
    )
    says = says or "none kept: nothing is checked"
    return HealthFinding("sanctions lists", ok=ok, says=says, fix=fix)


def _check_audit_log(settings: Settings) -> str:
    if settings.audit == "off":
        return "switched off"
    from bot import app

    report = app.build_audit_log(settings).verify()
    if report.faults:
        raise TradewindError(
            f"{len(report.faults)} faults: {report.faults[0]}", fix="Run: tradewind audit verify"
        )
    return "; ".join([f"{report.lines} lines, each as written", *report.repairs])


def _check_disk(settings: Settings) -> HealthFinding:
    folder = settings.home
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free_bytes = shutil.disk_usage(folder).free
    ok = free_bytes > _MIN_FREE_BYTES
    fix = "" if ok else "Free at least 0.5 GiB, or builds will fail."
    return HealthFinding("disk", ok=ok, says=f"{free_bytes / (1 << 30):.1f} GiB free", fix=fix)
