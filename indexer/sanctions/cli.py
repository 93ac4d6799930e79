"""``tradewind-index lists``: update, show, verify."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

from indexer.build import publish
from indexer.progress import Bar
from indexer.sanctions import compile as compiling
from indexer.sanctions import download
from knowledge.compliance.sanctions import list_file
from knowledge.compliance.sanctions.catalogue import LISTS
from knowledge.compliance.sanctions.list_file import ListManifest
from knowledge.errors import SanctionsListError, UsageError
from knowledge.text.terminal import print_text

_SHA256 = re.compile("[0-9a-fA-F]{64}")


def run_lists_command(arguments: argparse.Namespace, home: Path) -> int:
    """Run update, show or verify; the exit code: 0, or 6 when a list is at fault."""
    root = home / "lists"
    now = dt.datetime.now(dt.UTC)
    if arguments.action == "update":
        return _update(root, arguments, now)
    return _verify(root, arguments) if arguments.action == "verify" else _show(root, arguments, now)


def _update(root: Path, arguments: argparse.Namespace, now: dt.datetime) -> int:
    wanted, expected = _parse_sources(root, arguments.lists), _parse_checksums(arguments.sha256)
    failed = 0
    done: list[ListManifest] = []
    with publish.writing(root):
        for name, source in wanted.items():
            # One list that fails must not prevent the update of the others.
            try:
                with (
                    Bar(enabled=not arguments.quiet) as bar,
                    download.open_sources(source, partial(bar.step, name)) as files,
                ):
                    _check_sha256(files, expected.get(name, ()), name)
                    # An unchanged local copy does not show that the publisher's is unchanged.
                    confirmed_current = bool(arguments.lists) or download.is_url(source)
                    manifest = compiling.activate(
                        root,
                        name,
                        files,
                        source,
                        now,
                        accept=arguments.accept,
                        confirmed_current=confirmed_current,
                    )
            except (SanctionsListError, OSError) as fault:
                failed += 1
                print_text(f"tradewind-index: {name}: {fault}", to_stderr=True)
                continue
            done.append(manifest)
    _print(arguments, done, now)
    return SanctionsListError.exit_code if failed else 0


def _parse_sources(root: Path, given: list[str]) -> dict[str, str]:
    wanted = {}
    for one in given:
        name, equals, source = one.partition("=")
        if name not in LISTS or (equals and not source):
            raise UsageError(
                f"{one[:60]!r} names no list.",
                fix=f"Write NAME=FILE or NAME=ADDRESS; lists: {', '.join(LISTS)}.",
            )
        wanted[name] = _absolute_sources(source) if source else _last_source(root, name)
    if not given:
        wanted = {
            name: manifest.source
            for name in LISTS
            if (manifest := _read_manifest(root, name)) and manifest.source
        }
    if not wanted:
        raise UsageError(
            "No list is kept yet.",
            fix="Say where each is: tradewind-index lists update ofac-sdn=FILE_OR_ADDRESS",
        )
    return wanted


def _absolute_sources(source: str) -> str:
    """The source with absolute paths, so that the next update may run in any folder."""
    return ",".join(
        part if download.is_url(part) else str(Path(part).expanduser().absolute())
        for part in download.split_sources(source)
    )


def _parse_checksums(given: list[str]) -> dict[str, list[str]]:
    """The expected SHA-256 of the files of each list."""
    expected: dict[str, list[str]] = {}
    for one in given:
        name, _, digest = one.partition("=")
        if name not in LISTS or not _SHA256.fullmatch(digest):
            raise UsageError(
                f"{one[:90]!r} is no checksum of a list.", fix="Write NAME=64 hex digits."
            )
        expected.setdefault(name, []).append(digest.lower())
    return expected


def _check_sha256(files: Sequence[BinaryIO], expected: Sequence[str], name: str) -> None:
    """Refuse files whose checksums differ from those the operator gave."""
    found = [compiling.sha256_of_streams([file]) for file in files] if expected else []
    if sorted(found) != sorted(expected):
        raise SanctionsListError(
            f"The file of the list {name} is not the expected one: its SHA-256 is "
            f"{', '.join(found)}.",
            fix="Fetch it again; compare the checksum with its publisher's.",
        )


def _last_source(root: Path, name: str) -> str:
    manifest = _read_manifest(root, name)
    if manifest is None:
        raise UsageError(
            f"The list {name} was never fetched.", fix=f"Say where it is: {name}=FILE_OR_ADDRESS"
        )
    return manifest.source


def _read_manifest(root: Path, name: str) -> ListManifest | None:
    try:
        return list_file.read_manifest(root, name)
    except SanctionsListError:
        return None


def _show(root: Path, arguments: argparse.Namespace, now: dt.datetime) -> int:
    manifests = [manifest for name in LISTS if (manifest := _read_manifest(root, name))]
    _print(arguments, manifests, now)
    return 0


def _verify(root: Path, arguments: argparse.Namespace) -> int:
    faults = {}
    for name in LISTS:
        try:
            manifest = list_file.read_manifest(root, name)
            if manifest:
                list_file.SanctionsList(root, manifest).close()
        except SanctionsListError as fault:
            faults[name] = str(fault)
    if arguments.json:
        print_text(json.dumps({"ok": not faults, "faults": faults}))
    else:
        for name, said in faults.items():
            print_text(f"tradewind-index: {name}: {said}", to_stderr=True)
        if not faults and not arguments.quiet:
            print_text("Every compiled list is as it was written.")
    return SanctionsListError.exit_code if faults else 0


def _print(arguments: argparse.Namespace, manifests: list[ListManifest], now: dt.datetime) -> None:
    if arguments.json:
        rows = [manifest.model_dump(mode="json") for manifest in manifests]
        print_text(json.dumps({"lists": rows}, ensure_ascii=False))
        return
    if arguments.quiet:
        return
    for manifest in manifests:
        days = manifest.age(now).days
        age = "seen today" if not days else f"seen {days} days ago"
        old = " (TOO OLD: its publisher must have a newer one)" if manifest.is_outdated(now) else ""
        print_text(
            f"{manifest.name:18} {manifest.edition}{old}, {age}: {manifest.entries:,} entries, "
            f"{manifest.addresses:,} addresses, from {manifest.source}"
        )
    absent = [name for name in LISTS if name not in {manifest.name for manifest in manifests}]
    if absent and arguments.action == "show":
        print_text(f"not kept: {', '.join(absent)}")
