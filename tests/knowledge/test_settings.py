"""Settings that bot and indexer share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main as run_bot
from bot.settings import Settings, load_settings
from bot.telegram.settings import load_settings as load_telegram_settings
from indexer.__main__ import main as run_indexer
from indexer.cli.context import CommandContext
from indexer.cli.parser import parse_arguments
from knowledge.errors import ConfigError
from knowledge.settings import (
    BUNDLED_NOTES,
    SharedSettings,
    default_home,
    names_in_environment,
    read_settings,
)
from tests.support.paths import ROOT


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The default home, which is also the working folder; no setting in the environment."""
    for name in names_in_environment():
        monkeypatch.delenv(name)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (tmp_path / "tradewind").mkdir()
    monkeypatch.chdir(tmp_path / "tradewind")
    return tmp_path / "tradewind"


def write_env(folder: Path, **values: object) -> None:
    lines = [f"TRADEWIND_{name.upper()}={value}" for name, value in values.items()]
    (folder / ".env").write_text("\n".join(lines), "utf-8")


def indexer_root(*argv: str) -> Path:
    return CommandContext(parse_arguments(["stats", *argv])).root


@pytest.mark.parametrize(
    ("settings", "root"), [({"home": "/a/b"}, "/a/b/index"), ({"index": "/c"}, "/c")]
)
def test_the_index_that_the_indexer_works_on_is_the_one_that_the_bot_opens(
    folder: Path, settings: dict[str, str], root: str
) -> None:
    write_env(folder, **settings)
    assert indexer_root() == load_settings().index_root == Path(root)


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_env(folder, index="/file")
    assert indexer_root() == load_settings().index_root == Path("/file")
    monkeypatch.setenv("TRADEWIND_INDEX", "/environment")
    assert indexer_root() == load_settings().index_root == Path("/environment")
    assert indexer_root("--index", "/given") == load_settings(Path("/given")).index_root
    assert indexer_root("--index", "/given") == Path("/given")


