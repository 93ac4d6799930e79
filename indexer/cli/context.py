"""What every command needs: its arguments, the settings, and a way to report."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from indexer.build.model_source import DEFAULT_MODEL
from knowledge.errors import ConfigError
from knowledge.settings import SharedSettings, read_settings
from knowledge.text.terminal import print_text


@dataclass(frozen=True)
class CommandContext:
    """A command's arguments and the settings in force."""

    arguments: argparse.Namespace

    @cached_property
    def settings(self) -> SharedSettings:
        """The settings, read once; ConfigError names a bad one. The home is closed to others."""
        settings = read_settings(SharedSettings, self.arguments.index)
        settings.close_home()
        return settings

    @property
    def root(self) -> Path:
        """The folder of the index that the command works on."""
        return self.settings.index_root

    @property
    def home(self) -> Path:
        """The data folder."""
        return self.settings.home

    @property
    def model(self) -> str:
        """The name or folder of the main encoder's model."""
        return self.arguments.model or self.settings.model or DEFAULT_MODEL

    @property
    def source_folders(self) -> list[Path]:
        """The folders to index: those named, else the bundled notes and the user's own."""
        return list(self.arguments.sources or self.settings.source_folders)

    def report(self, found: Mapping[str, object], text: str) -> None:
        """Print the result: as JSON, as text, or not at all with ``--quiet``."""
        if self.arguments.json:
            print_text(json.dumps(found, ensure_ascii=False, default=str))
        elif not self.arguments.quiet:
            print_text(text)


def check_folders(folders: Sequence[Path]) -> None:
    """ConfigError for the first of the source folders that is none."""
    for folder in folders:
        if not folder.is_dir():
            raise ConfigError(
                f"{folder} is no folder.", fix="Check --sources or TRADEWIND_SOURCES."
            )
