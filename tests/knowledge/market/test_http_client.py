"""Every way in which an outside API can fail becomes one SourceError."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
from decimal import Decimal

import pytest

from knowledge.errors import Fault, SourceError
from knowledge.market.http_client import HttpClient, HttpResponse
from tests.support.http_server import Loopback


def fetch(url: str, timeout_s: float = 1.0) -> HttpResponse:
    async def once() -> HttpResponse:
        http = HttpClient(timeout_s=timeout_s)
        try:
            return await http.get("Kraken", url)
        finally:
            await http.aclose()

    return asyncio.run(once())


def error(url: str, timeout_s: float = 1.0) -> SourceError:
    with pytest.raises(SourceError) as caught:
        fetch(url, timeout_s).json()
    assert caught.value.source == "Kraken"
    assert "Traceback" not in str(caught.value)
    return caught.value


def test_numbers_arrive_as_decimals_never_as_floats(loopback: Loopback) -> None:
    loopback.answer("/x", '{"price": 0.1}')
    assert fetch(loopback.url + "/x").json() == {"price": Decimal("0.1")}


@pytest.mark.parametrize(
    "body", ["{", "", "[1,", '{"a": NaN}', '{"a": Infinity}', "\xff\xfe", "[" * 99999]
)
def test_what_is_no_json_is_named_as_such(loopback: Loopback, body: str) -> None:
    loopback.answer("/x", body.encode("latin-1"))
    assert error(loopback.url + "/x").fault is Fault.MALFORMED


def test_a_web_page_with_status_200_is_no_answer(loopback: Loopback) -> None:
    loopback.answer("/x", "<!DOCTYPE html><title>Just a moment...</title>")
    found = error(loopback.url + "/x")
    assert found.fault is Fault.MALFORMED
    assert "web page" in str(found)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (429, "", Fault.RATE_LIMITED),
        (418, "", Fault.RATE_LIMITED),
        (451, "", Fault.GEO_BLOCKED),
        (403, "CloudFront is set to block your country", Fault.GEO_BLOCKED),
        (403, "no", Fault.UNAVAILABLE),
        (500, "", Fault.UNAVAILABLE),
        (503, "", Fault.UNAVAILABLE),
        (404, "", Fault.EMPTY),
        (301, "", Fault.UNAVAILABLE),
    ],
)  # fmt: skip
def test_each_status_becomes_one_kind_of_fault(
    loopback: Loopback, status: int, body: str, expected: Fault
) -> None:
    loopback.answer("/x", body, status)
    assert error(loopback.url + "/x").fault is expected


def test_retry_after_is_read_in_seconds_and_as_a_date(loopback: Loopback) -> None:
    loopback.answer("/x", "", 429, {"Retry-After": "17"})
    assert error(loopback.url + "/x").retry_after == 17
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=90)
    loopback.answer("/x", "", 503, {"Retry-After": later.strftime("%a, %d %b %Y %H:%M:%S GMT")})
    wait = error(loopback.url + "/x").retry_after
    assert wait is not None
    assert 80 < wait <= 90


def test_a_slow_answer_is_given_up_in_time(loopback: Loopback) -> None:
    loopback.answer("/x", "{}", delay_s=0.3)
    assert error(loopback.url + "/x", timeout_s=0.05).fault is Fault.TIMEOUT


def test_a_connection_that_drops_is_named(loopback: Loopback) -> None:
    loopback.answer("/x", drop=True)
    assert error(loopback.url + "/x").fault is Fault.UNREACHABLE


def test_a_closed_port_refuses() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    found = error(f"http://127.0.0.1:{port}/x")
    assert found.fault is Fault.UNREACHABLE
    assert "refused" in str(found)


def test_a_host_that_does_not_exist_is_called_unfindable() -> None:
    assert "cannot be found" in str(error("http://does-not-exist.invalid/x"))


def test_an_endless_answer_is_cut(loopback: Loopback) -> None:
    loopback.answer("/x", b"1" * (9 * 2**20))
    assert "more than 8 MB" in str(error(loopback.url + "/x", timeout_s=5))


def test_the_skew_of_the_clocks_is_measured(loopback: Loopback) -> None:
    loopback.answer("/x", "{}")
    skew = fetch(loopback.url + "/x").skew_s
    assert skew is not None
    assert abs(skew) < 5


def test_what_cannot_be_a_wait_is_no_wait(loopback: Loopback) -> None:
    for header in ("soon", "-5", ""):
        loopback.answer("/x", "", 429, {"Retry-After": header})
        assert error(loopback.url + "/x").retry_after is None
    loopback.answer("/x", "", 429, {"Retry-After": "999999"})
    assert error(loopback.url + "/x").retry_after == 3600


@pytest.mark.parametrize(("status", "body"), [(400, '{"code": -1121}'), (422, '["no such pair"]')])
def test_a_refusal_that_says_why_is_left_to_its_reader(
    loopback: Loopback, status: int, body: str
) -> None:
    loopback.answer("/x", body, status)
    assert fetch(loopback.url + "/x").body == body.encode()


def test_a_refusal_without_a_reason_is_an_error(loopback: Loopback) -> None:
    loopback.answer("/x", "Bad Request", 400)
    assert error(loopback.url + "/x").key == "request_refused"


def test_an_answer_bears_its_source_and_the_time_of_the_clients_clock(loopback: Loopback) -> None:
    at = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)

    async def once() -> None:
        http = HttpClient(timeout_s=1.0, clock=lambda: at)
        answer = await http.post("Tron", loopback.url + "/x", {"a": 1})
        assert (answer.source, answer.received_at) == ("Tron", at)
        assert http.clock_skews["Tron"] == answer.skew_s
        await http.aclose()

    loopback.answer("/x", "{}")
    asyncio.run(once())
