"""Fusing ranks by the sum of both sides, loses nothing, and does not depend on anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fuse import DENSE_WEIGHT, fuse

Ranking = list[tuple[int, float]]
WEIGHTS = st.floats(0.5, 60)


def rankings(lowest: float, highest: float) -> st.SearchStrategy[Ranking]:
    scores = st.floats(lowest, highest, width=32)
    return st.dictionaries(st.integers(1, 40), scores, max_size=20).map(
        lambda found: sorted(found.items(), key=lambda one: -one[1])
    )


LEXICAL, DENSE = rankings(0.125, 50), rankings(-1, 1)


@given(LEXICAL, DENSE, WEIGHTS)
def test_every_passage_of_either_side_comes_once(
    lexical: Ranking, dense: Ranking, weight: float
) -> None:
    numbers = [one.number for one in fuse(lexical, dense, weight)]
    assert sorted(numbers) == sorted(dict(lexical).keys() | dict(dense).keys())


@given(LEXICAL, DENSE, WEIGHTS)
def test_the_score_is_the_share_of_the_weight_plus_the_weighted_cosine(
    lexical: Ranking, dense: Ranking, weight: float
) -> None:
    floor = min(dict(dense).values(), default=0.0)
    for one in fuse(lexical, dense, weight):
        bm25, cosine = dict(lexical).get(one.number, 0), dict(dense).get(one.number, floor)
        assert (one.lexical, one.dense) == (bm25, cosine)
        assert one.score == pytest.approx(bm25 / weight + DENSE_WEIGHT * cosine)


@given(LEXICAL, DENSE, WEIGHTS)
def test_the_best_comes_first_and_ties_go_to_the_smaller_number(
    lexical: Ranking, dense: Ranking, weight: float
) -> None:
    found = fuse(lexical, dense, weight)
    keys = [(-one.score, one.number) for one in found]
    assert keys == sorted(keys)


@given(LEXICAL, DENSE, WEIGHTS)
def test_ranks_are_the_places_in_the_two_rankings(
    lexical: Ranking, dense: Ranking, weight: float
) -> None:
    for one in fuse(lexical, dense, weight):
        for rank, ranking in [(one.lexical_rank, lexical), (one.dense_rank, dense)]:
            if rank is None:
                assert one.number not in dict(ranking)
            else:
                assert ranking[rank - 1][0] == one.number


@given(LEXICAL, WEIGHTS)
def test_one_side_alone_keeps_its_order(ranking: Ranking, weight: float) -> None:
    expected = [number for number, _ in sorted(ranking, key=lambda one: (-one[1], one[0]))]
    assert [one.number for one in fuse(ranking, [], weight)] == expected
    assert [one.number for one in fuse([], ranking, weight)] == expected


@given(LEXICAL, DENSE, WEIGHTS)
def test_the_names_of_passages_change_nothing_but_names(
    lexical: Ranking, dense: Ranking, weight: float
) -> None:
    def renamed(ranking: Ranking) -> Ranking:
        return [(number + 1000, score) for number, score in ranking]

    found = [(one.number + 1000, one.score) for one in fuse(lexical, dense, weight)]
    again = [(one.number, one.score) for one in fuse(renamed(lexical), renamed(dense), weight)]
    assert found == again


@given(LEXICAL, DENSE, WEIGHTS)
def test_bm25_and_its_weight_may_be_scaled_together(
    lexical: Ranking, dense: Ranking, weight: float
) -> None:
    doubled = [(number, 2 * score) for number, score in lexical]
    found = fuse(lexical, dense, weight)
    again = fuse(doubled, dense, 2 * weight)
    assert [(one.number, one.score) for one in found] == [(one.number, one.score) for one in again]


@given(LEXICAL, DENSE, WEIGHTS, st.data())
def test_a_passage_that_shares_more_terms_never_falls(
    lexical: Ranking, dense: Ranking, weight: float, data: st.DataObject
) -> None:
    numbers = sorted(dict(lexical).keys() | dict(dense).keys())
    if not numbers:
        return
    raised = data.draw(st.sampled_from(numbers))
    more = {**dict(lexical), raised: dict(lexical).get(raised, 0.0) + 5.0}
    better = sorted(more.items(), key=lambda one: -one[1])
    before = [one.number for one in fuse(lexical, dense, weight)].index(raised)
    after = [one.number for one in fuse(better, dense, weight)].index(raised)
    assert after <= before


def test_a_passage_that_the_vectors_missed_is_as_near_as_their_farthest() -> None:
    (missed,) = (one for one in fuse([(3, 1.0)], [(1, 0.8), (2, 0.3)], 1.0) if one.number == 3)
    assert (missed.dense, missed.dense_rank, missed.lexical_rank) == (0.3, None, 1)


def test_a_question_of_unknown_words_is_decided_by_the_vectors() -> None:
    assert [one.number for one in fuse([], [(7, 0.9), (3, 0.1)], 0.0)] == [7, 3]
    assert fuse([], [], 0.0) == []
