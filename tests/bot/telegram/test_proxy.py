"""The proxy that the environment names."""

from __future__ import annotations

import pytest

from bot.telegram.proxy import find_proxy
from knowledge.errors import ConfigError


@pytest.mark.parametrize(
    ("named", "found"),
    [("proxy.example:3128", "http://proxy.example:3128"), ("", None), (None, None)],
)
def test_a_proxy_may_be_named_without_a_scheme_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch, named: str | None, found: str | None
) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    if named is not None:
        monkeypatch.setenv("https_proxy", named)
    assert find_proxy("https://api.telegram.org/bot") == found


@pytest.mark.parametrize(
    "named",
    [
        "socks5://me:hidden@127.0.0.1:9050",
        "http://me:hid#den@127.0.0.1:1",
        "http://hidden@:x",
        "http://me:hid[den@127.0.0.1:1",
    ],
)
def test_a_proxy_that_cannot_be_used_is_reported_at_the_start_without_its_password(
    monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("https_proxy", named)
    with pytest.raises(ConfigError, match="cannot be used") as told:
        find_proxy("https://api.telegram.org/bot")
    assert "hid" not in f"{told.value} {told.value.fix}"
