"""Fusing ranks by the sum of both sides, loses nothing, and does not depend on anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fuse import DENSE_WEIGHT, fuse, nearness

Scores = dict[int, float]
WEIGHTS = st.floats(0.5, 60)
DENSE = st.dictionaries(st.integers(1, 40), st.floats(-1, 1, width=32), max_size=20)
SIDES = DENSE.flatmap(
    lambda dense: st.tuples(
        st.dictionaries(st.sampled_from(sorted(dense)), st.floats(0.125, 50, width=32))
        if dense
        else st.just({}),
        st.just(dense),
    )
)


@given(SIDES, WEIGHTS)
def test_every_passage_comes_once(sides: tuple[Scores, Scores], weight: float) -> None:
    assert sorted(number for number, _ in fuse(*sides, weight)) == sorted(sides[1])


@given(SIDES, WEIGHTS)
def test_the_score_is_the_share_of_the_weight_plus_the_weighted_cosine(
    sides: tuple[Scores, Scores], weight: float
) -> None:
    lexical, dense = sides
    for number, score in fuse(lexical, dense, weight):
        wanted = lexical.get(number, 0.0) / weight + DENSE_WEIGHT * dense[number]
        assert score == pytest.approx(wanted)


@given(SIDES, WEIGHTS)
def test_the_best_comes_first_and_ties_go_to_the_smaller_number(
    sides: tuple[Scores, Scores], weight: float
) -> None:
    found = fuse(*sides, weight)
    assert found == sorted(found, key=lambda one: (-one[1], one[0]))


@given(DENSE, WEIGHTS)
def test_the_vectors_alone_keep_their_order(dense: Scores, weight: float) -> None:
    expected = sorted(dense, key=lambda number: (-dense[number], number))
    assert [number for number, _ in fuse({}, dense, weight)] == expected


@given(SIDES, WEIGHTS)
def test_the_names_of_passages_change_nothing_but_names(
    sides: tuple[Scores, Scores], weight: float
) -> None:
    renamed = [{number + 1000: score for number, score in side.items()} for side in sides]
    found = [(number + 1000, score) for number, score in fuse(*sides, weight)]
    assert found == fuse(renamed[0], renamed[1], weight)


@given(SIDES, WEIGHTS)
def test_bm25_and_its_weight_may_be_scaled_together(
    sides: tuple[Scores, Scores], weight: float
) -> None:
    doubled = {number: 2 * score for number, score in sides[0].items()}
    assert fuse(*sides, weight) == fuse(doubled, sides[1], 2 * weight)


@given(SIDES, WEIGHTS, st.data())
def test_a_passage_that_shares_more_terms_never_falls(
    sides: tuple[Scores, Scores], weight: float, data: st.DataObject
) -> None:
    lexical, dense = sides
    if not dense:
        return
    raised = data.draw(st.sampled_from(sorted(dense)))
    better = lexical | {raised: lexical.get(raised, 0.0) + 5.0}
    before = [number for number, _ in fuse(lexical, dense, weight)].index(raised)
    after = [number for number, _ in fuse(better, dense, weight)].index(raised)
    assert after <= before


def test_a_question_of_unknown_words_is_decided_by_the_vectors() -> None:
    assert [number for number, _ in fuse({}, {3: 0.1, 7: 0.9}, 0.0)] == [7, 3]
    assert fuse({}, {}, 0.0) == []


@given(st.floats(-0.5, 0.99), st.floats(0, 0.95), st.floats(0.001, 0.5))
def test_nearness_keeps_the_order_of_cosines(cosine: float, unrelated: float, more: float) -> None:
    assert nearness(cosine + more, unrelated) > nearness(cosine, unrelated)
    assert nearness(1.0, unrelated) == pytest.approx(1)
    assert nearness(unrelated, unrelated) == 0
