from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.settlement import durations
from knowledge.settlement.durations import DurationRange, PaymentLeg

ranges = st.tuples(st.integers(1, 5000), st.integers(0, 20000), st.integers(0, 90000)).map(
    lambda t: DurationRange(t[0], t[0] + t[1], t[0] + t[1] + t[2])
)


@given(st.lists(ranges, min_size=1, max_size=6))
def test_low_typical_and_high_stand_in_order_and_more_legs_take_longer(
    spans: list[DurationRange],
) -> None:
    legs = [PaymentLeg(str(i), span) for i, span in enumerate(spans)]
    whole = durations.sum_legs(legs)
    assert whole is not None
    assert whole.p10 <= whole.p50 <= whole.p90
    fewer = durations.sum_legs(legs[:-1])
    if fewer:
        assert (whole.p10, whole.p50, whole.p90) >= (fewer.p10, fewer.p50, fewer.p90)


@pytest.mark.parametrize(
    ("blocks", "seconds"), [(1, (63, 416, 1382)), (3, (661, 1604, 3193)), (6, (1891, 3402, 5565))]
)
def test_waits_for_bitcoin_blocks_follow_the_erlang_law(
    blocks: int, seconds: tuple[int, int, int]
) -> None:
    span = durations.range_of_grid(durations.erlang_grid(blocks, 600))
    for found, wanted in zip((span.p10, span.p50, span.p90), seconds, strict=True):
        assert abs(found - wanted) < max(2.0, wanted * 0.005)
