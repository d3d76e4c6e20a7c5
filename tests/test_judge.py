"""Signs are weighed as they are said to be, and missing weights say so."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.judge import NAMES, Judge, Signs, read_judge
from ingest.errors import ModelError

SIGNS = st.builds(Signs, st.floats(-2.9, 3.9), st.floats(-1, 1))


@given(SIGNS, st.lists(st.floats(-2, 2), min_size=len(NAMES), max_size=len(NAMES)))
def test_the_odds_are_the_weighted_sum(signs: Signs, weights: list[float]) -> None:
    odds = sum(w * s for w, s in zip(weights, signs.row(), strict=True))
    found = Judge(dict(zip(NAMES, weights, strict=True))).probability(signs)
    assert found == pytest.approx(1 / (1 + math.exp(-odds)))


@given(SIGNS)
def test_the_shipped_weights_take_more_of_any_sign_for_more(signs: Signs) -> None:
    judge = read_judge()
    for surer in (Signs(signs.margin + 1, signs.met), Signs(signs.margin, signs.met + 0.1)):
        assert judge.probability(surer) >= judge.probability(signs)


@pytest.mark.parametrize("content", [None, "", "{}", '{"weights": {"margin": 1}}', "[1]", "\x00"])
def test_weights_that_are_missing_or_of_another_kind_are_a_model_error(
    tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "judge.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ModelError, match="expected weights of margin"):
        read_judge(path)


def test_the_shipped_weights_are_for_exactly_these_signs() -> None:
    path = Path(__file__).parents[1] / "chat" / "model" / "judge.json"
    assert tuple(json.loads(path.read_text("utf-8"))["weights"]) == NAMES
