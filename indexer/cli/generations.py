"""``tradewind-index verify``, ``stats``, ``rollback`` and ``gc``."""

from __future__ import annotations

from indexer.build import publish
from indexer.cli.context import CommandContext
from knowledge.errors import UsageError
from knowledge.index import disk_format
from knowledge.index.disk_format import Manifest


def run_verify(context: CommandContext) -> int:
    """Check every file of the current generation."""
    name = disk_format.read_current(context.root)
    manifest = disk_format.verify_generation(context.root / name)
    context.report(
        {"generation": name, "files": len(manifest.files), "ok": True},
        f"{name}: {len(manifest.files)} files, each as it was built",
    )
    return 0


def run_stats(context: CommandContext) -> int:
    """Print what the current generation holds."""
    root = context.root
    manifest = disk_format.verify_generation(root / disk_format.read_current(root))
    text = [
        *_describe(manifest),
        f"generations kept: {', '.join(disk_format.list_generations(root))}",
    ]
    context.report(manifest.model_dump(mode="json", exclude={"files"}), "\n".join(text))
    return 0


def _describe(manifest: Manifest) -> list[str]:
    languages = ", ".join(f"{code} {count}" for code, count in manifest.languages.items())
    return [
        f"{manifest.generation}, built {manifest.built_at:%Y-%m-%d %H:%M} UTC",
        f"{manifest.documents} documents, {manifest.passages} passages ({languages}), "
        f"{manifest.sentences} sentences",
        *(
            f"{spec.name}: {spec.model}, {spec.dim} dimensions, "
            f"{manifest.vectors[spec.name].kind} search, "
            f"recall {manifest.vectors[spec.name].recall}"
            for spec in manifest.encoders
        ),
        f"abstains below {manifest.calibration.cutoff} ({manifest.calibration.fitted_on})",
    ]


def run_rollback(context: CommandContext) -> int:
    """Serve the generation before the current one."""
    before, after = publish.rollback(context.root)
    kept = f", {before} is kept" if before else ""
    context.report({"from": before, "to": after}, f"{after} is served now{kept}")
    return 0


def run_gc(context: CommandContext) -> int:
    """Remove old generations."""
    if context.arguments.keep < 1:
        raise UsageError("--keep must be at least 1.")
    with publish.writing(context.root):
        removed = publish.collect(context.root, context.arguments.keep)
    context.report({"removed": removed}, f"removed: {', '.join(removed) or 'nothing'}")
    return 0
