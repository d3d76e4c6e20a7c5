"""What is said of one of some words that shut each other out is not said of another."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.refusing.contrast import _APART, of_another_kind

WORDS = [[re.sub(r"\(.*?\)", "", word).split("|")[0] for word in words] for words in _APART]
PAIRS = st.sampled_from(WORDS).flatmap(
    lambda words: st.tuples(st.sampled_from(words), st.sampled_from(words))
)


@given(PAIRS)
def test_a_word_is_answered_by_itself_and_shut_out_by_its_others(pair: tuple[str, str]) -> None:
    one, other = pair
    assert of_another_kind(f"{one}的是谁？", f"张三是{other}的。") is (one != other)
    assert not of_another_kind(f"{one}的是谁？", f"张三是{other}的，李四是{one}的。")
    assert not of_another_kind(f"{one}的是谁？", "张三。")


@pytest.mark.parametrize(
    ("question", "sentence", "above", "another"),
    [
        ("副校长叫什么？", "校长：陆文娟。", "", True),
        ("校长叫什么？", "副校长：陆文娟。", "", True),
        ("住院报多少？", "一级医疗机构报80%。", "门诊待遇", True),
        ("住院报多少？", "住院报80%。", "门诊待遇", False),
        ("有晚餐吗？", "只供应午餐。", "", False),
        ("女生宿舍几点关门？", "宿舍晚上11点关门,男生宿舍请提前。", "", False),
        ("门诊慢特病怎么申请？", "凭近两年住院病历申请。", "门诊慢特病", False),
        ("城镇居民收入增长多少？", "2023年,农村居民收入增长7.5%。", "", True),
        ("城镇居民收入增长多少？", "到2025年,目前,农村居民收入增长7.5%。", "", True),
        ("城镇居民收入增长多少？", "2023年,农村居民收入增长7.5%,城镇居民收入增长6%。", "", False),
        ("城镇居民收入增长多少？", "2023年,居民收入增长7.5%,农村居民更快。", "", False),
        ("城镇居民收入增长多少？", "产值增长6%,农村居民收入增长7.5%。", "", True),
        ("城镇居民收入增长多少？", "产值增长6%,农村道路全部硬化。", "", False),
        ("大专生补贴多少钱？", "本科生每人每月补贴600元。", "", True),
        ("大专生有租房补贴吗？", "硕士每人8万元,本科生每月补贴600元。", "", True),
        ("大专生有租房补贴吗？", "本科生每月补贴600元,不超过36个月。", "", True),
        ("大专生有租房补贴吗？", "仅本科生每月补贴600元。", "", False),
        ("大专生有租房补贴吗？", "大专生、本科生每月补贴600元。", "", False),
        ("大专生有租房补贴吗？", "毕业生每月补贴600元。", "", False),
        ("别墅物业费多少？", "序号:2 | 项目:物业费(多层)", "", True),
    ],
)
def test_what_stands_above_counts_where_the_sentence_says_nothing(
    question: str, sentence: str, above: str, another: bool
) -> None:
    assert of_another_kind(question, sentence, above) is another


@given(
    st.sampled_from(["住宅", "居民", "机动车", "处方药", "全日制", "营利性", "常住人口"]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_a_kind_and_what_is_not_of_it_shut_each_other_out(
    word: str, wanted: bool, said: bool, row: bool
) -> None:
    one, other = ("非" * yes + word for yes in (wanted, said))
    sentence = f"类别:{other} | 标准:80元" if row else f"{other}的标准为80元。"
    assert of_another_kind(f"{one}的标准是多少？", sentence) is (wanted != said)
    assert not of_another_kind(f"{one}的标准是多少？", f"{word}80元,非{word}90元。")
    assert not of_another_kind(f"{one}适用吗？", sentence)


@pytest.mark.parametrize(
    ("question", "sentence", "above"),
    [
        ("住宅登记费多少？", "除非住宅另有约定,每件80元。", ""),
        ("合作项目有多少个？", "中非合作稳步推进,共20个。", ""),
        ("蒋涤非在金湾了解了什么？", "在金湾,蒋涤非了解工艺。", ""),
        ("李飞详细了解了什么？", "李飞详细了解工艺,蒋涤非详细记录。", ""),
        ("非经营性车辆怎么办？", "经营者应当登记。", ""),
        ("非住宅物业费多少？", "由住宅改成的每平方米3元。", "非住宅收费"),
    ],
)
def test_a_word_behind_a_negation_or_a_name_is_no_other_kind(
    question: str, sentence: str, above: str
) -> None:
    assert not of_another_kind(question, sentence, above)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("初级工多少分？", "项目:高级技师 | 分值:60分"),
        ("技师多少分？", "项目:高级技师 | 分值:60分"),
        ("高级工多少分？", "项目:中级工 | 分值:20分"),
        ("红色预警什么时候发布的？", "气象部门发布暴雨橙色预警。"),
        ("优先股股东有多少户？", "普通股股东总数为9,416户。"),
        ("内训费用标准是多少？", "费用项目:培训费 | 标准:外训每人每年不超过6000元"),
        ("职工基本养老金涨多少？", "城乡居民基础养老金每人每月增加20元。"),
        ("职工医保报多少？", "城乡居民医保报70%。"),
        ("再审的案号是什么？", "一审案号为(2024)民初5号。"),
    ],
)
def test_levels_and_kinds_before_a_noun_shut_each_other_out(question: str, sentence: str) -> None:
    assert of_another_kind(question, sentence)
    assert not of_another_kind(question.replace("初级工", "高级技师"), "分值:60分")


def test_a_sentence_that_names_both_colours_answers_either() -> None:
    for colour in ("红色", "橙色"):
        assert not of_another_kind(f"{colour}预警时停课吗？", "红色、橙色预警时一律停课。")
        assert not of_another_kind(f"{colour}预警时怎么办？", "发布红色或橙色预警时停课。")
