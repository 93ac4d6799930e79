from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.errors import ConfigError
from knowledge.market.models import Basis
from knowledge.settlement.durations import DurationRange
from knowledge.settlement.reference_data import (
    REFERENCE_FOLDER,
    ReferenceRow,
    load_bundled_reference,
    read_reference,
)

ROW = """
[[row]]
key = "taker.mine"
value = "0.001"
unit = "share of the order"
source = "my own tariff"
as_of = 2026-11-01
review_after = 2027-01-31
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the bundled reference that a test may spoil."""
    for name in ("fees", "rails", "times", "banks", "rules"):
        shutil.copy(REFERENCE_FOLDER / f"{name}.toml", tmp_path)
    return tmp_path


def add(folder: Path, name: str, text: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(text)


def test_the_bundled_reference_is_read_once() -> None:
    assert load_bundled_reference() is load_bundled_reference()
    assert load_bundled_reference() == read_reference(REFERENCE_FOLDER)


def test_every_bundled_row_has_a_figure_or_a_span_and_a_day_to_look_again() -> None:
    for row in load_bundled_reference().rows.values():
        assert (row.value is None) is not (row.span is None), row.key
        assert row.as_of < row.review_after
        if row.low is not None and row.high is not None:
            assert row.value is not None
            assert row.low <= row.value <= row.high
        if row.span is not None:
            assert list(row.span) == sorted(row.span)


def test_a_row_is_added_by_its_file(folder: Path) -> None:
    add(folder, "fees.toml", ROW)
    row = read_reference(folder).row("taker.mine")
    assert (row.number, row.basis, row.note) == (Decimal("0.001"), Basis.ASSUMPTION, "")


def test_a_row_is_overdue_from_the_day_after_its_review() -> None:
    row = load_bundled_reference().row("taker.default")
    assert not row.overdue(row.review_after)
    assert row.overdue(row.review_after + dt.timedelta(days=1))


def test_a_row_has_a_number_or_a_duration_but_not_the_other() -> None:
    reference = load_bundled_reference()
    number, span = reference.row("taker.default"), reference.row("review.exchange")
    assert number.number == Decimal("0.0040")
    assert span.seconds == DurationRange(60, 180, 900)
    with pytest.raises(ConfigError, match=r"taker\.default has no span"):
        _ = number.seconds
    with pytest.raises(ConfigError, match=r"review\.exchange has no value"):
        _ = span.number


def test_the_first_of_several_keys_that_has_a_row_is_taken() -> None:
    reference = load_bundled_reference()
    assert reference.row("taker.kraken", "taker.default").key == "taker.kraken"
    assert reference.row("taker.nowhere", "taker.default").key == "taker.default"
    with pytest.raises(ConfigError, match=r"no row taker\.nowhere"):
        reference.row("taker.nowhere", "taker.neither")


def test_rows_of_ones_own_replace_the_bundled_ones() -> None:
    reference = load_bundled_reference()
    own = reference.row("taker.default").model_copy(update={"value": Decimal(0)})
    changed = reference.with_rows({own.key: own})
    assert changed.row("taker.default").number == 0
    assert changed.row("taker.kraken") == reference.row("taker.kraken")
    assert reference.row("taker.default").number == Decimal("0.0040")


def test_a_corridor_is_found_from_either_end() -> None:
    reference = load_bundled_reference()
    corridor = reference.find_corridor("CN", "RU")
    assert corridor is not None
    assert corridor is reference.find_corridor("RU", "CN")
    assert corridor.key == "corridor RU-CN"
    assert reference.find_corridor("RU", "DE") is None
    assert reference.find_corridor(None, None) is None


def test_a_unions_rule_holds_for_members_without_one_of_their_own(folder: Path) -> None:
    rules = read_reference(folder).rules
    assert rules["DE"] == rules["FR"] == rules["EU"]
    add(folder, "rules.toml", '\n[country.DE]\npayment = "unclear"\nnote = "de-own"\n')
    rules = read_reference(folder).rules
    assert (rules["DE"].note, rules["FR"]) == ("de-own", rules["EU"])


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("fees.toml", ROW + ROW, "fees.toml has two rows taker.mine"),
        # Of another file, too.
        ("times.toml", ROW.replace("taker.mine", "taker.default"), "two rows taker.default"),
        ("fees.toml", ROW.replace("0.001", "much"), "fees.toml: taker.mine value is wrong"),
        ("rails.toml", ROW.replace("my own tariff", ""), "rails.toml: taker.mine source is wrong"),
        ("fees.toml", ROW + "colour = 1\n", "fees.toml: taker.mine colour is wrong"),
        ("fees.toml", "[[row]\n", "fees.toml cannot be read"),
        ("rules.toml", '\n[country.DE]\npayment = "yes"\nnote = "n"\n', "rules.toml:  payment"),
    ],
)
def test_a_fault_is_named_with_its_file_and_field(
    folder: Path, name: str, text: str, message: str
) -> None:
    add(folder, name, text)
    with pytest.raises(ConfigError, match=message):
        read_reference(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "banks.toml").unlink()
    with pytest.raises(ConfigError, match=r"banks\.toml cannot be read"):
        read_reference(folder)


def test_a_row_needs_a_source() -> None:
    row = load_bundled_reference().row("taker.default").model_dump()
    with pytest.raises(ValueError, match="source"):
        ReferenceRow.model_validate(row | {"source": ""})
