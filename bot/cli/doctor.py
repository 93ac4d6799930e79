"""``tradewind doctor``: what works, what does not, and how to fix it."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from bot.settings import Settings
from bot.settings_names import find_unknown_names
from knowledge.errors import TradewindError
from knowledge.index.generation import open_current
from knowledge.library import Library, open_encoder

_ROOM = 500 << 20
_CHAINS = ("bitcoin", "tron", "ethereum", "solana", "base", "arbitrum", "polygon", "bsc")
_FINE = ("closed", "sample", "a saved", "not asked")


@dataclass(frozen=True)
class DoctorFinding:
    """One thing looked at: whether it works, in what words, and what would fix it."""

    name: str
    ok: bool
    says: str
    fix: str = ""


def run_checks(settings: Settings) -> Iterator[DoctorFinding]:
    """The findings, one after the other."""
    strange = find_unknown_names()
    yield DoctorFinding(
        "settings",
        not strange,
        f"unknown: {', '.join(strange)}" if strange else "read without complaint",
        "Correct the spelling, or remove them." if strange else "",
    )
    yield _try("index", lambda: _index(settings))
    yield _try("model", lambda: _models(settings))
    yield _try("answers", lambda: _answers(settings))
    yield from _market(settings)
    yield _lists(settings)
    yield _try("audit log", lambda: _audit(settings))
    yield _languages(settings)
    yield _disk(settings)


def _try(name: str, look: Callable[[], str]) -> DoctorFinding:
    try:
        return DoctorFinding(name, ok=True, says=look())
    except TradewindError as error:
        return DoctorFinding(name, ok=False, says=error.message, fix=error.fix)


def _index(settings: Settings) -> str:
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


def _models(settings: Settings) -> str:
    generation, _ = open_current(settings.index_root)
    specs = generation.manifest.encoders
    generation.close()
    for spec in specs:
        encoder = open_encoder(settings.home, spec, settings.threads)
        if encoder.spec != spec:
            raise TradewindError(
                f"The index was built with another {spec.model}.", fix="Run: tradewind-index build"
            )
        if encoder.encode_query("payment").vector.shape != (spec.dim,):
            raise TradewindError(f"{spec.model} gives vectors of a wrong size.")
    return ", ".join(spec.model for spec in specs)


def _answers(settings: Settings) -> str:
    library = Library(settings.index_root, settings.home, threads=settings.threads)
    hits = library.search("What must be checked before paying abroad in crypto-assets?", 3)
    if not hits:
        raise TradewindError("A search finds nothing.", fix="Run: tradewind-index build")
    return f"a search finds {len(hits)} passages"


def _languages(settings: Settings) -> DoctorFinding:
    try:
        generation, _ = open_current(settings.index_root)
    except TradewindError as error:
        return DoctorFinding("languages", ok=False, says="unknown", fix=error.fix)
    found = generation.manifest.languages
    generation.close()
    return DoctorFinding(
        "languages", ok=True, says=", ".join(f"{code}: {n} passages" for code, n in found.items())
    )


def _market(settings: Settings) -> Iterator[DoctorFinding]:
    """The operator's rates, and what each source of figures answers to one price and one fee."""
    from bot import app
    from bot.payments import manual_rates
    from knowledge.market.models import utc_now
    from knowledge.market.snapshot import SnapshotRequest

    yield _try(
        "rates by hand",
        lambda: f"{len(manual_rates.from_file(settings.quotes_file, utc_now()))} good",
    )
    if settings.market == "off":
        yield DoctorFinding("market", ok=True, says="switched off")
        return
    source = app.market(settings)
    try:
        price = source.fetch_price("BTC", "USD")
        source.fetch_snapshot(
            SnapshotRequest(payer="EUR", payee="USD", assets=("USDC",), networks=_CHAINS)
        )
        states = source.source_states()
    finally:
        source.close()
    bad = {name: state for name, state in states.items() if not state.startswith(_FINE)}
    says = f"BTC is {price.value} USD" if price.value is not None else "no price of BTC"
    yield DoctorFinding(
        "market", ok=price.value is not None, says=f"{says}; {len(states) - len(bad)} of"
        f" {len(states)} sources answer", fix="" if price.value is not None else
        "Check the network, or give rates by hand: rate 1 USDT = 82.95 RUB",
    )  # fmt: skip
    for name, state in bad.items():
        yield DoctorFinding(name, ok=price.value is not None, says=state)


def _lists(settings: Settings) -> DoctorFinding:
    """Which sanctions lists would be searched now; without any, every address is NOT CHECKED."""
    from bot import app
    from bot.render.screening import FIRST_UPDATE_COMMAND, UPDATE_COMMAND

    looked = app.sanctions_lists(settings).search(dt.datetime.now(dt.UTC))
    states = {
        "in force": [f"{card.name} {card.edition}" for card in looked.current],
        "too old": [f"{card.name} {card.edition}" for card in looked.overdue],
        "damaged": looked.broken,
        "missing, so that nothing is checked": looked.missing if looked.current else (),
    }
    says = "; ".join(f"{state}: {', '.join(names)}" for state, names in states.items() if names)
    # To have no list at all is a choice; a list that cannot be relied on is a fault.
    ok = not looked.overdue and not looked.broken
    fix = (
        ""
        if ok and not looked.missing
        else f"Run: {FIRST_UPDATE_COMMAND if ok else UPDATE_COMMAND}"
    )
    return DoctorFinding(
        "sanctions lists", ok=ok, says=says or "none kept: nothing is checked", fix=fix
    )


def _audit(settings: Settings) -> str:
    if settings.audit == "off":
        return "switched off"
    from bot import app

    checked = app.audit(settings).verify()
    if checked.faults:
        raise TradewindError(
            f"{len(checked.faults)} faults: {checked.faults[0]}", fix="Run: tradewind audit verify"
        )
    return f"{checked.lines} lines, each as written"


def _disk(settings: Settings) -> DoctorFinding:
    place = settings.home
    while not place.exists() and place != place.parent:
        place = place.parent
    free = shutil.disk_usage(place).free
    return DoctorFinding(
        "disk",
        ok=free > _ROOM,
        says=f"{free / (1 << 30):.1f} GiB free",
        fix="" if free > _ROOM else "Free at least 0.5 GiB, or builds will fail.",
    )


def report(settings: Settings, *, as_json: bool) -> int:
    """Print the findings; 0 when all is well, 1 otherwise."""
    findings = list(run_checks(settings))
    if as_json:
        print(json.dumps([_as_json(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            mark = "ok  " if finding.ok else "FAIL"
            print(f"{mark} {finding.name}: {finding.says}")
            if finding.fix:
                print(f"     {finding.fix}")
    return 0 if all(finding.ok for finding in findings) else 1


def _as_json(finding: DoctorFinding) -> dict[str, object]:
    """A finding as programs read it; its fix has been called ``mend`` since the first version."""
    found = asdict(finding)
    found["mend"] = found.pop("fix")
    return found
