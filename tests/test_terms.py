"""What one term means is not told by the definition of another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.refusing.able import is_able
from chat.refusing.terms import of_another_term
from index.segment import Segmenter

TERMS = st.sampled_from(["再生水", "城市供水", "二次供水", "蓄水池", "用户", "管线"])
ASKING = st.sampled_from(
    [
        "什么是{}？",
        "{}是指什么？",
        "何谓{}",
        "条例所称的“{}”指的是什么？",
        "{}是什么意思？",
        "{}的定义",
    ]
)
SAYING = st.sampled_from(
    ["本条例所称{},是指下列各项。", "{}指的是下列各项。", "(一)“{}”是指下列各项;"]
)


@given(TERMS, TERMS, ASKING, SAYING)
def test_a_term_is_defined_by_its_own_definition(
    one: str, other: str, asking: str, saying: str
) -> None:
    question, sentence = asking.format(one), saying.format(other)
    shared = any(one[at : at + 2] in other for at in range(len(one) - 1))
    assert of_another_term(question, sentence) is not shared
    assert is_able(question, sentence, "供水条例", "", Segmenter()) is shared
    assert not of_another_term(question, sentence, f"{one}的管理")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("什么是再生水？", "再生水由污水处理得到。"),
        ("什么是再生水？", "它是指经处理后可以使用的水。"),
        ("什么是再生水？", "污水经处理后可以使用,是指再生水。"),
        ("“1+X+Y”政策中的“Y”是指什么？", "“y”是指行业配套政策。"),
        ("再生水怎么收费？", "城市供水,是指公共供水。"),
        ("再生水是什么单位供应的？", "城市供水,是指公共供水。"),
    ],
)
def test_what_may_say_the_meaning_is_left_alone(question: str, sentence: str) -> None:
    assert not of_another_term(question, sentence)
