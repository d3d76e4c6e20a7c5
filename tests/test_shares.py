"""A share that a question names is that of the row, and a bound is met as it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.refusing.able import is_able
from chat.refusing.shares import of_another_share
from index.segment import Segmenter
from ingest.normalize import fold

SHARE = st.integers(1, 99)


@given(SHARE, SHARE, st.sampled_from(["比例（%）：{}.00", "比例：{}%", "比例（%）：{}"]))
def test_a_row_is_of_the_share_that_it_says(asked: int, said: int, form: str) -> None:
    row = fold(f"股东：陆景明 | {form.format(said)} | 质押：无")
    question = f"持股{asked}%的股东是谁？"
    assert of_another_share(question, row) is (asked != said)
    assert is_able(question, row, "年报", "", Segmenter()) is (asked == said)
    assert not of_another_share(f"有人持股{asked}%吗？", row)


@given(*[st.sampled_from("一二三五")] * 2, st.sampled_from(["以上", "以内", "以下"]))
def test_a_part_beyond_a_bound_is_not_that_beyond_another(one: str, other: str, side: str) -> None:
    question, sentence = f"账龄{one}年{side}的占多少？", f"其中账龄{other}年{side}的占11%。"
    assert of_another_share(question, sentence) is (one != other)


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("持股8%的股东是谁？", "股东:陆景明 | 比例(%):8.02", False),
        ("持股8.1%的股东是谁？", "股东:陆景明 | 比例(%):8.02", True),
        ("持股8%的股东是谁？", "股东:陆景明 | 持股(万股):672", False),
        ("毛利率50%的产品是哪个？", "产品:减速器 | 毛利率(%):36.54", True),
        ("毛利率超过30%的产品是哪个？", "产品:减速器 | 毛利率(%):36.54", False),
        ("完成30%奖多少？", "完成20%以上的奖500元。", False),
        ("完成30%奖多少？", "完成20%至50%的奖500元。", False),
        ("5年以上的电梯多久检一次？", "3年以上的电梯每年检一次。", False),
    ],
)
def test_what_a_bound_holds_for_is_not_only_what_it_names(
    question: str, sentence: str, another: bool
) -> None:
    assert of_another_share(question, sentence) is another
