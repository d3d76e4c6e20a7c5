"""Who a relative is, is not answered by another one of the same person; it may be from the other side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.refusing.kin import _KIN, of_another_relative

WORDS = [
    "父亲",
    "母亲",
    "儿子",
    "女儿",
    "孙子",
    "孙女",
    "哥哥",
    "弟弟",
    "姐姐",
    "妹妹",
    "丈夫",
    "妻子",
    "女婿",
    "儿媳",
]
PAIRS = st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS))


@given(
    PAIRS,
    st.sampled_from(["许桂英", "她"]),
    st.sampled_from(["{}的{}是谁？", "{}的{}叫什么名字？", "谁是{}的{}？", "{}{}姓什么？"]),
)
def test_a_relative_is_answered_by_itself_and_not_by_another_of_the_same_person(
    pair: tuple[str, str], whose: str, form: str
) -> None:
    one, other = pair
    question = form.format(whose, one)
    assert of_another_relative(question, f"{whose}的{other}许山是教师。") is (one != other)
    assert not of_another_relative(question, f"{whose}的{other}是许山,{one}是许林。")
    assert not of_another_relative(question, f"{whose}在省城读书。")


@given(PAIRS)
def test_what_is_told_from_the_other_side_stays(pair: tuple[str, str]) -> None:
    one, other = pair
    assert not of_another_relative(f"曹操的{one}是谁？", f"曹丕的{other}曹操是诗人。")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("曹操的儿子是谁？", "曹操的妻子卞氏生长子曹丕。"),
        ("许桂英的丈夫是谁？", "许桂英的哥哥把她嫁给丁有福。"),
        ("许桂英有弟弟吗？", "许桂英的哥哥是许桂山。"),
        ("许桂英的弟弟哪年去世？", "许桂英的哥哥1990年送别了他。"),
        ("谁照顾老人的母亲？", "老人的女儿照顾她。"),
    ],
)
def test_other_words_for_a_relative_and_other_questions_keep_their_sentences(
    question: str, sentence: str
) -> None:
    assert not of_another_relative(question, sentence)


def test_every_relative_is_named_once() -> None:
    words = [one for word, _ in _KIN for one in word.split("|")]
    assert len(words) == len(set(words))
