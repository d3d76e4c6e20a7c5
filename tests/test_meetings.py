"""When the next meeting will be says nothing of when this one was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.refusing.able import is_able
from chat.refusing.meetings import of_another_meeting
from index.segment import Segmenter
from ingest.normalize import fold

NEXT = (
    "下次会议于2025年7月3日下午召开。",
    "会议决定，下一次会议定于7月3日召开。",
    "下次例会将在二楼会议室召开。",
)
ASKED = ("什么时候开的？", "是哪天开的？", "在哪里开的？", "时间是什么时候？", "地点在哪里？")


@given(
    st.sampled_from(NEXT),
    st.sampled_from(["会议", "这次会议", "本次例会", "协调会"]),
    st.sampled_from(ASKED),
)
def test_the_next_meeting_answers_only_who_asks_for_it(
    sentence: str, which: str, asked: str
) -> None:
    assert of_another_meeting(which + asked, fold(sentence))
    assert not of_another_meeting(f"下次{which}{asked}", fold(sentence))
    assert not of_another_meeting(which + asked, fold("会议于2025年6月12日在五楼召开。"))


@pytest.mark.parametrize(
    ("question", "another"),
    [
        ("董事会是哪天开的？", True),
        ("这次会议什么时候开的？", True),
        ("会议时间", True),
        ("股东大会什么时候开？", False),
        ("会议决定了什么？", False),
        ("股权登记日是哪天？", False),
    ],
)
def test_a_meeting_that_is_decided_on_is_another_one(question: str, another: bool) -> None:
    sentence = fold("会议决定于2025年4月25日下午召开2024年年度股东大会，股权登记日为4月18日。")
    assert of_another_meeting(question, sentence) is another


def test_the_rule_is_one_of_those_that_take_an_answer_away() -> None:
    sentence = fold("下次会议于7月3日召开。")
    assert not is_able("会议什么时候开的？", sentence, "纪要", "", Segmenter())
    assert is_able("下次会议什么时候开？", sentence, "纪要", "", Segmenter())
