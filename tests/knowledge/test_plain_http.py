"""Which addresses may be called without TLS."""

from __future__ import annotations

import pytest

from knowledge.plain_http import is_loopback, is_protected


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [("localhost", True), ("LOCALHOST", True), ("127.0.0.1", True), ("127.8.9.1", True),
     ("::1", True), ("10.0.0.1", False), ("localhost.example", False), ("", False),
     ("0.0.0.0", False), ("::ffff:10.0.0.1", False), ("127.0.0.1.example", False)],
)  # fmt: skip
def test_this_machine_is_known_by_its_names(host: str, is_ours: bool) -> None:
    assert is_loopback(host) == is_ours


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [("https://a.example/x", True), ("http://127.0.0.1:80/x", True), ("http://[::1]/x", True),
     ("http://a.example", False), ("http://named.example", True), ("http://NAMED.example:1", True),
     ("ftp://127.0.0.1", False), ("https:///x", False), ("http://", False), ("", False),
     ("http://127.0.0.1@a.example/", False), ("http://a.example\\@127.0.0.1/", False),
     ("http://x@127.0.0.1/", False), ("http://[::1", False), ("//127.0.0.1", False)],
)  # fmt: skip
def test_only_what_nobody_on_the_way_can_read_is_protected(url: str, is_safe: bool) -> None:
    assert is_protected(url, {"named.example"}) == is_safe
