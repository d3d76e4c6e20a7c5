"""Signs are weighed by their curves as they are said to be, and missing curves say so."""

import json
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.ranking.judge import NAMES, Judge, Signs, read_judge
from ingest.errors import ModelError
from training.train_judge import KNOTS, RANGES, RISING, Seen, _by_steps, _curves, _logistic, fit

SIGNS = st.builds(Signs, **{name: st.floats(-4, 6) for name in NAMES})
HEIGHTS = st.lists(
    st.lists(st.floats(-2, 2), min_size=3, max_size=3), min_size=len(NAMES), max_size=len(NAMES)
)


@given(SIGNS, HEIGHTS, st.floats(-2, 2))
def test_the_odds_are_the_sum_of_the_curves(
    signs: Signs, heights: list[list[float]], intercept: float
) -> None:
    places = (-1.0, 0.0, 2.0)
    odds = intercept
    for sign, (low, middle, high) in zip(signs.row(), heights, strict=True):
        at = min(max(sign, -1.0), 2.0)
        odds += low + (middle - low) * (at + 1) if at < 0 else middle + (high - middle) * at / 2
    curves = {
        name: tuple(zip(places, own, strict=True)) for name, own in zip(NAMES, heights, strict=True)
    }
    found = Judge(curves, intercept).probabilities([signs])[0]
    assert found == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-9)


@given(st.lists(SIGNS))
def test_sentences_judged_together_are_judged_as_each_alone(some: list[Signs]) -> None:
    judge = read_judge()
    assert judge.probabilities(some) == [judge.probabilities([one])[0] for one in some]


@given(SIGNS, st.floats(0.1, 3))
def test_the_shipped_curves_take_more_of_what_the_reader_says_for_more(
    signs: Signs, more: float
) -> None:
    judge = read_judge()
    surer = replace(signs, margin=signs.margin + more)
    assert judge.probabilities([surer])[0] >= judge.probabilities([signs])[0]


def test_fitting_finds_the_curves_that_the_answers_were_drawn_from() -> None:
    randomness = np.random.default_rng(7)
    rows = randomness.uniform(*np.array(list(RANGES.values())).T, size=(6000, len(NAMES)))
    bent = np.abs(rows[:, NAMES.index("covered")] - 0.5)
    odds = 0.6 * rows[:, 0] + 12 * bent - 3 + 8 * rows[:, NAMES.index("met")]
    right = randomness.random(len(odds)) < 1 / (1 + np.exp(-odds))
    signs = [tuple(row) for row in rows.tolist()]
    seen = [
        Seen(one, bool(yes), 1.0, n) for n, (one, yes) in enumerate(zip(signs, right, strict=True))
    ]
    curves, intercept = fit(seen)
    assert all(len(curve) == KNOTS for curve in curves.values())
    found = Judge(curves, intercept).log_odds(rows)
    assert np.corrcoef(found, odds)[0, 1] > 0.95


def test_the_curves_that_are_kept_say_what_was_fitted() -> None:
    randomness = np.random.default_rng(8)
    rows = randomness.uniform(*np.array(list(RANGES.values())).T, size=(400, len(NAMES)))
    weights = _logistic([Seen(tuple(row), row[2] > 0, 1.0, 0) for row in rows.tolist()])
    wider = rows * 1.5
    fitted = _by_steps([Seen(tuple(row), True, 1.0, 0) for row in wider.tolist()])
    found = Judge(*_curves(weights)).log_odds(wider)
    assert found == pytest.approx(fitted @ weights[:-1] + weights[-1], abs=2e-3)


def test_of_what_can_only_speak_for_an_answer_more_never_counts_less() -> None:
    randomness = np.random.default_rng(10)
    rows = randomness.uniform(*np.array(list(RANGES.values())).T, size=(400, len(NAMES)))
    right = randomness.random(len(rows)) < 0.3
    pairs = zip(rows.tolist(), right, strict=True)
    curves, _ = fit([Seen(tuple(row), bool(yes), 1.0, n) for n, (row, yes) in enumerate(pairs)])
    for sign in RISING:
        assert all(one[1] <= other[1] for one, other in pairwise(curves[sign]))


def test_a_curve_stays_level_where_nothing_was_seen() -> None:
    randomness = np.random.default_rng(9)
    low, high = np.array(list(RANGES.values())).T
    rows = randomness.uniform(low, (low + high) / 2, size=(2000, len(NAMES)))
    seen = [Seen(tuple(row), row[0] > low[0] / 2, 1.0, n) for n, row in enumerate(rows.tolist())]
    for curve in fit(seen)[0].values():
        assert curve[-1][1] == pytest.approx(curve[-2][1], abs=1e-3)


@pytest.mark.parametrize("sign", sorted(RISING))
def test_the_shipped_curves_hold_nothing_against_what_can_only_speak_for_an_answer(
    sign: str,
) -> None:
    path = Path(__file__).parents[1] / "chat" / "model" / "judge.json"
    curve = json.loads(path.read_text("utf-8"))["curves"][sign]
    assert all(one <= other for (_, one), (_, other) in pairwise(curve))


@pytest.mark.parametrize(
    "content",
    [None, "", "{}", '{"curves": {"margin": [[0, 1]]}, "intercept": 0}', "[1]", "\x00"]
    + [
        json.dumps({"curves": dict.fromkeys(NAMES, one), "intercept": 0})
        for one in (1, [1], [[1, 0], [0, 1]])
    ],
)
def test_curves_that_are_missing_or_of_another_kind_are_a_model_error(
    tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "judge.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ModelError, match="expected an intercept and curves of margin"):
        read_judge(path)


def test_the_shipped_curves_are_of_exactly_these_signs() -> None:
    path = Path(__file__).parents[1] / "chat" / "model" / "judge.json"
    assert tuple(json.loads(path.read_text("utf-8"))["curves"]) == NAMES
