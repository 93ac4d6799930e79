"""The order of the layers: a module imports from its own layer and from those above it in the list.

A line is a layer; its entries are modules or folders, and the longest entry that fits a module
places it. Folders with an order of their own inside (``bot.understand``, ``bot.telegram``) have a
test of their own.
"""

from __future__ import annotations

LAYERS: dict[str, list[str]] = {
    "knowledge": [
        "knowledge knowledge.blas_threads knowledge.errors knowledge.decimals knowledge.http_body",
        "knowledge.text knowledge.files knowledge.read_only_database knowledge.plain_http",
        "knowledge.env_file",
        "knowledge.settings",
        "knowledge.digests",
        "knowledge.assets knowledge.money knowledge.models",
        "knowledge.places",
        "knowledge.compliance.addresses knowledge.compliance.sanctions knowledge.compliance.policy",
        "knowledge.compliance",
        "knowledge.market.models",
        "knowledge.market.sources knowledge.market.failures",
        "knowledge.market.http_client",
        "knowledge.market.chains knowledge.market.exchanges knowledge.market.official",
        "knowledge.market",
        "knowledge.settlement",
        "knowledge.index.arrays knowledge.index.disk_format",
        "knowledge.index.encoders",
        "knowledge.index",
        "knowledge.library",
    ],
    "bot": [
        "bot bot.log_flood bot.logs bot.redaction bot.runtime",
        "bot.settings bot.telegram.settings",
        "bot.settings_names",
        "bot.messages",
        "bot.understand",
        "bot.question",
        "bot.replies",
        "bot.render",
        "bot.session bot.session_codec",
        "bot.answers",
        "bot.payments",
        "bot.checks",
        "bot.audit",
        "bot.slash_commands bot.router",
        "bot.answerer bot.assistant",
        "bot.app",
        "bot.telegram",
        "bot.cli",
        "bot.__main__",
    ],
    "indexer": [
        "indexer indexer.progress indexer.error_log indexer.redirects",
        "indexer.documents",
        "indexer.build",
        "indexer.listings",
        "indexer.sanctions indexer.lint indexer.evaluation indexer.source_check",
        "indexer.training.policy_model",
        "indexer.cli",
        "indexer.training",
        "indexer.__main__",
    ],
}


def layer_of(module: str) -> int | None:
    """The number of a module's layer in its package, or none if it has no place yet."""
    package = module.split(".")[0]
    places = {
        entry: number
        for number, line in enumerate(LAYERS[package])
        for entry in line.split()
        # A package's own name places its ``__init__`` only, not all that stands in it.
        if module == entry or (module.startswith(f"{entry}.") and entry != package)
    }
    return places[max(places, key=len)] if places else None
