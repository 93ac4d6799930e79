from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge.index import vectors
from knowledge.index.arrays import Floats
from knowledge.index.disk_format import VectorSpec
from knowledge.index.encoders.base import unit
from knowledge.index.vectors import Vectors

# Every write to it fails for want of room.
FULL_DISK = Path("/dev/full")


def cloud(rows: int, dim: int = 16, seed: int = 0) -> Floats:
    """Unit vectors in clusters, as texts are."""
    dice = np.random.default_rng(seed)
    centres = dice.standard_normal((20, dim))
    spread = dice.standard_normal((rows, dim)) * 0.4
    return unit((centres[dice.integers(0, 20, rows)] + spread).astype(np.float32))


def test_a_small_base_is_searched_exactly() -> None:
    points = cloud(300)
    index = vectors.build_vectors(points)
    assert index.spec.kind == "flat"
    rows, cosines = index.search(points[17], 3)
    truth = points @ points[17]
    assert rows.tolist() == np.argsort(-truth)[:3].tolist()
    assert cosines[0] == pytest.approx(1.0, abs=1e-5)


def test_a_large_base_is_searched_in_lists_with_its_recall_measured() -> None:
    index = vectors.build_vectors(cloud(5000), flat_up_to=1000)
    assert index.spec.kind == "ivf"
    assert index.spec.recall >= vectors.RECALL_FLOOR
    assert 0 < index.spec.probes <= index.spec.lists


@pytest.mark.parametrize("flat_up_to", [10_000, 100])
def test_saved_vectors_open_as_they_were(tmp_path: Path, flat_up_to: int) -> None:
    points = cloud(2000)
    index = vectors.build_vectors(points, flat_up_to=flat_up_to)
    index.save(tmp_path / "v")
    again = Vectors.open(tmp_path / "v", index.spec, 16)
    assert again.search(points[3], 5)[0].tolist() == index.search(points[3], 5)[0].tolist()
    assert np.allclose(again.vectors(np.array([5, 1])), points[[5, 1]])


def test_a_file_of_another_kind_size_or_dimension_is_refused(tmp_path: Path) -> None:
    index = vectors.build_vectors(cloud(50))
    index.save(tmp_path / "v")
    good = index.spec
    for spec, dim in (
        (good, 17),
        (VectorSpec(kind="flat", rows=51), 16),
        (VectorSpec(kind="ivf", rows=50), 16),
    ):
        with pytest.raises(ValueError, match="not the kind"):
            Vectors.open(tmp_path / "v", spec, dim)


def test_a_header_that_claims_too_much_is_refused_before_memory_is_taken(tmp_path: Path) -> None:
    index = vectors.build_vectors(cloud(50))
    index.save(tmp_path / "v")
    blob = bytearray((tmp_path / "v").read_bytes())
    at = blob.index((50).to_bytes(8, "little"))
    blob[at : at + 8] = (1 << 40).to_bytes(8, "little")
    (tmp_path / "v").write_bytes(blob)
    with pytest.raises(ValueError, match=r"cannot be read|not the kind"):
        Vectors.open(tmp_path / "v", index.spec, 16)


def test_no_vectors_find_nothing() -> None:
    rows, cosines = vectors.build_vectors(np.zeros((0, 16), np.float32)).search(cloud(1)[0], 5)
    assert len(rows) == len(cosines) == 0


@pytest.mark.skipif(not FULL_DISK.exists(), reason="this system has no such device")
@pytest.mark.parametrize("rows", [30, 30_000])
def test_a_disk_that_is_full_is_an_error_of_the_system(rows: int) -> None:
    with pytest.raises(OSError, match="No space left"):
        vectors.build_vectors(cloud(rows)).save(FULL_DISK)
