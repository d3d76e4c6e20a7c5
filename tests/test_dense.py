"""The nearest vectors are those that comparing with every one of them finds."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import dense
from index.types import Vectors


def unit(rng: np.random.Generator, count: int, dim: int) -> Vectors:
    vectors = rng.standard_normal((count, dim)).astype(np.float32)
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return units.astype(np.float16).astype(np.float32)  # as they come from the store


def likely(index: dense.DenseIndex, vector: Vectors, limit: int) -> list[tuple[int, float]]:
    rows, cosines = index.likely(vector, limit)
    return list(zip(rows.tolist(), cosines.tolist(), strict=True))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(1, 300),
    dim=st.integers(1, 80),
    limit=st.integers(1, 400),
)
def test_a_few_vectors_are_found_as_by_brute_force(
    tmp_path: Path, seed: int, count: int, dim: int, limit: int
) -> None:
    rng = np.random.default_rng(seed)
    vectors, query = unit(rng, count, dim), unit(rng, 1, dim)
    dense.write(tmp_path / "dense.faiss", vectors)
    found = likely(dense.DenseIndex(tmp_path / "dense.faiss"), query, limit)

    cosines = (vectors.astype(np.float64) @ query[0].astype(np.float64)).tolist()
    assert len(found) == min(limit, count)
    assert len({row for row, _ in found}) == len(found)
    for row, score in found:
        assert score == pytest.approx(cosines[row], abs=1e-5)
    best = sorted(cosines, reverse=True)[: len(found)]
    assert [score for _, score in found] == pytest.approx(best, abs=1e-5)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(dense.SKETCHED, 3 * dense.SKETCHED),
    common=st.floats(0, 2),
)
def test_sketches_of_many_miss_none_of_the_nearest(
    tmp_path: Path, seed: int, count: int, common: float
) -> None:
    """`common` is what all vectors share, as those of sentences do: without it they stand at right angles."""
    rng = np.random.default_rng(seed)
    dim, wanted = 384, 10
    around = rng.standard_normal((1, dim)) * common + rng.standard_normal((count + 1, dim))
    vectors = (around / np.linalg.norm(around, axis=1, keepdims=True)).astype(np.float16)
    query = vectors[:1].astype(np.float32)
    rows = vectors[1:].astype(np.float32)
    dense.write(tmp_path / "dense.faiss", rows)
    found = likely(dense.DenseIndex(tmp_path / "dense.faiss"), query, 8 * wanted)

    cosines = rows @ query[0]
    assert set(np.argsort(-cosines)[:wanted].tolist()) <= {row for row, _ in found}
    for row, about in found:
        assert about == pytest.approx(cosines[row], abs=0.03)


@pytest.mark.parametrize("dim", [5, 33, 1024, 2048])
@pytest.mark.parametrize("flat", [False, True])
def test_each_vector_is_its_own_nearest_however_many_numbers_it_has(
    tmp_path: Path, dim: int, flat: bool
) -> None:
    """Sums of many numbers, or of such as are all as large, would not fit into those of sketches."""
    rng = np.random.default_rng(6)
    drawn = rng.standard_normal((dense.SKETCHED, dim))
    drawn = np.sign(drawn) if flat else drawn
    vectors = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    dense.write(tmp_path / "dense.faiss", vectors)
    index = dense.DenseIndex(tmp_path / "dense.faiss")
    for row in range(0, dense.SKETCHED, 64):
        found = likely(index, vectors[row : row + 1], 40)
        assert max(found, key=lambda one: one[1])[1] == pytest.approx(1.0, abs=0.1)
        assert row in {one for one, _ in found} or dim == 5  # of which many are alike


def test_one_sentence_among_many_rows_is_not_found_too_far_away(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    dim, count = 384, 2 * dense.SKETCHED
    row, other = rng.standard_normal((2, 1, dim))
    rows = row + 0.2 * rng.standard_normal((count, dim))
    rows[count // 2] = other
    vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    dense.write(tmp_path / "dense.faiss", vectors)
    query = vectors[count // 2][None]
    ((found, cosine), *_) = likely(dense.DenseIndex(tmp_path / "dense.faiss"), query, 3)
    assert found == count // 2
    assert cosine == pytest.approx(1.0, abs=0.2)


def test_a_vector_that_is_none_spoils_no_other(tmp_path: Path) -> None:
    vectors = unit(np.random.default_rng(8), dense.SKETCHED, 16)
    broken = vectors.copy()
    broken[9] = np.nan
    dense.write(tmp_path / "dense.faiss", broken)
    index = dense.DenseIndex(tmp_path / "dense.faiss")
    assert 3 in {row for row, _ in likely(index, vectors[3:4], 20)}


def test_vectors_that_are_all_alike_are_all_as_near(tmp_path: Path) -> None:
    vectors = np.repeat(unit(np.random.default_rng(4), 1, 8), dense.SKETCHED, axis=0)
    dense.write(tmp_path / "dense.faiss", vectors)
    found = likely(dense.DenseIndex(tmp_path / "dense.faiss"), vectors[:1], 5)
    assert [score for _, score in found] == pytest.approx([1.0] * 5, abs=0.05)


def test_an_index_without_vectors_finds_nothing(tmp_path: Path) -> None:
    dense.write(tmp_path / "dense.faiss", np.zeros((0, 8), np.float32))
    index = dense.DenseIndex(tmp_path / "dense.faiss")
    assert index.size == 0
    assert likely(index, np.ones((1, 8), np.float32), 5) == []


@pytest.mark.parametrize("count", [5, dense.SKETCHED])
def test_a_question_without_tokens_is_as_far_from_everything(tmp_path: Path, count: int) -> None:
    dense.write(tmp_path / "dense.faiss", unit(np.random.default_rng(1), count, 8))
    found = likely(dense.DenseIndex(tmp_path / "dense.faiss"), np.zeros((1, 8), np.float32), 5)
    assert sorted(row for row, _ in found) == list(range(5))
    assert {score for _, score in found} == {0.0}


@pytest.mark.parametrize("count", [50, dense.SKETCHED + 7])
def test_the_index_can_be_searched_while_its_file_goes(tmp_path: Path, count: int) -> None:
    vectors = unit(np.random.default_rng(2), count, 16)
    dense.write(tmp_path / "dense.faiss", vectors)
    index = dense.DenseIndex(tmp_path / "dense.faiss")
    (tmp_path / "dense.faiss").unlink()
    for row in range(0, count, 9):
        own = vectors[row : row + 1]
        assert row in {one for one, _ in likely(index, own, 20)}
        assert (index.rows([row]) == own).all()


@pytest.mark.parametrize("count", [40, dense.SKETCHED])
def test_rows_come_back_as_they_were_written(tmp_path: Path, count: int) -> None:
    vectors = unit(np.random.default_rng(3), count, 16)
    dense.write(tmp_path / "dense.faiss", vectors)
    index = dense.DenseIndex(tmp_path / "dense.faiss")
    assert (index.rows([7, 0, 39, 7]) == vectors[[7, 0, 39, 7]]).all()
    assert index.size == count


def test_the_same_vectors_are_written_as_the_same_bytes(tmp_path: Path) -> None:
    vectors = unit(np.random.default_rng(5), dense.SKETCHED, 16)
    for name in ("one", "other"):
        dense.write(tmp_path / name, vectors)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
