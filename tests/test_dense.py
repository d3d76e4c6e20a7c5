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


def search(index: dense.DenseIndex, vector: Vectors, limit: int) -> list[tuple[int, float]]:
    rows, cosines = index.search(vector, limit)
    return list(zip(rows.tolist(), cosines.tolist(), strict=True))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(1, 300),
    dim=st.integers(1, 80),
    limit=st.integers(1, 400),
)
def test_dense_search_agrees_with_brute_force(
    tmp_path: Path, seed: int, count: int, dim: int, limit: int
) -> None:
    rng = np.random.default_rng(seed)
    vectors, query = unit(rng, count, dim), unit(rng, 1, dim)
    dense.write(tmp_path / "dense.faiss", vectors)
    found = search(dense.DenseIndex(tmp_path / "dense.faiss"), query, limit)

    cosines = (vectors.astype(np.float64) @ query[0].astype(np.float64)).tolist()
    assert len(found) == min(limit, count)
    assert len({row for row, _ in found}) == len(found)
    for row, score in found:
        assert score == pytest.approx(cosines[row], abs=1e-5)
    best = sorted(cosines, reverse=True)[: len(found)]
    assert [score for _, score in found] == pytest.approx(best, abs=1e-5)


def test_an_index_without_vectors_finds_nothing(tmp_path: Path) -> None:
    dense.write(tmp_path / "dense.faiss", np.zeros((0, 8), np.float32))
    index = dense.DenseIndex(tmp_path / "dense.faiss")
    assert index.size == 0
    assert search(index, np.ones((1, 8), np.float32), 5) == []


def test_a_question_without_tokens_is_as_far_from_everything(tmp_path: Path) -> None:
    dense.write(tmp_path / "dense.faiss", unit(np.random.default_rng(1), 5, 8))
    found = search(dense.DenseIndex(tmp_path / "dense.faiss"), np.zeros((1, 8), np.float32), 5)
    assert sorted(row for row, _ in found) == list(range(5))
    assert {score for _, score in found} == {0.0}


def test_the_index_can_be_searched_while_its_file_goes(tmp_path: Path) -> None:
    vectors = unit(np.random.default_rng(2), 50, 16)
    dense.write(tmp_path / "dense.faiss", vectors)
    index = dense.DenseIndex(tmp_path / "dense.faiss")
    (tmp_path / "dense.faiss").unlink()
    assert [search(index, vectors[row : row + 1], 1)[0][0] for row in range(50)] == list(range(50))


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    vectors = unit(np.random.default_rng(3), 40, 16)
    dense.write(tmp_path / "dense.faiss", vectors)
    index = dense.DenseIndex(tmp_path / "dense.faiss")
    assert (index.rows([7, 0, 39, 7]) == vectors[[7, 0, 39, 7]]).all()
