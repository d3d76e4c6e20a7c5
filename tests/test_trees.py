"""Trees walked with numpy give what LightGBM gives; the ranker's own are judged the same way."""

from pathlib import Path

import lightgbm
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.features import SENTENCE_ROW, TOKEN_ROW
from chat.ranker import Ranker, best_places, best_run
from chat.trees import FIELDS, Trees
from ingest.errors import ModelError
from training.train_ranker import arrays


@settings(deadline=None, max_examples=8)
@given(seed=st.integers(0, 10_000), leaves=st.integers(2, 31), trees=st.integers(1, 30))
def test_the_walk_gives_what_lightgbm_predicts(seed: int, leaves: int, trees: int) -> None:
    randomness = np.random.default_rng(seed)
    rows = randomness.normal(size=(300, 6)).astype(np.float32)
    wanted = rows[:, 0] * rows[:, 1] + randomness.normal(size=300) > 0
    grown = lightgbm.train(
        {
            "objective": "binary",
            "num_leaves": leaves,
            "verbose": -1,
            "min_data_in_leaf": 2,
            "num_threads": 1,
        },
        lightgbm.Dataset(rows, wanted.astype(int)),
        trees,
    )
    kept = arrays(grown, "x")
    walked = Trees({field: kept[f"x.{field}"] for field in FIELDS}, int(kept["x.depth"][0]))
    assert np.allclose(walked(rows), grown.predict(rows, raw_score=True), atol=1e-5)
    edge = np.round(rows, 1)  # values that fall on thresholds
    assert np.allclose(walked(edge), grown.predict(edge, raw_score=True), atol=1e-5)


def test_a_row_is_judged_the_same_alone_and_among_others() -> None:
    rows = np.random.default_rng(3).normal(size=(9, SENTENCE_ROW)).astype(np.float32)
    ranker = Ranker()
    together = ranker.order(rows)
    assert np.allclose(together, [ranker.order(row[None])[0] for row in rows], atol=1e-6)


def test_probabilities_lie_between_nought_and_one_for_any_row() -> None:
    rows = np.random.default_rng(4).normal(scale=100, size=(50, SENTENCE_ROW)).astype(np.float32)
    ranker = Ranker()
    judged = ranker.judge(rows, ranker.order(rows))
    assert judged.places == best_places(ranker.order(rows))
    assert all(0 <= chance <= 1 for chance in judged.probabilities)
    assert ranker.judge(rows[:0], np.zeros(0, np.float32)).places == []


@given(st.lists(st.floats(-5, 5, width=32), min_size=1, max_size=20))
def test_the_best_run_is_the_best_of_all_runs(odds: list[float]) -> None:
    values = np.array(odds, np.float32)
    first, last = best_run(values)
    highest = max(float(np.cumsum(values[start:]).max()) for start in range(len(values)))
    assert float(values[first : last + 1].sum()) == pytest.approx(highest, abs=1e-4)


def test_missing_or_foreign_trees_are_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="expected the ranker's trees"):
        Ranker(tmp_path / "none.safetensors")
    (tmp_path / "bad.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{}garbage")
    with pytest.raises(ModelError, match="expected the ranker's trees"):
        Ranker(tmp_path / "bad.safetensors")


def test_the_rows_are_as_wide_as_their_names_say() -> None:
    assert Ranker()._order.features <= SENTENCE_ROW
    assert Ranker()._asked.features <= TOKEN_ROW
