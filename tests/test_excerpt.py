"""An excerpt holds its sentence, is one run, keeps to its length, and leaves no room unused."""

from hypothesis import given
from hypothesis import strategies as st

from chat.ranking.excerpt import excerpt

CASES = st.lists(st.integers(1, 150), min_size=1, max_size=30).flatmap(
    lambda lengths: st.tuples(st.just(lengths), st.integers(0, len(lengths) - 1))
)


@given(CASES, st.integers(1, 300))
def test_the_sentence_is_in_it_and_it_is_no_longer_than_allowed(
    case: tuple[list[int], int], longest: int
) -> None:
    lengths, place = case
    found = excerpt(lengths, place, longest)
    assert place in found
    assert found.step == 1
    assert 0 <= found.start < found.stop <= len(lengths)
    assert sum(lengths[at] for at in found) <= max(longest, lengths[place])


@given(CASES, st.integers(1, 300))
def test_no_neighbour_would_have_fitted(case: tuple[list[int], int], longest: int) -> None:
    lengths, place = case
    found = excerpt(lengths, place, longest)
    total = sum(lengths[at] for at in found)
    for side in (found.start - 1, found.stop):
        if 0 <= side < len(lengths):
            assert total + lengths[side] > longest


@given(CASES)
def test_a_short_passage_is_read_whole(case: tuple[list[int], int]) -> None:
    lengths, place = case
    assert excerpt(lengths, place, sum(lengths)) == range(len(lengths))
