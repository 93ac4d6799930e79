from __future__ import annotations

from random import Random

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


def leg(p10: float, p50: float, p90: float) -> PaymentLeg:
    return PaymentLeg("leg", DurationRange(p10, p50, p90))


def shown(span: DurationRange | None) -> tuple[float, float, float]:
    assert span is not None
    return span.p10, span.p50, span.p90


@given(ranges)
def test_one_leg_alone_takes_what_it_was_given(span: DurationRange) -> None:
    whole = durations.sum_legs([PaymentLeg("leg", span)])
    assert shown(whole) == pytest.approx((span.p10, span.p50, span.p90), rel=0.005)


@given(st.lists(ranges, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_the_legs_is_no_matter(spans: list[DurationRange], random: Random) -> None:
    legs = [PaymentLeg("leg", span) for span in spans]
    mixed = random.sample(legs, len(legs))
    assert shown(durations.sum_legs(mixed)) == pytest.approx(
        shown(durations.sum_legs(legs)), rel=0.03
    )


def test_a_sum_has_the_quantiles_of_a_simulation_not_the_sums_of_quantiles() -> None:
    """Four million draws of two legs gave 187, 496 and 1694 seconds, not 120, 360 and 1800."""
    whole = durations.sum_legs([leg(60, 180, 900), leg(60, 180, 900)])
    assert shown(whole) == pytest.approx((187.4, 496.3, 1693.6), rel=0.005)


def test_a_leg_that_always_takes_the_same_time_moves_the_others() -> None:
    still, moving = leg(600, 600, 600), leg(60, 180, 900)
    low, middle, high = shown(durations.sum_legs([moving]))
    assert shown(durations.sum_legs([moving, still])) == pytest.approx(
        (low + 600, middle + 600, high + 600), rel=1e-6
    )


def test_no_legs_have_no_duration() -> None:
    assert durations.sum_legs([]) is None


def test_a_leg_may_take_no_time_at_all() -> None:
    assert shown(durations.sum_legs([leg(0, 60, 600)])) == pytest.approx((0, 60, 600), abs=0.2)
    assert shown(durations.sum_legs([leg(0, 0, 0)])) == (0, 0, 0)


@pytest.mark.parametrize("span", [(2, 1, 3), (1, 3, 2), (-1, 2, 3)])
def test_quantiles_that_fall_are_an_error(span: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="must rise"):
        durations.sum_legs([leg(*span)])


def test_a_wait_for_blocks_keeps_its_law_when_it_is_added_up() -> None:
    """Three blocks and three more are six."""
    three = durations.build_block_leg("confirm", 3, 600)
    assert shown(durations.sum_legs([three, three])) == pytest.approx(
        shown(durations.build_block_leg("confirm", 6, 600).span), rel=0.005
    )


def test_a_wait_for_blocks_is_exposed_unless_said_otherwise() -> None:
    assert durations.build_block_leg("confirm", 3, 600).exposed
    plain = durations.build_block_leg("confirm", 3, 600, exposed=False)
    assert (plain.exposed, plain.blocks, plain.block_seconds) == (False, 3, 600)


def test_a_grid_rises_and_has_201_points() -> None:
    for each in (leg(60, 180, 900), leg(0, 60, 600), durations.build_block_leg("c", 3, 600)):
        assert len(each.grid) == durations.GRID_POINTS == 201
        assert list(each.grid) == sorted(each.grid)
