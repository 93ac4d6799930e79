"""The options that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from bot.cli import options
from bot.settings import Settings


@pytest.mark.parametrize(
    ("flag", "setting", "language"),
    [("ru", "en", "ru"), ("en", "ru", "en"), (None, "ru", "ru"), (None, "auto", "en")],
)
def test_the_flag_decides_the_language_before_the_settings(
    flag: str | None, setting: str, language: str
) -> None:
    settings = Settings(language=setting)
    assert options.choose_language(settings, argparse.Namespace(lang=flag)) == language


def test_each_option_has_one_spelling_for_all_commands() -> None:
    parser = argparse.ArgumentParser()
    options.add_json(parser)
    options.add_language(parser)
    options.add_market(parser)
    typed = ["--json", "--lang", "ru", "--market", "sample", "--snapshot", "a.json"]
    assert vars(parser.parse_args(typed)) == {
        "json": True, "lang": "ru", "market": "sample", "snapshot": Path("a.json")
    }  # fmt: skip