def test_a_process_of_the_indexer_reads_the_file_in_the_home(folder: Path) -> None:
    write_env(folder, home=folder / "elsewhere")
    done = subprocess.run(
        [sys.executable, "-m", "indexer", "stats"],
        cwd=folder.parent, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert str(folder / "elsewhere" / "index") in done.stderr


def test_an_empty_variable_is_as_good_as_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRADEWIND_HOME", "")
    monkeypatch.setenv("TRADEWIND_INDEX", "")
    assert indexer_root() == load_settings().index_root == default_home() / "index"


def test_the_user_s_folders_come_after_the_bundled_notes(folder: Path) -> None:
    write_env(folder, sources=os.pathsep.join(["/one", "~/two", ""]))
    folders = read_settings(SharedSettings).source_folders
    assert folders == [BUNDLED_NOTES, Path("/one"), Path.home() / "two"]
    assert (BUNDLED_NOTES / "regulations").is_dir()


@pytest.mark.parametrize("model", [SharedSettings, Settings])
def test_a_bad_value_is_named_in_a_sentence(folder: Path, model: type[SharedSettings]) -> None:
    write_env(folder, threads="many")
    with pytest.raises(ConfigError, match="TRADEWIND_THREADS: Input should be"):
        read_settings(model)


def test_home_follows_the_custom_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert default_home() == Path("/data/tradewind")
    monkeypatch.delenv("XDG_DATA_HOME")
    assert default_home() == Path.home() / ".local" / "share" / "tradewind"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", "/local")
    assert default_home() == Path("/local/tradewind")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert default_home().parts[-3:] == ("Library", "Application Support", "tradewind")


def test_a_file_in_the_folder_where_a_command_is_started_is_not_obeyed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    write_env(
        tmp_path / "elsewhere", home="/stranger", index="/stranger", sources="/stranger",
        hosts='{"kraken": "https://stranger.example"}',
    )  # fmt: skip
    monkeypatch.chdir(tmp_path / "elsewhere")
    settings = load_settings()
    assert (settings.home, settings.index, settings.own_folders) == (folder, None, [])
    assert settings.hosts == {}
    assert settings.env_file is None
    assert indexer_root() == folder / "index"


def test_the_file_is_the_one_that_is_named_else_that_of_the_home(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_env(folder, threads=3)
    assert (load_settings().threads, load_settings().env_file) == (3, folder / ".env")
    (tmp_path / "named").mkdir()
    write_env(tmp_path / "named", threads=5)
    monkeypatch.setenv("TRADEWIND_ENV_FILE", str(tmp_path / "named" / ".env"))
    assert load_settings().threads == read_settings(SharedSettings).threads == 5
    assert load_settings().origin == f"the environment and {tmp_path / 'named' / '.env'}"
    monkeypatch.setenv("TRADEWIND_ENV_FILE", "")
    assert load_settings().threads == 3
    # The home that the environment names is asked, not the default one.
    monkeypatch.setenv("TRADEWIND_HOME", str(tmp_path / "other"))
    assert load_settings().threads == 2


@pytest.mark.parametrize(
    ("name", "of"),
    [("home", "home"), ("index", "index"), ("quotes", "quotes"), ("model", "model")],
)
def test_the_user_s_folder_is_put_in_place_of_its_sign_in_every_path(
    folder: Path, name: str, of: str
) -> None:
    write_env(folder, **{name: "~/there"})
    assert Path(getattr(load_settings(), of)) == Path.home() / "there"


def test_bot_and_indexer_see_the_same_folder_of_documents(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "7:" + "a" * 35)
    write_env(folder, sources=os.pathsep.join(["~/policies", "/contracts"]))
    context = CommandContext(parse_arguments(["stats"]))
    assert load_telegram_settings().documents_folder == Path.home() / "policies"
    assert context.settings.own_folders == load_telegram_settings().own_folders


@pytest.mark.parametrize(
    ("value", "says"), [("~nobody-of-that-name/x", "no user"), ("~nobody-of-that-name", "no user")]
)
def test_a_path_of_a_user_that_does_not_exist_is_named(
    folder: Path, value: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("home", "index", "sources"):
        write_env(folder, **{name: value})
        with pytest.raises(ConfigError, match=f"TRADEWIND_{name.upper()}: .*{says}"):
            load_settings()
    (folder / ".env").unlink()
    monkeypatch.setenv("TRADEWIND_HOME", value)
    with pytest.raises(ConfigError, match="TRADEWIND_HOME"):
        load_settings()


def test_a_home_is_closed_to_others_unless_it_holds_more_than_tradewind(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.chmod(0o755)
    read_settings(SharedSettings).close_home()
    assert folder.stat().st_mode & 0o777 == 0o700
    for user in (folder, folder / "deeper"):
        folder.chmod(0o755)
        monkeypatch.setenv("HOME", str(user))
        read_settings(SharedSettings).close_home()
        assert folder.stat().st_mode & 0o777 == 0o755
    SharedSettings(home=folder / "missing").close_home()
    modes = [path.stat().st_mode for path in (Path("/etc"), Path("/usr/lib"))]
    for path in ("/etc", "/usr/lib", "/"):
        SharedSettings(home=Path(path)).close_home()
    assert modes == [path.stat().st_mode for path in (Path("/etc"), Path("/usr/lib"))]


def test_a_missing_token_names_the_file_in_this_folder_that_is_not_read(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    with pytest.raises(ConfigError) as none:
        load_telegram_settings()
    assert ".env" not in none.value.fix
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("TELEGRAM_BOT_TOKEN=7000000001:abc\n")
    with pytest.raises(ConfigError, match="TELEGRAM_BOT_TOKEN is not set") as unread:
        load_telegram_settings()
    assert unread.value.fix.endswith("is not read; to use it, set TRADEWIND_ENV_FILE=.env")


@pytest.mark.parametrize("program", ["bot", "indexer"])
def test_both_programs_make_files_that_are_their_owner_s_alone(
    folder: Path, program: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = os.umask(0o022)
    try:
        folder.chmod(0o755)
        assert (run_bot if program == "bot" else run_indexer)(
            ["audit", "show"] if program == "bot" else ["stats"]
        ) in (0, 5)
        assert os.umask(0o022) == 0o077
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert "Traceback" not in capsys.readouterr().err
