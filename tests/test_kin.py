"""Who a relative is, is not answered by another one of the same person; it may be from the other side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.refusing.kin import _KIN, of_another_relative, says_nothing_of_relative
from index.segment import Segmenter

SEGMENTER = Segmenter()

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


@given(
    PAIRS,
    st.sampled_from(["许桂英", "石德才", "陆鸣谦"]),
    st.sampled_from(["{}的{}做什么工作？", "{}{}哪年生的？", "{}的{}怎么样了？"]),
)
def test_of_a_relative_nothing_is_said_by_what_is_said_of_the_person_or_of_another_relative(
    pair: tuple[str, str], whose: str, form: str
) -> None:
    one, other = pair
    question = form.format(whose, one)

    def silent(sentence: str, *before: str) -> bool:
        return says_nothing_of_relative(question, sentence, SEGMENTER, before, "家庭")

    assert silent(f"{whose},1943年生,当过教师。")
    assert silent(f"{whose}生在县城,{other}教书。") is (one != other)
    assert not silent("1943年生,当过教师。", f"{whose}有一个{one}。")
    assert not silent(f"{whose}的{one}和{other}教书。")


@pytest.mark.parametrize(
    ("asks", "said", "another"),
    [
        ("大儿子", "长子", "次子"),
        ("二儿子", "次子", "长子"),
        ("大女儿", "长女", "次女"),
        ("长子", "大儿子", "二儿子"),
        ("小女儿", "幼女", "长女"),
        ("老婆", "妻子", "儿子"),
        ("爱人", "妻子", "父亲"),
        ("爸爸", "父亲", "母亲"),
        ("舅父", "舅舅", "父亲"),
        ("爷爷", "祖父", "父亲"),
    ],
)
def test_a_relative_may_be_called_by_another_word_and_is_told_from_the_next_by_age(
    asks: str, said: str, another: str
) -> None:
    question = f"石德才的{asks}做什么工作？"
    assert not says_nothing_of_relative(question, f"石德才的{said}开货车。", SEGMENTER)
    assert says_nothing_of_relative(question, f"石德才的{another}开货车。", SEGMENTER)


@pytest.mark.parametrize(
    ("question", "sentence", "before"),
    [
        ("曹丕的父亲怎么死的？", "曹操长子曹丕继位。", ()),
        ("曹操的儿子做过什么？", "曹丕的父亲曹操是诗人。", ()),
        ("扶苏的父亲是谁？", "扶苏,秦始皇之子。", ()),
        (
            "陆鸣谦的长子做什么工作？",
            "陆以宁1990年退休。",
            ("长子陆以宁为工程师。", "他住在南京。"),
        ),
        ("职工的父亲去世有几天假？", "直系亲属死亡时,给予一至三天丧假。", ()),
        ("孩子的爷爷可以接吗？", "凭接送卡接。", ()),
        ("石德才的父亲的弟弟做什么？", "石德才的叔叔种地。", ()),
    ],
)
def test_the_other_side_a_name_and_people_without_one_keep_their_sentences(
    question: str, sentence: str, before: tuple[str, ...]
) -> None:
    assert not says_nothing_of_relative(question, sentence, SEGMENTER, before)


def test_what_is_said_of_the_wife_of_another_one_is_no_answer() -> None:
    question, other = "陆以静的丈夫是谁？", "1939年,陆鸣谦与小学教师周若蘅结婚。"
    assert says_nothing_of_relative(question, other, SEGMENTER)
    assert says_nothing_of_relative(question, "次女陆以静教化学。", SEGMENTER, (other,))
    assert not says_nothing_of_relative(question, other, SEGMENTER, ("陆以静是教师。",))
