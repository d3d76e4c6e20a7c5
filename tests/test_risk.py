"""The risk–coverage curve counts what a threshold would do, checked by counting again."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.command.risk import Tried, area, chosen, curve, drawn, picture

PROBABILITY = st.one_of(st.none(), st.integers(0, 20).map(lambda step: step / 20))
TRIED = st.lists(st.builds(Tried, PROBABILITY, st.booleans()), max_size=40)


@given(TRIED, st.integers(0, 20).map(lambda step: step / 20))
def test_the_chosen_point_is_what_refusing_below_the_threshold_gives(
    tried: list[Tried], threshold: float
) -> None:
    answered = [
        one for one in tried if one.probability is not None and one.probability >= threshold
    ]
    point = chosen(curve(tried), threshold)
    if not answered:
        assert point is None
    else:
        assert point is not None
        assert point.coverage == pytest.approx(len(answered) / len(tried))
        assert point.risk == pytest.approx(sum(not one.right for one in answered) / len(answered))


@given(TRIED)
def test_a_lower_threshold_never_answers_less(tried: list[Tried]) -> None:
    points = curve(tried)
    assert [one.coverage for one in points] == sorted({one.coverage for one in points})
    assert [one.threshold for one in points] == sorted(
        {one.threshold for one in points}, reverse=True
    )
    assert 0 <= area(points) <= 1


@given(TRIED, st.floats(0, 1))
def test_the_picture_is_well_formed_and_the_drawing_fits_a_terminal(
    tried: list[Tried], threshold: float
) -> None:
    points = curve(tried)
    ElementTree.fromstring(picture(points, threshold, "民生 <b>&"))
    text = drawn(points, threshold)
    assert max(len(line) for line in text.splitlines()[:-1]) <= 70
    assert ("●" in "".join(text.splitlines()[:-1])) == (chosen(points, threshold) is not None)
