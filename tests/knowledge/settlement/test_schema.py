from __future__ import annotations

import json

import jsonschema
import pytest

from knowledge.settlement import schema
from tests.support.sample_estimates import sample_estimate


def test_the_committed_schema_is_that_of_the_model() -> None:
    assert schema.SCHEMA_FILE.read_text("utf-8") == schema.format_schema()
    assert json.loads(schema.format_schema()) == schema.build_schema()


def test_the_schema_is_a_schema_of_its_draft() -> None:
    built = schema.build_schema()
    assert built["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(built)


def test_an_estimate_fits_the_schema_and_one_without_its_rails_does_not() -> None:
    written = sample_estimate().model_dump(mode="json")
    jsonschema.validate(written, schema.build_schema())
    del written["rails"]
    with pytest.raises(jsonschema.ValidationError, match="rails"):
        jsonschema.validate(written, schema.build_schema())
