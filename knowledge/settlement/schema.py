"""The JSON schema of an estimate, for programs that read ``tradewind estimate --json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from knowledge.settlement.models import Estimate

SCHEMA_FILE = Path(__file__).with_name("estimate.schema.json")


def build_schema() -> dict[str, Any]:
    """The schema that the model has now."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Estimate.model_json_schema(mode="serialization"),
    }


def format_schema() -> str:
    """The text of ``estimate.schema.json``, which is committed so that a change shows in review."""
    return json.dumps(build_schema(), indent=1, ensure_ascii=False) + "\n"
