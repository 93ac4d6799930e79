"""Every way in which an outside API can fail becomes one SourceError."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import socket
from decimal import Decimal

import pytest

from knowledge.errors import Fault, SourceError
from knowledge.market.http_client import (
    MAX_ANSWER_BYTES,
    MAX_JSON_VALUES,
    HttpClient,
    HttpResponse,
)
from knowledge.market.models import utc_now
from tests.support.endless_server import sending
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


def pack(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


def test_an_answer_packed_once_is_unpacked_and_no_other_packing_is_asked_for(
    loopback: Loopback,
) -> None:
    loopback.answer("/x", pack(b'{"a": 1}'), headers={"Content-Encoding": "gzip"})
    assert fetch(loopback.url + "/x").json() == {"a": 1}
    assert loopback.headers[-1]["accept-encoding"] == "gzip"


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "deflate"])
def test_an_answer_packed_twice_or_otherwise_is_not_unpacked(
    loopback: Loopback, encoding: str
) -> None:
    # Unpacked, it would be too large: that it is not called so shows that nothing was unpacked.
    bomb = pack(pack(bytes(2 * MAX_ANSWER_BYTES)))
    loopback.answer("/x", bomb, headers={"Content-Encoding": encoding})
    assert error(loopback.url + "/x").key == "undecodable"


def test_an_answer_that_unpacks_to_more_than_the_limit_is_cut(loopback: Loopback) -> None:
    loopback.answer("/x", pack(bytes(2 * MAX_ANSWER_BYTES)), headers={"Content-Encoding": "gzip"})
    assert error(loopback.url + "/x", timeout_s=5).key == "too_large"


@pytest.mark.parametrize("value", [b"{}", b"[]", b"1.5", b'"ab"'], ids=bytes.decode)
def test_an_answer_of_more_values_than_any_list_of_markets_has_is_not_parsed(value: bytes) -> None:
    def parse(count: int) -> object:
        return HttpResponse(b"[" + b",".join([value] * count) + b"]", utc_now()).json()

    assert parse(MAX_JSON_VALUES // 3)
    with pytest.raises(SourceError) as caught:
        parse(2 * MAX_JSON_VALUES)
    assert caught.value.key == "other_shape"


def test_a_damaged_packing_is_named(loopback: Loopback) -> None:
    loopback.answer("/x", pack(b'{"a": 1}')[:-3], headers={"Content-Encoding": "gzip"})
    assert error(loopback.url + "/x").key == "undecodable"


HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (HEAD, b"X-Filler: " + b"x" * 1000 + b"\r\n"),  # headers without end
        (HEAD, b"a:\r\n" * 250),
        (HEAD + b"X: ", b"x" * 1000),
        (CHUNKED + b"0\r\n", b"X-Filler: " + b"x" * 1000 + b"\r\n"),  # trailers without end
        (CHUNKED + b"1;", b"x" * 1000),  # a chunk's extension without end
        (CHUNKED, b"0" * 1000),
        (HEAD + b"\r\n", b"1" * 1000),
    ],
)
def test_an_answer_whose_parts_do_not_end_is_given_up_after_few_bytes(
    head: bytes, piece: bytes
) -> None:
    with sending(head, piece) as server:
        assert error(server.url, timeout_s=5).fault in (Fault.UNREACHABLE, Fault.MALFORMED)
        # The limit of an answer, and what stands in the buffers of the connection.
        assert server.sent_bytes < MAX_ANSWER_BYTES + 8 * 2**20


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 40),
        (CHUNKED, b"1;" + b"x" * 1000 + b"\r\n \r\n"),
    ],
)
def test_an_answer_that_says_nothing_for_ever_is_ended_by_the_time_limit(
    head: bytes, piece: bytes
) -> None:
    with sending(head, piece) as server:
        assert error(server.url, timeout_s=0.3).fault is Fault.TIMEOUT


def test_an_answer_in_tiny_chunks_leaves_turns_to_others() -> None:
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def work(url: str) -> None:
        counting = asyncio.create_task(count_turns())
        http = HttpClient(timeout_s=10)
        assert (await http.get("Kraken", url)).body == b"1" * 5000
        await http.aclose()
        counting.cancel()

    answer = CHUNKED + b"1\r\n1\r\n" * 5000 + b"0\r\n\r\n"
    with sending(answer, b"", pause_s=0.01) as server:
        asyncio.run(work(server.url))
    assert turns > 5000


def test_cookies_are_not_kept(loopback: Loopback) -> None:
    async def twice() -> None:
        http = HttpClient(timeout_s=1.0)
        for _ in range(2):
            await http.get("Kraken", loopback.url + "/x")
        await http.aclose()

    loopback.answer("/x", "{}", headers={"Set-Cookie": "a=1; Path=/"})
    asyncio.run(twice())
    assert [sent["cookie"] for sent in loopback.headers] == [None, None]


@pytest.mark.parametrize("header", ["²", "9" * 400, "Mon, 99 Jan 2026", "1 Jan 9999 99:99:99 GMT"])
def test_an_odd_header_is_no_other_fault(loopback: Loopback, header: str) -> None:
    loopback.answer("/x", "", 429, {"Retry-After": header, "Date": header})
    assert error(loopback.url + "/x").fault is Fault.RATE_LIMITED


@pytest.mark.parametrize(
    "body",
    ["1e99999999999999999999999", '{"a": 1e999999999}', '{"a": 0e999999999}', "9" * 5000,
     '{"a": 1' + "0" * 500 + ".5}"],
)  # fmt: skip
def test_a_number_that_would_cost_memory_later_is_no_json(loopback: Loopback, body: str) -> None:
    loopback.answer("/x", body)
    assert error(loopback.url + "/x").key == "no_json"


def test_half_of_a_pair_of_surrogates_is_no_text(loopback: Loopback) -> None:
    loopback.answer("/x", r'["\ud83d\ude00", "\\ud800"]')
    assert fetch(loopback.url + "/x").json() == ["😀", r"\ud800"]
    loopback.answer("/x", r'{"a": ["\uD800"]}')
    assert error(loopback.url + "/x").key == "no_json"


def test_the_last_of_two_fields_of_one_name_counts(loopback: Loopback) -> None:
    loopback.answer("/x", '{"a": 1, "a": 2}')
    assert fetch(loopback.url + "/x").json() == {"a": 2}
