"""What is said of some ages says nothing of those that it leaves out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.refusing.ages import of_another_age

AGE = st.integers(1, 99)


@given(AGE, AGE, AGE)
def test_an_age_is_inside_a_range_or_not(age: int, one: int, other: int) -> None:
    first, last = sorted((one, other))
    question = f"{age}岁的老人门票多少？"
    for said, inside in (
        (f"老人票（{first}至{last}周岁）：45元。", first <= age <= last),
        (f"{first}周岁（含）以上老人免门票。", age >= first),
        (f"年满{first}周岁的免门票。", age >= first),
        (f"{first}岁以下的儿童免门票。", age <= first),
        (f"未满{first}周岁的儿童免门票。", age < first),
    ):
        assert of_another_age(question, said) is not inside


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("60岁以上做哪个套餐？", "标准套餐：40岁以下。", True),
        ("60岁以上做哪个套餐？", "夕阳红套餐：55岁以上。", False),
        ("65岁能免票吗？", "70周岁以上免门票。", False),
        ("门票多少？", "70周岁以上免门票。", False),
        ("45岁居民交多少？", "60岁以上老人每年300元，其他居民每年400元。", False),
        ("65岁的老人门票多少？", "67岁的沈德昌修了四十三年表。", False),
    ],
)
def test_ranges_meet_and_no_range_leaves_nobody_out(
    question: str, sentence: str, another: bool
) -> None:
    assert of_another_age(question, sentence) is another
