"""Where Tradewind keeps its files when nobody says otherwise."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def default_home() -> Path:
    """The data folder of the user, by the custom of the system."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "tradewind"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "tradewind"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "tradewind"
