"""A sentence about another street or neighbourhood than the one that is named does not answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.refusing.streets import of_another_place
from index.segment import Segmenter

SEGMENTER = Segmenter()
STREETS = st.sampled_from(["中山路", "解放路", "建设街", "和平街", "新民大街"])


@pytest.mark.parametrize(
    ("question", "sentence", "above", "another"),
    [
        ("翠湖小区几号停电？", "5月25日湖滨小区停电。", "", True),
        ("翠湖小区几号停电？", "5月25日湖滨小区、翠湖小区停电。", "", False),
        ("翠湖小区几号停电？", "5月25日停电。", "", False),
        ("翠湖小区几号停电？", "5月25日湖滨小区停电。", "翠湖小区通知", False),
        ("中山路什么时候停水？", "21日人民路（东风街以东）停水。", "", True),
        ("中山路什么时候停水？", "21日翠湖小区停水。", "", False),
        ("老旧小区怎么改造？", "湖滨小区加装电梯。", "", False),
        ("这个小区有多少户？", "湖滨小区有800户。", "", False),
        ("翠湖小区能充电吗？", "新建住宅小区应当配建充电设施。", "", False),
        ("什么路最堵？", "人民路最堵。", "", False),
        ("中山路封闭后怎么绕行？", "可绕行人民路、解放路。", "", False),
        ("石桥社区谁负责？", "北门社区由周晓燕负责。", "石桥菜市场改造", False),
    ],
)
def test_another_of_the_kind_is_another_place(
    question: str, sentence: str, above: str, another: bool
) -> None:
    assert of_another_place(question, sentence, above, SEGMENTER) is another


@given(STREETS, STREETS)
def test_only_another_place_of_the_same_kind_is_refused(one: str, other: str) -> None:
    kind = one.removeprefix(one[:2])
    found = of_another_place(f"{one}几号停水？", f"5日{other}停水。", "", SEGMENTER)
    assert not found or (one != other and other.removeprefix(other[:2]) == kind)
