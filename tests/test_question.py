"""What a question asks for, and which questions can be asked at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.asking.question import LONGEST, LONGEST_TYPED, Asks, asked, checked, standard
from ingest.errors import QuestionError


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("会新增多少个学位？", Asks.NUMBER),
        ("民营经济占比", Asks.NUMBER),
        ("這張照片是誰拍的？", Asks.PERSON),
        ("什么时候建成？", Asks.TIME),
        ("哪一年开始的", Asks.TIME),
        ("会议几号召开？", Asks.TIME),
        ("几号在会议室开会？", Asks.TIME),
        ("在几号会议室开会？", Asks.NUMBER),
        ("对口合作的城市在哪里？", Asks.PLACE),
        ("为什么要推广？", Asks.REASON),
        ("有哪些品牌赛事？", Asks.LIST),
        ("是否要建机场二期？", Asks.DECISION),
        ("老房子会翻新吗？", Asks.DECISION),
        ("堵车怎么办？", Asks.MANNER),
        ("红旗要打造成什么？", Asks.THING),
        ("营商环境", Asks.TOPIC),
        ("主办方是？", Asks.THING),
        ("最大的城市為？", Asks.THING),
        ("不作为", Asks.TOPIC),
        ("紅旗要打造成甚麼？", Asks.THING),
        ("學位有幾多？", Asks.NUMBER),
        ("圖書館幾時開門？", Asks.TIME),
        ("浮渡大橋喺邊度？", Asks.PLACE),
        ("边度可以泊车？", Asks.PLACE),
        ("設計師係邊個？", Asks.THING),
        ("邊個設計咗呢條橋？", Asks.THING),
        ("圖書館有冇電腦", Asks.DECISION),
        ("入場係咪免費", Asks.DECISION),
        ("點解停工？", Asks.REASON),
        ("呢条桥点解咁出名？", Asks.REASON),
    ],
)
def test_the_kind_of_a_question_is_seen_in_its_question_word(question: str, asks: Asks) -> None:
    assert asked(question).asks is asks


@given(st.text(max_size=60))
def test_the_question_word_lies_inside_the_question(question: str) -> None:
    found = asked(question)
    assert 0 <= found.start <= found.end <= len(question)


@given(st.text(alphabet="甚麼么几幾多时時喺邊边度個个係系咪點点解有冇周3", max_size=12))
def test_standard_question_words_take_as_much_room_and_are_left_as_they_are(question: str) -> None:
    found = standard(question)
    assert len(found) == len(question)
    assert standard(found) == found


@pytest.mark.parametrize(
    "question",
    [
        "周边度假村有几个？",
        "海邊度假去哪裡？",
        "這邊個個都好嗎？",
        "路边个体户要登记吗？",
        "集会3点解散吗？",
        "幾點解散？",
        "重点解决什么问题？",
        "景點解說收費嗎？",
        "观点解读在哪一版？",
    ],
)
def test_what_only_looks_like_a_question_word_of_hong_kong_stays(question: str) -> None:
    assert standard(question) == question


@pytest.mark.parametrize("question", ["", "   \n\t", "？！。，", "😀😀", "\x00\x07\x1b", "\u200b"])
def test_a_question_without_a_word_is_refused_with_what_to_do(question: str) -> None:
    with pytest.raises(QuestionError, match=r"请.+The question"):
        checked(question)


def test_a_question_that_is_too_long_is_refused_and_says_how_long_it_may_be() -> None:
    with pytest.raises(QuestionError, match=rf"10,000.+{LONGEST}"):
        checked("问" * 10_000)


@pytest.mark.parametrize("typed", ["问" * LONGEST_TYPED, "问 \n" * (LONGEST_TYPED // 3) + "问题"])
def test_a_question_that_a_page_has_cut_is_said_to_be_as_long_or_longer(typed: str) -> None:
    length = f"{len(' '.join(typed.split())):,}"
    with pytest.raises(QuestionError, match=rf"{length} 字以上.+ {length} or more characters"):
        checked(typed)
    with pytest.raises(QuestionError, match=r"\d 字，.+\d characters"):
        checked(typed[1:])


@given(st.text(max_size=LONGEST))
def test_a_question_that_is_taken_holds_no_control_character(question: str) -> None:
    try:
        taken = checked(question)
    except QuestionError:
        return
    assert taken.isprintable()
    assert taken == taken.strip()
