"""What a document says of itself is not said of a document of another kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.refusing.able import is_able
from chat.refusing.itself import of_another_document
from index.segment import Segmenter

KINDS = st.sampled_from(["条例", "办法", "细则", "规则", "方案", "章程"])
ENDS = st.sampled_from(
    [
        ("{}由谁解释？", "本{}由市水务局负责解释。"),
        ("{}什么时候施行？", "第三十条 本{}自2024年3月1日起施行。"),
        ("这个{}哪天生效？", "本{}自2024年3月1日起生效。"),
        ("{}适用于哪些人？", "本{}适用于全市居民。"),
    ]
)


@given(KINDS, KINDS, ENDS)
def test_a_kind_of_document_is_answered_by_itself_alone(
    one: str, other: str, ends: tuple[str, str]
) -> None:
    question, sentence = ends[0].format(one), ends[1].format(other)
    assert of_another_document(question, sentence) is (one != other)
    assert is_able(question, sentence, "供水", "", Segmenter()) is (one == other)
    assert not of_another_document(question, f"《供水{one}》及{sentence}")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("条例实施细则由谁解释？", "本细则由市水务局负责解释。"),
        ("条例对停水怎么规定？", "本细则对停水作了规定。"),
        ("这份规定哪天施行？", "本办法自2024年3月1日起施行。"),
        ("条例由谁解释？", "由市水务局负责解释。"),
        ("细则由谁制定？", "本条例的实施细则由财政部制定。"),
    ],
)
def test_what_may_be_of_the_same_document_is_left_alone(question: str, sentence: str) -> None:
    assert not of_another_document(question, sentence)
