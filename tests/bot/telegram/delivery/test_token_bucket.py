"""The token bucket: a burst, then a rate."""

from __future__ import annotations

from bot.telegram.delivery.token_bucket import TokenBucket


def test_a_bucket_lets_its_size_pass_at_once_and_then_its_rate() -> None:
    bucket = TokenBucket(size=3.0, rate=0.5, updated=0.0)
    assert [bucket.reserve(0.0) for _ in range(5)] == [0.0, 0.0, 0.0, 2.0, 4.0]
    # Two were taken on credit: after six seconds there is one again.
    assert not bucket.has_token(5.9)
    assert bucket.has_token(6.0)
    assert bucket.try_take(6.0)
    assert not bucket.try_take(6.0)
    # However long nobody calls, it holds no more than its size.
    assert [bucket.reserve(1000.0) for _ in range(4)] == [0.0, 0.0, 0.0, 2.0]
