"""Follow-up questions are made whole; questions that stand by themselves are left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.asking.followup import resolve
from chat.asking.question import LONGEST
from chat.types import Turn
from index.segment import Segmenter

SEGMENTER = Segmenter()


def whole(question: str, *before: str) -> str:
    return readings(question, *before)[0]


def readings(question: str, *before: str) -> tuple[str, ...]:
    turns = [Turn(one, refused=False) for one in before]
    return resolve(question, turns, SEGMENTER, lambda one, other: float(one[-1:] == other[-1:]))


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("会新增多少岗位？", "那学位呢？", "会新增多少学位？"),
        ("学前教育普惠覆盖率要达到多少？", "那民营经济占比呢", "民营经济占比要达到多少？"),
        ("龙嘉机场二期在推进吗？", "它什么时候建成？", "龙嘉机场二期什么时候建成？"),
        ("什么是民生改善工程？", "这个工程要开发多少岗位？", "民生改善工程要开发多少岗位？"),
        ("2022年新增就业多少人？", "2023年呢？", "2023年新增就业多少人？"),
        ("新增就业多少人？", "去年呢？", "去年新增就业多少人？"),
        ("第十二条规定了什么？", "那第十三条呢", "第十三条规定了什么？"),
        ("第六条第二项是什么？", "第三项呢？", "第六条第三项是什么？"),
        ("第十二条第一款第（三）项规定了什么？", "第二款呢？", "第十二条第二款规定了什么？"),
        ("第12条第1款第3项规定了什么？", "那第（四）项呢？", "第十二条第一款第四项规定了什么？"),
        ("违反第六条第二款怎么罚？", "第十条之一呢？", "违反第十条之一怎么罚？"),
        ("农林水支出是多少？", "卫生健康支出呢？", "卫生健康支出是多少？"),
        ("会务组负责什么？", "议案组呢？", "议案组负责什么？"),
        ("年假有多少天？", "那病假呢？", "病假有多少天？"),
        ("一次能借几本书？", "杂志呢？", "一次能借几本杂志？"),
        ("附件1是什么？", "附件2呢？", "附件2是什么？"),
        ("2024年底网上可办率要达到多少？", "2026年底呢？", "2026年底网上可办率要达到多少？"),
        ("2015年的停水要提前多久通知？", "2023年的呢？", "2023年的停水要提前多久通知？"),
        ("3月6号晚班谁值班？", "3月11号呢？", "3月11号晚班谁值班？"),
        ("周五的特色菜是什么？", "星期六呢？", "星期六的特色菜是什么？"),
        ("不出水怎么办？", "漏水呢？", "漏水怎么办？"),
        ("滤芯多久换一次？", "反渗透膜呢？", "反渗透膜多久换一次？"),
        ("四人间住宿费多少？", "六人间呢？", "六人间住宿费多少？"),
        ("一等奖学金多少钱？", "三等呢？", "三等奖学金多少钱？"),
        ("二级医院起付线是多少？", "三级医院呢？", "三级医院起付线是多少？"),
        ("湖南物理类录取分多少？", "历史类呢？", "湖南历史类录取分多少？"),
        ("张明是什么职务？", "李华呢？", "李华是什么职务？"),
        ("陈启明对文创什么态度？", "馆长呢？", "馆长对文创什么态度？"),
        ("逾期交货罚多少？", "逾期付款呢？", "逾期付款罚多少？"),
        ("2号线有几个站？", "多长？", "2号线多长？"),
    ],
)
def test_a_follow_up_is_made_whole(before: str, question: str, expected: str) -> None:
    assert whole(question, before) == expected


@pytest.mark.parametrize(
    "question",
    ["长春要建多少所特色高中？", "其他城市有哪些？", "尤其要防范什么风险？", "地铁照片是谁拍的？"],
)
def test_a_question_that_stands_by_itself_is_left_alone(question: str) -> None:
    assert whole(question, "会新增多少岗位？") == question


@pytest.mark.parametrize(
    "question", ["怎样缓解堵车？", "什么时候开始？", "看病怎么报销？", "什么时候投产？"]
)
def test_a_question_without_a_noun_is_read_with_what_was_asked_before_and_as_it_is(
    question: str,
) -> None:
    assert readings(question, "会新增多少岗位？") == (f"岗位{question}", question)


def test_how_much_is_asked_of_what_was_asked_before() -> None:
    assert readings("多少钱？", "周五的特色菜是什么？") == ("特色菜多少钱？", "多少钱？")


@pytest.mark.parametrize("before", ["为什么？", "怎么办？", "谁？", "多少？"])
@pytest.mark.parametrize("question", ["那老人呢？", "它有多少？", "什么时候开始？", "这个呢？"])
def test_a_question_that_names_nothing_breaks_no_follow_up(before: str, question: str) -> None:
    assert readings(question, before)


def test_what_is_counted_is_named() -> None:
    assert readings("一次能借几本书？", "会新增多少岗位？") == ("一次能借几本书？",)
    assert whole("丢了怎么办？", "会新增多少岗位？", "一次能借几本书？") == "书丢了怎么办？"


@given(st.text(max_size=40))
def test_without_a_conversation_nothing_is_changed(question: str) -> None:
    assert whole(question) == question


@given(st.text(max_size=40), st.lists(st.text(min_size=1, max_size=40), max_size=3))
def test_any_conversation_gives_a_question(question: str, before: list[str]) -> None:
    assert isinstance(whole(question, *before), str)


def test_a_follow_up_never_grows_longer_than_a_question_may_be() -> None:
    before = f"{'长春科技创新中心' * 36}会新增多少岗位？"
    follow_up = "它的就业岗位在哪里，什么时候开发，由谁开发？"
    assert len(before) <= LONGEST
    assert whole(follow_up, before) == follow_up
    assert whole(follow_up, before[200:]) != follow_up


@given(st.text(alphabet="长春工程它这那呢为什么多少？", max_size=LONGEST), st.integers(1, 4))
@settings(max_examples=30)
def test_no_conversation_makes_a_question_too_long(question: str, turns: int) -> None:
    asked = "长春" * 150
    for _ in range(turns):
        asked = whole(question, asked)
        assert len(asked) <= LONGEST


@pytest.mark.parametrize(
    ("before", "question", "alike", "expected"),
    [
        ("湖南物理类录取分多少？", "湖北呢？", {"湖南"}, "湖北物理类录取分多少？"),
        ("职工剖宫产报多少？", "居民呢？", {"职工"}, "居民剖宫产报多少？"),
        ("会新增多少就业岗位？", "学位呢？", {"岗位"}, "会新增多少学位？"),
    ],
)
def test_of_a_phrase_only_its_first_word_is_replaced_where_that_is_what_is_alike(
    before: str, question: str, alike: set[str], expected: str
) -> None:
    turns = [Turn(before, refused=False)]
    assert resolve(question, turns, SEGMENTER, lambda one, _: float(one in alike)) == (expected,)
