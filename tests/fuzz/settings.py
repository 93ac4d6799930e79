"""Damaged settings, in the environment and in the file of settings.

    python -m tests.fuzz.settings --rounds 2000 --seed 1

Each is read as both programs and the Telegram bot read it, and what follows from it is looked at.
Anything but settings and one short error that repeats no secret is a finding. A round depends
on the seed and its number only.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest import mock

from bot.settings import Settings
from bot.settings_names import find_unknown_names
from bot.telegram.settings import SETTING_NAMES, TelegramSettings
from knowledge.errors import ConfigError
from knowledge.settings import PREFIX, SharedSettings, read_settings
from knowledge.text.terminal import escape_line
from tests.fuzz.mutations import HOSTILE_TOKENS, mutate
from tests.fuzz.rounds import MAX_ERROR_CHARS, main, run_rounds

HIDDEN = "HidDen"
TOKEN = "7000000001:" + HIDDEN * 6
GOOD = {
    "TELEGRAM_BOT_TOKEN": TOKEN,
    "TELEGRAM_API_BASE_URL": "http://127.0.0.1:8081/bot",
    "TRADEWIND_SOURCES": "~/policies:/contracts",
    "TRADEWIND_HOSTS": '{"kraken": "https://kraken.example"}',
    "TRADEWIND_PLAIN_HTTP": "bot-api, 10.0.0.5",
    "TRADEWIND_ADMINS": "42, 43",
    "TRADEWIND_WEBHOOK_URL": "https://bot.example/x",
    "TRADEWIND_WEBHOOK_SECRET": HIDDEN * 6,
    "TRADEWIND_WEBHOOK_LISTEN": "127.0.0.1:8443",
    "TRADEWIND_MARKET_SECONDS": "2.5",
    "TRADEWIND_LISTS_REQUIRED": "ofac-sdn,uk",
    "TRADEWIND_AUDIT_DAYS": "90",
}
NAMES = sorted({f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | SETTING_NAMES)
ODD_VALUES = (
    *HOSTILE_TOKENS, "²", "٤٢", "~", "~nobody-of-that-name/x", "~\x7f", "/dev/zero", "/proc/1/mem",
    "${HOME}/x", "${X:-${X}}", "\\", "a" * 5000, "/" * 5000, "::::", ",,,,", "é" * 300, "\u202e",
    "http://127.0.0.1@a.example/bot", "http://[::1", "https://\x01/bot", "\t\r\n", "'", '"', "#",
    "=", " ",
)  # fmt: skip


def fuzz_settings(rng: Random) -> str:
    """Read settings of which one to four were damaged; how that ended."""
    values = {name: GOOD[name] for name in GOOD if rng.random() < 0.5}
    for _ in range(rng.randint(1, 4)):
        name = rng.choice([*NAMES, "TRADEWIND_HOEM"])
        values[name] = rng.choice(ODD_VALUES)
        if rng.random() < 0.4 and name in GOOD:
            values[name] = mutate(rng, GOOD[name].encode()).decode("utf-8", "replace")
    with TemporaryDirectory() as folder, _environment(Path(folder), values, rng):
        try:
            return _read(rng.choice((SharedSettings, Settings, TelegramSettings)))
        except ConfigError as error:
            said = str(error)
    assert HIDDEN not in said, "a secret is repeated"
    assert escape_line(said) == said, "more than a line"
    assert len(said) <= MAX_ERROR_CHARS, "more than a sentence"
    return f"refused: {said.split()[0].strip(':') if said[0] == 'T' else 'the file'}"


def _read(model: type[SharedSettings]) -> str:
    settings = read_settings(model)
    paths = [settings.index_root, settings.lists_root, *settings.source_folders]
    assert not any(path.parts[:1] == ("~",) for path in paths), "the user's folder is not put in"
    settings.close_home()
    find_unknown_names(settings.env_file)
    if isinstance(settings, TelegramSettings):
        settings.user_ids("admins")
        _ = settings.api_url, settings.file_url, settings.documents_folder
    if isinstance(settings, Settings):
        _ = settings.quotes_file, settings.audit_root
    return f"{model.__name__}{' with a file' if settings.env_file else ''}"


@contextlib.contextmanager
def _environment(folder: Path, values: dict[str, str], rng: Random) -> Iterator[None]:
    """An environment with some of the values, and the others in a file, which may be damaged."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
    kept["XDG_DATA_HOME"] = str(folder)
    in_file = {name for name in values if rng.random() < 0.5}
    for name in values.keys() - in_file:
        # The system takes no NUL, and no half of a surrogate pair.
        kept[name] = values[name].replace("\0", "").encode("utf-8", "replace").decode()
    if in_file:
        lines = "\n".join(f"{name}={values[name]}" for name in sorted(in_file))
        content = lines.encode("utf-8", "replace")
        home = folder / "tradewind"
        home.mkdir()
        (home / ".env").write_bytes(mutate(rng, content) if rng.random() < 0.2 else content)
    # A line that is no setting is a warning of the library that reads the file.
    logging.getLogger("dotenv").setLevel(logging.ERROR)
    with mock.patch.dict(os.environ, kept, clear=True):
        yield


def run(rounds: int, seed: int) -> tuple[Counter[str], list[str]]:
    """How the rounds ended, and the findings."""
    return run_rounds(fuzz_settings, rounds, seed)


if __name__ == "__main__":
    raise SystemExit(main("settings", run, __doc__))
